# METADATA
# title: The handshake of a WebSocket API asks who calls
# description: >-
#   Only the route $connect can ask; who is past it may send to every route. An API without $connect lets anybody
#   connect, and an API key names an application, not a caller.
# custom:
#   severity: high
#   resource: AWS::ApiGatewayV2::Api
#   remediation:
#     cli: |
#       # Where there is none: aws apigatewayv2 create-route --api-id API --route-key '$connect' ...
#       aws apigatewayv2 update-route --api-id API --route-id ROUTE --authorization-type AWS_IAM
#       aws apigatewayv2 create-deployment --api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_apigatewayv2_route" "connect" {
#         route_key          = "$connect"
#         authorization_type = "AWS_IAM"
#       }
#     cloudformation: |
#       Connect:
#         Type: AWS::ApiGatewayV2::Route
#         Properties:
#           RouteKey: $connect
#           AuthorizationType: AWS_IAM
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
package apigwv2.websocket_connect_auth

handshake := "$connect"

not_applicable if input.properties.ProtocolType == "HTTP"

# The authorization of an API is that of its handshake.
pass if {
	input.properties.ProtocolType == "WEBSOCKET"
	handshake in input.facts.Authorization.Protected
	input.facts.EffectiveAuthorization.Kind in {"iam", "lambda", "custom"}
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.ProtocolType == "WEBSOCKET"
	is_array(input.facts.Authorization.Protected)
	is_array(input.facts.Authorization.Open)
	not handshake in input.facts.Authorization.Protected
	not handshake in input.facts.Authorization.Open
	message := "there is no route $connect: anybody may connect"
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.ProtocolType == "WEBSOCKET"
	handshake in input.facts.Authorization.Open
	message := "the route $connect lets in anybody"
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.ProtocolType == "WEBSOCKET"
	handshake in input.facts.Authorization.Protected
	input.facts.EffectiveAuthorization.Kind == "none"
	message := "the route $connect asks for an API key only"
}
