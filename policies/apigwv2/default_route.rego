# METADATA
# title: No route catches all paths for anybody
# description: >-
#   $default and ANY /{proxy+} hand on requests that nobody listed: without authorization whatever the backend happens
#   to answer is open to the internet. APIs made by quick create always have $default.
# custom:
#   severity: medium
#   resource: AWS::ApiGatewayV2::Route
#   remediation:
#     cli: |
#       # Add the routes that are meant, then
#       aws apigatewayv2 delete-route --api-id API --route-id ROUTE
#       # Or close it
#       aws apigatewayv2 update-route --api-id API --route-id ROUTE --authorization-type AWS_IAM
#     terraform: |
#       resource "aws_apigatewayv2_route" "this" {
#         route_key          = "GET /pets"
#         authorization_type = "AWS_IAM"
#       }
#     cloudformation: |
#       RouteKey: GET /pets
#       AuthorizationType: AWS_IAM
#   controls:
#     - {framework: nist-800-53-r5, id: CM-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API9:2023", grade: partial}
package apigwv2.default_route

import data.lib.text

catches_all if input.properties.RouteKey == "$default"

catches_all if {
	startswith(input.properties.RouteKey, "ANY /")
	endswith(input.properties.RouteKey, "+}")
}

# After the handshake of a WebSocket $default is the answer to a message of no known kind.
not_applicable if input.facts.ApiProtocol == "WEBSOCKET"

not_applicable if {
	input.facts.ApiProtocol == "HTTP"
	is_string(input.properties.RouteKey)
	not catches_all
}

pass if {
	input.facts.ApiProtocol == "HTTP"
	catches_all
	input.properties.AuthorizationType in {"AWS_IAM", "JWT", "CUSTOM"}
}

# Absent is NONE.
is_open if input.properties.AuthorizationType == "NONE"

is_open if not input.properties.AuthorizationType

fail contains {"sub_key": "", "message": message} if {
	input.facts.ApiProtocol == "HTTP"
	catches_all
	is_open
	message := sprintf("%s takes every request, from anybody", [text.short(input.properties.RouteKey, 64)])
}
