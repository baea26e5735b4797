# METADATA
# title: Every API and operation is in the registry, and as it says
# description: >-
#   What nobody wrote down nobody tests, patches or takes out of service. The registry is a folder of OpenAPI
#   documents named in aplomb.toml ([registry] openapi); an API belongs to the document with its name or its address.
#   What is declared and missing, or declared as secured and open, counts too. WebSocket APIs are left out: OpenAPI
#   has no words for them.
# custom:
#   severity: high
#   resource: [AWS::ApiGateway::RestApi, AWS::ApiGatewayV2::Api]
#   remediation:
#     cli: |
#       # Declare it, or take it out of service
#       aws apigateway get-export --rest-api-id API --stage-name STAGE --export-type oas30 api.json
#       aws apigateway delete-rest-api --rest-api-id API
#     terraform: |
#       # One document for the registry and the API
#       resource "aws_api_gateway_rest_api" "this" {
#         body = file("${path.module}/registry/api.json")
#       }
#     cloudformation: |
#       # One document for the registry and the API
#       BodyS3Location:
#         Bucket: BUCKET
#         Key: registry/api.json
#   controls:
#     - {framework: nist-800-53-r5, id: CM-8, grade: partial}
#     - {framework: nist-800-53-r5, id: SA-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API9:2023", grade: partial}
package cross.shadow_api

import data.lib.text

# OpenAPI cannot tell of a WebSocket.
not_applicable if not input.facts.Registry

pass if {
	input.facts.Registry.Declared == true
	count(input.facts.Registry.Undeclared) == 0
	count(input.facts.Registry.Missing) == 0
	count(input.facts.Registry.Disagreeing) == 0
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.Registry.Declared == false
	message := "no document of the registry declares the API"
}

fail contains {"sub_key": operation, "message": message} if {
	input.facts.Registry.Declared == true
	some operation in input.facts.Registry.Undeclared
	message := sprintf("%s is not declared", [text.short(operation, 64)])
}

fail contains {"sub_key": operation, "message": message} if {
	input.facts.Registry.Declared == true
	some operation in input.facts.Registry.Missing
	message := sprintf("%s is declared, but does not exist", [text.short(operation, 64)])
}

fail contains {"sub_key": entry.Operation, "message": message} if {
	input.facts.Registry.Declared == true
	some entry in input.facts.Registry.Disagreeing
	message := sprintf("%s is declared as %s, but is %s", [
		text.short(entry.Operation, 64),
		entry.Declared,
		entry.Actual,
	])
}
