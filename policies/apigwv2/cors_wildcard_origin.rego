# METADATA
# title: CORS does not allow every origin where callers must prove who they are
# description: >-
#   With the origin * any web page can call the API from a visitor's browser and read the answer. Where no route asks
#   for a login it does no harm and passes. An HTTP API with a CORS configuration ignores what the backend answers:
#   the configuration is the whole truth. Without one the backend decides, which cannot be seen from here.
# custom:
#   severity: high
#   resource: AWS::ApiGatewayV2::Api
#   remediation:
#     cli: |
#       # Replaces the whole CORS configuration
#       aws apigatewayv2 update-api --api-id API \
#         --cors-configuration AllowOrigins=https://app.example.com,AllowMethods=GET,AllowHeaders=authorization
#     terraform: |
#       resource "aws_apigatewayv2_api" "this" {
#         cors_configuration {
#           allow_origins = ["https://app.example.com"]
#         }
#       }
#     cloudformation: |
#       CorsConfiguration:
#         AllowOrigins: ["https://app.example.com"]
#   controls:
#     - {framework: nist-800-53-r5, id: AC-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigwv2.cors_wildcard_origin

import data.lib.text

# CORS is not configured.
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

fail contains {"sub_key": "", "message": message} if {
	wide
	protected := input.facts.Authorization.Protected
	count(protected) > 0
	message := sprintf("every origin (*) is allowed, though %s takes known callers only", [text.listed(protected, 2)])
}
