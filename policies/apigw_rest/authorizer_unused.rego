# METADATA
# title: Some method uses the authorizer
# description: >-
#   An authorizer that no method names protects nothing, yet a review that only looks for one takes the API for
#   protected.
# custom:
#   severity: low
#   resource: AWS::ApiGateway::Authorizer
#   remediation:
#     cli: |
#       # Let the methods use it, or remove it
#       aws apigateway update-method --rest-api-id API --resource-id RESOURCE --http-method METHOD --patch-operations \
#         op=replace,path=/authorizationType,value=CUSTOM op=replace,path=/authorizerId,value=AUTHORIZER
#       aws apigateway delete-authorizer --rest-api-id API --authorizer-id AUTHORIZER
#     terraform: |
#       # Name it in the methods, or remove the resource aws_api_gateway_authorizer
#       resource "aws_api_gateway_method" "this" {
#         authorization = "CUSTOM"
#         authorizer_id = aws_api_gateway_authorizer.this.id
#       }
#     cloudformation: |
#       # Name it in the methods, or remove the AWS::ApiGateway::Authorizer
#       AuthorizationType: CUSTOM
#       AuthorizerId: !Ref Authorizer
#   controls:
#     - {framework: nist-800-53-r5, id: CM-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
package apigw_rest.authorizer_unused

pass if {
	some method in input.facts.AuthorizerUse.Methods
	is_string(method)
}

fail contains {"sub_key": "", "message": message} if {
	count(input.facts.AuthorizerUse.Methods) == 0
	message := "no method uses the authorizer"
}
