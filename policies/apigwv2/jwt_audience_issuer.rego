# METADATA
# title: Tokens are taken from a known issuer and for a known audience
# description: >-
#   A token that was issued for another application opens this one too unless the audience is checked. The issuer must
#   be an https address, where its keys can be fetched safely. The parameter issuers holds those that are trusted;
#   while it is empty any will do.
# custom:
#   severity: high
#   resource: AWS::ApiGatewayV2::Authorizer
#   remediation:
#     cli: |
#       aws apigatewayv2 update-authorizer --api-id API --authorizer-id AUTHORIZER \
#         --jwt-configuration Audience=CLIENT,Issuer=https://issuer.example.com
#     terraform: |
#       resource "aws_apigatewayv2_authorizer" "this" {
#         jwt_configuration {
#           audience = ["CLIENT"]
#           issuer   = "https://issuer.example.com"
#         }
#       }
#     cloudformation: |
#       JwtConfiguration:
#         Audience: [CLIENT]
#         Issuer: https://issuer.example.com
#   parameters: {issuers: []}
#   controls:
#     - {framework: nist-800-53-r5, id: IA-8, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
package apigwv2.jwt_audience_issuer

import data.lib.text

issuer := input.properties.JwtConfiguration.Issuer

not_applicable if {
	is_string(input.properties.AuthorizerType)
	input.properties.AuthorizerType != "JWT"
}

pass if {
	input.properties.AuthorizerType == "JWT"
	is_https
	is_trusted
	has_audience
}

is_https if startswith(lower(issuer), "https://")

is_trusted if count(data.params.issuers) == 0

is_trusted if issuer in data.params.issuers

has_audience if {
	some audience in input.properties.JwtConfiguration.Audience
	is_string(audience)
	audience != ""
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.AuthorizerType == "JWT"
	not is_https
	message := "the issuer is no https address"
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.AuthorizerType == "JWT"
	is_https
	not is_trusted
	message := sprintf("the issuer %s is not among those that are trusted", [text.short(issuer, 80)])
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.AuthorizerType == "JWT"
	not has_audience
	message := "no audience is named"
}
