# METADATA
# title: The authorizer takes no token from the address
# description: >-
#   What stands in an address is written to access logs, proxies and browser histories, and sent on as the referrer. A
#   token belongs into a header. Short-lived tickets for clients that cannot set headers may be waived.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Authorizer
#   remediation:
#     cli: |
#       aws apigateway update-authorizer --rest-api-id API --authorizer-id AUTHORIZER --patch-operations \
#         op=replace,path=/identitySource,value=method.request.header.Authorization
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_authorizer" "this" {
#         identity_source = "method.request.header.Authorization"
#       }
#     cloudformation: |
#       IdentitySource: method.request.header.Authorization
#   controls:
#     - {framework: nist-800-53-r5, id: IA-5, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-8, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
package apigw_rest.authorizer_token_in_url

import data.lib.text

# An authorizer that caches nothing may go without.
not_applicable if not input.properties.IdentitySource

not_applicable if input.properties.IdentitySource == ""

pass if {
	count(sources) > 0
	every source in sources {
		is_elsewhere(source)
	}
}

is_elsewhere(source) if {
	some place in ["method.request.header.", "context.", "stagevariables."]
	startswith(lower(source), place)
}

fail contains {"sub_key": "", "message": message} if {
	from_query := {source |
		some source in sources
		startswith(lower(source), "method.request.querystring.")
	}
	count(from_query) > 0
	message := sprintf("the authorizer reads %s", [text.listed(from_query, 3)])
}

# One text, parted by commas.
sources contains trim_space(part) if {
	some part in split(input.properties.IdentitySource, ",")
	input.properties.IdentitySource != ""
}
