# METADATA
# title: The gateway reaches its backend over TLS
# description: >-
#   Over plain HTTP everybody on the way reads and changes what callers trusted to TLS. A private integration of an
#   HTTP API speaks TLS only if it is told the name that the certificate must bear (ServerNameToVerify).
# custom:
#   severity: high
#   resource: AWS::ApiGatewayV2::Integration
#   remediation:
#     cli: |
#       aws apigatewayv2 update-integration --api-id API --integration-id INTEGRATION \
#         --integration-uri https://backend.example.com
#       # Through a VPC link
#       aws apigatewayv2 update-integration --api-id API --integration-id INTEGRATION \
#         --tls-config ServerNameToVerify=backend.example.com
#     terraform: |
#       resource "aws_apigatewayv2_integration" "this" {
#         tls_config {
#           server_name_to_verify = "backend.example.com"
#         }
#       }
#     cloudformation: |
#       TlsConfig:
#         ServerNameToVerify: backend.example.com
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: APIGateway.10, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-8, grade: partial}
#     - {framework: owasp-api-2023, id: "API10:2023", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package apigwv2.integration_tls

import data.lib.text

speaks_http if input.properties.IntegrationType in {"HTTP", "HTTP_PROXY"}

# Lambda, services of AWS, mocks: nothing that the account's owner could encrypt.
not_applicable if input.properties.IntegrationType in {"AWS", "AWS_PROXY", "MOCK"}

# Only HTTP APIs know ServerNameToVerify; absent, the connection goes over the internet.
by_name if {
	input.facts.ApiProtocol == "HTTP"
	input.properties.ConnectionType == "VPC_LINK"
}

by_address if {
	input.facts.ApiProtocol in {"HTTP", "WEBSOCKET"}
	not by_name
}

pass if {
	speaks_http
	by_name
	is_string(input.properties.TlsConfig.ServerNameToVerify)
	not verifies_nothing
	is_string(input.properties.IntegrationUri)
}

pass if {
	speaks_http
	by_address
	startswith(lower(input.properties.IntegrationUri), "https://")
	is_known_connection
}

verifies_nothing if not input.properties.TlsConfig.ServerNameToVerify

verifies_nothing if input.properties.TlsConfig.ServerNameToVerify == ""

is_known_connection if not input.properties.ConnectionType

is_known_connection if input.properties.ConnectionType in {"INTERNET", "VPC_LINK"}

fail contains {"sub_key": "", "message": message} if {
	speaks_http
	by_name
	verifies_nothing
	message := "the private integration names no server to verify: it speaks plain HTTP"
}

fail contains {"sub_key": "", "message": message} if {
	speaks_http
	by_address
	startswith(lower(input.properties.IntegrationUri), "http://")
	message := sprintf("the backend is called over plain HTTP: %s", [text.short(input.properties.IntegrationUri, 80)])
}
