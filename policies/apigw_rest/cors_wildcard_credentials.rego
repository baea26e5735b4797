# METADATA
# title: CORS does not allow credentials together with every origin
# description: >-
#   Browsers refuse the pair, so it never works as meant. The usual way to make it work is to answer with the caller's
#   own origin, and then every web page acts in the visitor's name.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       aws apigateway update-integration-response --rest-api-id API --resource-id RESOURCE --http-method OPTIONS \
#         --status-code 200 --patch-operations \
#         op=remove,path=/responseParameters/method.response.header.Access-Control-Allow-Credentials
#       # Then deploy
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       # aws_api_gateway_integration_response.response_parameters: name the origin, or drop the credentials
#       response_parameters = {
#         "method.response.header.Access-Control-Allow-Origin"      = "'https://app.example.com'"
#         "method.response.header.Access-Control-Allow-Credentials" = "'true'"
#       }
#     cloudformation: |
#       # Name the origin, or drop the credentials
#       Integration:
#         IntegrationResponses:
#           - StatusCode: "200"
#             ResponseParameters:
#               method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
#               method.response.header.Access-Control-Allow-Credentials: "'true'"
#   controls:
#     - {framework: nist-800-53-r5, id: AC-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.cors_wildcard_credentials

# The gateway sets no origin here: credentials alone do nothing.
not_applicable if not input.facts.CorsOrigins

pass if {
	input.facts.CorsOrigins[0]
	every origin in input.facts.CorsOrigins {
		is_harmless(origin)
	}
}

is_harmless(origin) if origin.Class in {"scheme-any", "reflecting", "anchored", "exact", "null", "loopback"}

# Without the header no credentials are allowed.
is_harmless(origin) if {
	origin.Class == "any"
	not origin.Rule in with_credentials
	is_sound
}

is_sound if not input.facts.CorsCredentials

is_sound if {
	is_array(input.facts.CorsCredentials)
	every entry in input.facts.CorsCredentials {
		is_boolean(entry.Allowed)
	}
}

with_credentials contains entry.Rule if {
	some entry in input.facts.CorsCredentials
	entry.Allowed == true
}

fail contains {"sub_key": origin.Rule, "message": message} if {
	some origin in input.facts.CorsOrigins
	origin.Class == "any"
	origin.Rule in with_credentials
	message := sprintf("response %s allows credentials and every origin (*)", [origin.Rule])
}
