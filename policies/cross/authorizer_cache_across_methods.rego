# METADATA
# title: A kept answer of the authorizer is not used for other methods
# description: >-
#   The gateway keeps the policy that a Lambda authorizer gave for a token and uses it for every method that the
#   authorizer guards. Made for GET, it wrongly refuses DELETE; made wide, it wrongly allows it. Make method and path
#   a part of the identity source, or keep nothing. An authorizer that always answers for the whole API is right as it
#   is, which cannot be seen from here: waive it.
# custom:
#   severity: medium
#   resource: [AWS::ApiGateway::Authorizer, AWS::ApiGatewayV2::Authorizer]
#   remediation:
#     cli: |
#       aws apigateway update-authorizer --rest-api-id API --authorizer-id AUTHORIZER --patch-operations \
#         op=replace,path=/authorizerResultTtlInSeconds,value=0
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#       # HTTP API
#       aws apigatewayv2 update-authorizer --api-id API --authorizer-id AUTHORIZER \
#         --identity-source '$request.header.Authorization' '$context.routeKey'
#     terraform: |
#       resource "aws_api_gateway_authorizer" "this" {
#         type            = "REQUEST"
#         identity_source = "method.request.header.Authorization,context.httpMethod,context.path"
#       }
#     cloudformation: |
#       Type: REQUEST
#       IdentitySource: method.request.header.Authorization,context.httpMethod,context.path
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: owasp-api-2023, id: "API5:2023", grade: partial}
package cross.authorizer_cache_across_methods

import data.lib.text

# Only Lambda authorizers have an address: a user pool or issuer decides for each call.
by_function if is_string(input.properties.AuthorizerUri)

shared if {
	count(input.facts.AuthorizerUse.Methods) > 1
	input.facts.AuthorizerUse.Write == true
}

not_applicable if not input.properties.AuthorizerUri

not_applicable if {
	by_function
	is_array(input.facts.AuthorizerUse.Methods)
	not shared
}

ttl := input.properties.AuthorizerResultTtlInSeconds

# What AWS applies to REST APIs. Of HTTP APIs, whose sources are a list, it always tells.
ttl := 300 if {
	not input.properties.AuthorizerResultTtlInSeconds
	is_string(input.properties.IdentitySource)
}

# One text, parted by commas, or a list.
sources := {name(part) | some part in split(input.properties.IdentitySource, ",")} if {
	is_string(input.properties.IdentitySource)
}

sources := {name(part) | some part in input.properties.IdentitySource} if {
	is_array(input.properties.IdentitySource)
}

sources := set() if not input.properties.IdentitySource

name(source) := trim_prefix(trim_space(source), "$")

separates if "context.routeKey" in sources

separates if {
	"context.httpMethod" in sources
	count(sources & {"context.path", "context.resourcePath", "context.resourceId"}) > 0
}

pass if {
	by_function
	shared
	ttl == 0
	is_set(sources)
}

pass if {
	by_function
	shared
	is_number(ttl)
	ttl > 0
	separates
}

fail contains {"sub_key": "", "message": message} if {
	by_function
	shared
	is_number(ttl)
	ttl > 0
	not separates
	message := sprintf("answers kept for %d seconds are used for all of %s", [
		ttl,
		text.listed(input.facts.AuthorizerUse.Methods, 3),
	])
}
