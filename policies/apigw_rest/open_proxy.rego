# METADATA
# title: Callers do not choose the host of the backend
# description: >-
#   Where a part of the request becomes the host, the gateway fetches what a stranger names, with its own address and
#   credentials. A host from a stage variable is chosen by whoever may change the stage: set accept_stage_variables to
#   true where that is meant. Placeholders in the path are normal.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       aws apigateway update-integration --rest-api-id API --resource-id RESOURCE --http-method METHOD \
#         --patch-operations 'op=replace,path=/uri,value="https://backend.example.com/{proxy}"'
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_integration" "this" {
#         uri = "https://backend.example.com/{proxy}"
#       }
#     cloudformation: |
#       Integration:
#         Uri: https://backend.example.com/{proxy}
#   parameters: {accept_stage_variables: false}
#   controls:
#     - {framework: nist-800-53-r5, id: SC-7, grade: partial}
#     - {framework: nist-800-53-r5, id: SI-10, grade: partial}
#     - {framework: owasp-api-2023, id: "API7:2023", grade: partial}
package apigw_rest.open_proxy

import data.lib.text

# No integration with an address: Lambda, another service of AWS, a mock.
not_applicable if not input.facts.BackendHost

pass if input.facts.BackendHost.Fixed == true

pass if {
	input.facts.BackendHost.Fixed == false
	data.params.accept_stage_variables == true
	input.facts.BackendHost.Placeholders[0]
	every placeholder in input.facts.BackendHost.Placeholders {
		placeholder.Source == "stage variable"
	}
}

fail contains {"sub_key": placeholder.Name, "message": message} if {
	some placeholder in input.facts.BackendHost.Placeholders
	placeholder.Source == "request"
	message := sprintf("callers choose the backend's host: {%s} comes from the request", [
		text.short(placeholder.Name, 64),
	])
}

fail contains {"sub_key": placeholder.Name, "message": message} if {
	data.params.accept_stage_variables == false
	some placeholder in input.facts.BackendHost.Placeholders
	placeholder.Source == "stage variable"
	message := sprintf("the backend's host is the stage variable %s", [text.short(placeholder.Name, 64)])
}
