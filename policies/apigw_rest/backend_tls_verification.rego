# METADATA
# title: The gateway checks the certificates of HTTPS backends
# description: >-
#   Without the check the gateway hands callers' data to whoever answers at the address. A private certificate
#   authority is no reason: put a certificate of a public one on the backend. A backend over plain HTTP has none: that
#   is another check's matter.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       aws apigateway update-integration --rest-api-id API --resource-id RESOURCE --http-method METHOD \
#         --patch-operations op=replace,path=/tlsConfig/insecureSkipVerification,value=false
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_integration" "this" {
#         tls_config {
#           insecure_skip_verification = false
#         }
#       }
#     cloudformation: |
#       # CloudFormation has no property for it: in the OpenAPI body of the API
#       x-amazon-apigateway-integration:
#         tlsConfig:
#           insecureSkipVerification: false
#   controls:
#     - {framework: nist-800-53-r5, id: SC-8, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-23, grade: partial}
#     - {framework: owasp-api-2023, id: "API10:2023", grade: partial}
package apigw_rest.backend_tls_verification

# Only HTTP integrations have the switch.
calls_address if input.properties.Integration.Type in {"HTTP", "HTTP_PROXY"}

not_applicable if not calls_address

not_applicable if {
	calls_address
	startswith(lower(input.properties.Integration.Uri), "http://")
}

speaks_tls if {
	calls_address
	startswith(lower(input.properties.Integration.Uri), "https://")
}

# Absent is false.
pass if {
	speaks_tls
	not input.status.TlsConfig.InsecureSkipVerification
	is_sound
}

is_sound if not input.status.TlsConfig

is_sound if is_object(input.status.TlsConfig)

fail contains {"sub_key": "", "message": message} if {
	speaks_tls
	input.status.TlsConfig.InsecureSkipVerification == true
	message := "the backend's certificate is not checked"
}
