# METADATA
# title: The authorizer takes no token from the address
# description: >-
#   What stands in an address is written to access logs, proxies and browser histories, and sent on as the referrer. A
#   token belongs into a header. Browsers cannot set headers on a WebSocket: short-lived tickets there may be waived.
# custom:
#   severity: high
#   resource: AWS::ApiGatewayV2::Authorizer
#   remediation:
#     cli: |
#       aws apigatewayv2 update-authorizer --api-id API --authorizer-id AUTHORIZER \
#         --identity-source '$request.header.Authorization'
#     terraform: |
#       resource "aws_apigatewayv2_authorizer" "this" {
#         identity_sources = ["$request.header.Authorization"]
#       }
#     cloudformation: |
#       IdentitySource: ["$request.header.Authorization"]
#   controls:
#     - {framework: nist-800-53-r5, id: IA-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
package apigwv2.authorizer_token_in_url

import data.lib.text

# An authorizer that keeps no answers may go without.
not_applicable if not input.properties.IdentitySource

not_applicable if input.properties.IdentitySource == []

pass if {
	input.properties.IdentitySource[0]
	every source in input.properties.IdentitySource {
		is_elsewhere(source)
	}
}

# With $ for HTTP APIs, without for WebSocket APIs.
is_elsewhere(source) if {
	some place in [
		"$request.header.",
		"$context.",
		"$stagevariables.",
		"route.request.header.",
		"context.",
		"stagevariables.",
	]
	startswith(lower(source), place)
}

fail contains {"sub_key": "", "message": message} if {
	from_query := {source | some source in input.properties.IdentitySource; is_from_query(source)}
	count(from_query) > 0
	message := sprintf("the authorizer reads %s", [text.listed(from_query, 3)])
}

is_from_query(source) if startswith(lower(source), "$request.querystring.")

is_from_query(source) if startswith(lower(source), "route.request.querystring.")
