# METADATA
# title: Routes ask who calls
# description: >-
#   A route without authorization answers anybody who finds its address; an API key does not count. Left out are
#   OPTIONS, routes declared public with the parameter public_paths (such as /health or "POST /login", * for any
#   text), and routes of WebSocket APIs other than $connect, which alone can ask.
# custom:
#   severity: high
#   resource: AWS::ApiGatewayV2::Route
#   remediation:
#     cli: |
#       aws apigatewayv2 update-route --api-id API --route-id ROUTE --authorization-type JWT --authorizer-id AUTHORIZER
#     terraform: |
#       resource "aws_apigatewayv2_route" "this" {
#         authorization_type = "JWT"
#         authorizer_id      = aws_apigatewayv2_authorizer.this.id
#       }
#     cloudformation: |
#       AuthorizationType: JWT
#       AuthorizerId: !Ref Authorizer
#   parameters: {public_paths: []}
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: APIGateway.8, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: CM-2, grade: proxy}
#     - {framework: nist-800-53-r5, id: CM-2(2), grade: proxy}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
#     - {framework: owasp-api-2023, id: "API5:2023", grade: proxy}
package apigwv2.route_authorization

import data.lib.pattern
import data.lib.text

# The path of "GET /pets"; keys such as $default have none.
path := split(input.properties.RouteKey, " ")[1]

# Absent is NONE.
is_open if input.properties.AuthorizationType == "NONE"

is_open if not input.properties.AuthorizationType

protocols := {"HTTP", "WEBSOCKET"}

not_applicable if {
	input.facts.ApiProtocol in protocols
	is_open
	is_excused
}

pass if {
	input.facts.ApiProtocol in protocols
	input.properties.AuthorizationType in {"AWS_IAM", "JWT", "CUSTOM"}
	is_string(input.properties.RouteKey)
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.ApiProtocol in protocols
	is_open
	not is_excused
	message := sprintf("%s answers anybody: its authorization is NONE", [text.short(input.properties.RouteKey, 64)])
}

# Browsers send preflight requests without credentials.
is_excused if startswith(input.properties.RouteKey, "OPTIONS ")

is_excused if pattern.matches(path, data.params.public_paths)

is_excused if pattern.matches(input.properties.RouteKey, data.params.public_paths)

# The handshake decides for all of them.
is_excused if {
	input.facts.ApiProtocol == "WEBSOCKET"
	input.properties.RouteKey != "$connect"
}
