# METADATA
# title: The authorizer's answers are not kept long
# description: >-
#   As long as an answer is kept, a token that was revoked still opens the API. The parameters maximum_seconds and
#   high_security_seconds say how long is long, the second for APIs that aplomb.toml declares IsHighSecurity.
# custom:
#   severity: low
#   resource: AWS::ApiGateway::Authorizer
#   remediation:
#     cli: |
#       aws apigateway update-authorizer --rest-api-id API --authorizer-id AUTHORIZER --patch-operations \
#         op=replace,path=/authorizerResultTtlInSeconds,value=60
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_authorizer" "this" {
#         authorizer_result_ttl_in_seconds = 60
#       }
#     cloudformation: |
#       AuthorizerResultTtlInSeconds: 60
#   parameters: {maximum_seconds: 300, high_security_seconds: 0}
#   controls:
#     - {framework: nist-800-53-r5, id: AC-12, grade: proxy}
#     - {framework: nist-800-53-r5, id: IA-5(13), grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
package apigw_rest.authorizer_cache_ttl

lambda := {"TOKEN", "REQUEST"}

ttl := input.properties.AuthorizerResultTtlInSeconds

# What AWS applies where nothing was said.
ttl := 300 if not input.properties.AuthorizerResultTtlInSeconds

# Only the answers of Lambda authorizers are kept.
not_applicable if {
	is_string(input.properties.Type)
	not input.properties.Type in lambda
}

pass if {
	input.properties.Type in lambda
	input.facts.IsHighSecurity.Value == false
	is_number(ttl)
	ttl <= data.params.maximum_seconds
}

pass if {
	input.properties.Type in lambda
	input.facts.IsHighSecurity.Value == true
	is_number(ttl)
	ttl <= data.params.maximum_seconds
	ttl <= data.params.high_security_seconds
}

# Too long for any API, whatever was declared.
fail contains {"sub_key": "", "message": message} if {
	input.properties.Type in lambda
	is_number(ttl)
	ttl > data.params.maximum_seconds
	message := sprintf("answers are kept for %d seconds, more than %d", [ttl, data.params.maximum_seconds])
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.Type in lambda
	input.facts.IsHighSecurity.Value == true
	is_number(ttl)
	ttl > data.params.high_security_seconds
	ttl <= data.params.maximum_seconds
	message := sprintf("answers are kept for %d seconds, more than %d, on an API of high security", [
		ttl,
		data.params.high_security_seconds,
	])
}
