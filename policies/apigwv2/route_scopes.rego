# METADATA
# title: Routes that write ask for a scope
# description: >-
#   Without a scope any valid token may write, one that was issued for reading too. It is asked of routes with a JWT
#   authorizer and a method that writes; ANY and $default take such methods too.
# custom:
#   severity: medium
#   resource: AWS::ApiGatewayV2::Route
#   remediation:
#     cli: |
#       aws apigatewayv2 update-route --api-id API --route-id ROUTE --authorization-scopes invoices/write
#     terraform: |
#       resource "aws_apigatewayv2_route" "this" {
#         authorization_scopes = ["invoices/write"]
#       }
#     cloudformation: |
#       AuthorizationScopes: [invoices/write]
#   controls:
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: owasp-api-2023, id: "API5:2023", grade: partial}
package apigwv2.route_scopes

import data.lib.text

writes if split(input.properties.RouteKey, " ")[0] in {"POST", "PUT", "PATCH", "DELETE", "ANY", "$default"}

by_token if input.properties.AuthorizationType == "JWT"

not_applicable if not by_token

not_applicable if {
	by_token
	is_string(input.properties.RouteKey)
	not writes
}

pass if {
	by_token
	writes
	has_scope
}

has_scope if {
	some scope in input.properties.AuthorizationScopes
	is_string(scope)
}

fail contains {"sub_key": "", "message": message} if {
	by_token
	writes
	not has_scope
	message := sprintf("any valid token may call %s: it asks for no scope", [
		text.short(input.properties.RouteKey, 64),
	])
}
