# METADATA
# title: CORS lets browsers cache preflight answers, but not for long
# description: >-
#   Without a time every call costs a second request; with a long time browsers go by a bad rule long after it was
#   mended. The parameter maximum_seconds says what is long.
# custom:
#   severity: info
#   resource: AWS::ApiGatewayV2::Api
#   remediation:
#     cli: |
#       # Replaces the whole CORS configuration
#       aws apigatewayv2 update-api --api-id API \
#         --cors-configuration AllowOrigins=https://app.example.com,AllowMethods=GET,MaxAge=3600
#     terraform: |
#       resource "aws_apigatewayv2_api" "this" {
#         cors_configuration {
#           max_age = 3600
#         }
#       }
#     cloudformation: |
#       CorsConfiguration:
#         MaxAge: 3600
#   parameters: {maximum_seconds: 3600}
#   controls:
#     - {framework: nist-800-53-r5, id: CM-6, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigwv2.cors_max_age

# CORS is not configured.
not_applicable if not input.facts.CorsMaxAge

# An HTTP API has one CORS configuration.
pass if {
	input.facts.CorsMaxAge[0]
	every entry in input.facts.CorsMaxAge {
		entry.Seconds > 0
		entry.Seconds <= data.params.maximum_seconds
	}
}

fail contains {"sub_key": "", "message": message} if {
	some entry in input.facts.CorsMaxAge
	not entry.Seconds
	message := "no MaxAge is set"
}

fail contains {"sub_key": "", "message": message} if {
	some entry in input.facts.CorsMaxAge
	entry.Seconds <= 0
	message := sprintf("MaxAge is %v, which turns caching off", [entry.Seconds])
}

fail contains {"sub_key": "", "message": message} if {
	some entry in input.facts.CorsMaxAge
	entry.Seconds > 0
	entry.Seconds > data.params.maximum_seconds
	message := sprintf("browsers cache for %d seconds, more than %d", [entry.Seconds, data.params.maximum_seconds])
}
