# METADATA
# title: CORS allows no origin pattern that strangers can satisfy
# description: >-
#   AWS refuses * together with credentials, but takes https://*, and then answers each page with its own origin: with
#   credentials every web page acts in its visitor's name and reads what comes back. Without credentials the pattern
#   is one step from it.
# custom:
#   severity: critical
#   resource: AWS::ApiGatewayV2::Api
#   remediation:
#     cli: |
#       # Replaces the whole CORS configuration
#       aws apigatewayv2 update-api --api-id API \
#         --cors-configuration AllowOrigins=https://app.example.com,AllowCredentials=true,AllowMethods=GET
#     terraform: |
#       resource "aws_apigatewayv2_api" "this" {
#         cors_configuration {
#           allow_origins     = ["https://app.example.com"]
#           allow_credentials = true
#         }
#       }
#     cloudformation: |
#       CorsConfiguration:
#         AllowOrigins: ["https://app.example.com"]
#         AllowCredentials: true
#   controls:
#     - {framework: nist-800-53-r5, id: AC-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigwv2.cors_scheme_wildcard_credentials

import data.lib.text

# CORS is not configured.
not_applicable if not input.facts.CorsOrigins

pass if {
	input.facts.CorsOrigins[0]
	every origin in input.facts.CorsOrigins {
		origin.Class in {"any", "anchored", "exact", "null", "loopback"}
	}
}

patterns contains origin.Value if {
	some origin in input.facts.CorsOrigins
	origin.Class in {"scheme-any", "reflecting"}
}

# Absent is not allowed.
with_credentials if {
	some entry in input.facts.CorsCredentials
	entry.Allowed == true
}

fail contains {"sub_key": "", "message": message} if {
	count(patterns) > 0
	message := sprintf("strangers' origins match %s", [text.listed(patterns, 2)])
}

fail contains {"sub_key": "", "message": message} if {
	count(patterns) > 0
	with_credentials
	message := sprintf("pages of strangers act with their visitors' credentials: %s", [text.listed(patterns, 2)])
}
