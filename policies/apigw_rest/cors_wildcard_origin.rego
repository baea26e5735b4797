# METADATA
# title: CORS does not allow every origin where callers must prove who they are
# description: >-
#   With the origin * any web page can call the path from a visitor's browser and read the answer. On a path that
#   nobody needs to log in to it does no harm and passes. What a backend answers by itself behind a proxy integration
#   does not stand in the configuration: only headers that the gateway sets are judged.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       aws apigateway update-integration-response --rest-api-id API --resource-id RESOURCE --http-method OPTIONS \
#         --status-code 200 --patch-operations \
#         file://patch.json
#       # patch.json: the value stands in single quotes within the string
#       # [{"op": "replace", "path": "/responseParameters/method.response.header.Access-Control-Allow-Origin",
#       #   "value": "'https://app.example.com'"}]
#       # Then deploy
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_integration_response" "options" {
#         response_parameters = {
#           "method.response.header.Access-Control-Allow-Origin" = "'https://app.example.com'"
#         }
#       }
#     cloudformation: |
#       Integration:
#         IntegrationResponses:
#           - StatusCode: "200"
#             ResponseParameters:
#               method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
#   controls:
#     - {framework: nist-800-53-r5, id: AC-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.cors_wildcard_origin

import data.lib.text

# The gateway sets no origin here.
not_applicable if not input.facts.CorsOrigins

pass if {
	narrow
	is_array(input.facts.Authorization.Protected)
}

pass if {
	wide
	count(input.facts.Authorization.Protected) == 0
}

# Not "none of them is *": a list of another form must not pass.
narrow if {
	input.facts.CorsOrigins[0]
	every origin in input.facts.CorsOrigins {
		origin.Class in {"scheme-any", "reflecting", "anchored", "exact", "null", "loopback"}
	}
}

wide if {
	some origin in input.facts.CorsOrigins
	origin.Class == "any"
}

fail contains {"sub_key": origin.Rule, "message": message} if {
	some origin in input.facts.CorsOrigins
	origin.Class == "any"
	protected := input.facts.Authorization.Protected
	count(protected) > 0
	message := sprintf("response %s allows every origin (*), though %s takes known callers only", [
		origin.Rule,
		text.listed(protected, 2),
	])
}
