# METADATA
# title: The gateway's own answers are not for every origin
# description: >-
#   Errors of the gateway tell about the request and the API. With the origin * any web page reads them in its
#   visitor's browser. Many teams set it so that their own pages can show why a call was refused: name those pages.
# custom:
#   severity: low
#   resource: AWS::ApiGateway::GatewayResponse
#   remediation:
#     cli: |
#       aws apigateway update-gateway-response --rest-api-id API --response-type DEFAULT_4XX --patch-operations \
#         file://patch.json
#       # patch.json: the value stands in single quotes within the string
#       # [{"op": "replace", "path": "/responseParameters/gatewayresponse.header.Access-Control-Allow-Origin",
#       #   "value": "'https://app.example.com'"}]
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_gateway_response" "this" {
#         response_parameters = {
#           "gatewayresponse.header.Access-Control-Allow-Origin" = "'https://app.example.com'"
#         }
#       }
#     cloudformation: |
#       ResponseParameters:
#         gatewayresponse.header.Access-Control-Allow-Origin: "'https://app.example.com'"
#   controls:
#     - {framework: nist-800-53-r5, id: AC-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw.gateway_response_cors_wildcard

import data.lib.text

# What nobody set sends what it inherits: the response that it comes from is judged.
not_applicable if input.status.DefaultResponse == true

is_own if input.status.DefaultResponse == false

not_applicable if not input.facts.CorsOrigins

pass if {
	is_own
	narrow
	is_array(input.facts.Authorization.Protected)
}

pass if {
	is_own
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

fail contains {"sub_key": "", "message": message} if {
	is_own
	wide
	protected := input.facts.Authorization.Protected
	count(protected) > 0
	message := sprintf("every origin (*) may read it, though %s takes known callers only", [text.listed(protected, 2)])
}
