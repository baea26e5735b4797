# METADATA
# title: Mutual TLS cannot be gone around
# description: >-
#   A domain that asks clients for a certificate guards its own name only. By the address that AWS gave the API, or by
#   another domain without mutual TLS, everybody reaches the same methods without one.
# custom:
#   severity: high
#   resource: [AWS::ApiGateway::RestApi, AWS::ApiGatewayV2::Api]
#   remediation:
#     cli: |
#       aws apigateway update-rest-api --rest-api-id API --patch-operations \
#         op=replace,path=/disableExecuteApiEndpoint,value=true
#       # A REST API needs a deployment for it
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#       # HTTP API
#       aws apigatewayv2 update-api --api-id API --disable-execute-api-endpoint
#       # Another domain
#       aws apigateway delete-base-path-mapping --domain-name DOMAIN --base-path PATH
#     terraform: |
#       resource "aws_api_gateway_rest_api" "this" {
#         disable_execute_api_endpoint = true
#       }
#     cloudformation: |
#       DisableExecuteApiEndpoint: true
#   controls:
#     - {framework: nist-800-53-r5, id: IA-3, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
#     - {framework: owasp-api-2023, id: "API9:2023", grade: proxy}
package cross.default_endpoint_bypass

import data.lib.text

# No domain with mutual TLS leads here.
not_applicable if not input.facts.EndpointBypass

pass if {
	input.facts.EndpointBypass.DefaultEndpoint == false
	is_array(input.facts.EndpointBypass.OtherDomains)
	count(input.facts.EndpointBypass.OtherDomains) == 0
}

fail contains {"sub_key": "execute-api", "message": message} if {
	input.facts.EndpointBypass.DefaultEndpoint == true
	message := sprintf("the execute-api address goes around mutual TLS of %s", [
		text.listed(input.facts.EndpointBypass.Domains, 2),
	])
}

fail contains {"sub_key": domain, "message": message} if {
	some domain in input.facts.EndpointBypass.OtherDomains
	message := sprintf("the domain %s goes around mutual TLS of %s", [
		text.short(domain, 64),
		text.listed(input.facts.EndpointBypass.Domains, 2),
	])
}
