# METADATA
# title: No API key stands in for authorization
# description: >-
#   An API key is one secret for a whole application: it is copied, logged and shared, says nothing of who calls and
#   cannot be held to a scope. It is made for counting calls. Public data that is metered by key may be waived.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       # Keep the key for the usage plan and add an authorizer
#       aws apigateway update-method --rest-api-id API --resource-id RESOURCE --http-method METHOD --patch-operations \
#         op=replace,path=/authorizationType,value=CUSTOM op=replace,path=/authorizerId,value=AUTHORIZER
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_method" "this" {
#         api_key_required = true
#         authorization    = "CUSTOM"
#         authorizer_id    = aws_api_gateway_authorizer.this.id
#       }
#     cloudformation: |
#       ApiKeyRequired: true
#       AuthorizationType: CUSTOM
#       AuthorizerId: !Ref Authorizer
#   controls:
#     - {framework: nist-800-53-r5, id: IA-2, grade: partial}
#     - {framework: nist-800-53-r5, id: IA-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
package apigw_rest.apikey_only_auth

# A method that takes no key: absent is false.
not_applicable if not input.properties.ApiKeyRequired

pass if {
	input.properties.ApiKeyRequired == true
	input.properties.AuthorizationType in {"AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS", "JWT"}
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.ApiKeyRequired == true
	input.properties.AuthorizationType == "NONE"
	message := "an API key is all that the method asks for"
}
