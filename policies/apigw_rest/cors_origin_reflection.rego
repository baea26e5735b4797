# METADATA
# title: No mapping template answers with the caller's own origin unseen
# description: >-
#   A template that copies the Origin header of the request into Access-Control-Allow-Origin lets every web page read
#   the answers, with the visitor's credentials if those are allowed. A test against a list of origins in the template
#   is accepted.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       # Put an #if over the allowed origins around the override, or name one origin in the response parameters
#       aws apigateway update-integration-response --rest-api-id API --resource-id RESOURCE --http-method OPTIONS \
#         --status-code 200 --patch-operations file://patch.json
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_integration_response" "options" {
#         response_templates = {
#           "application/json" = <<-VTL
#             #set($origin = $input.params("Origin"))
#             #if($origin == "https://app.example.com")
#             #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#             #end
#           VTL
#         }
#       }
#     cloudformation: |
#       Integration:
#         IntegrationResponses:
#           - StatusCode: "200"
#             ResponseTemplates:
#               application/json: |
#                 #set($origin = $input.params("Origin"))
#                 #if($origin == "https://app.example.com")
#                 #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#                 #end
#   controls:
#     - {framework: nist-800-53-r5, id: AC-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.cors_origin_reflection

import data.lib.text

# The method has no answer of its own to judge.
not_applicable if not input.facts.OriginReflection

pass if input.facts.OriginReflection.Reflected == false

pass if {
	input.facts.OriginReflection.Reflected == true
	input.facts.OriginReflection.Guarded == true
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.OriginReflection.Reflected == true
	input.facts.OriginReflection.Guarded == false
	message := sprintf("the caller's origin is sent back without a test: %s", [
		text.listed(input.facts.OriginReflection.Where, 2),
	])
}
