# METADATA
# title: Methods ask who calls
# description: >-
#   A method without authorization answers anybody who finds its address. An API key does not count: it names an
#   application, not a caller. Left out are OPTIONS, paths declared public with the parameter public_paths (such as
#   /health or "POST /login", * for any text), and private APIs whose policy lets in nobody but named networks.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       aws apigateway update-method --rest-api-id API --resource-id RESOURCE --http-method METHOD --patch-operations \
#         op=replace,path=/authorizationType,value=COGNITO_USER_POOLS op=replace,path=/authorizerId,value=AUTHORIZER
#       # Nothing changes for callers before the next deployment
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_method" "this" {
#         authorization = "COGNITO_USER_POOLS"
#         authorizer_id = aws_api_gateway_authorizer.this.id
#       }
#     cloudformation: |
#       AuthorizationType: COGNITO_USER_POOLS
#       AuthorizerId: !Ref Authorizer
#   parameters: {public_paths: []}
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: IA-2, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
package apigw_rest.method_authorization

import data.lib.pattern

authorized := {"AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS", "JWT"}

operation := sprintf("%s %s", [input.properties.HttpMethod, input.status.Path])

not_applicable if {
	input.properties.AuthorizationType == "NONE"
	is_excused
}

pass if {
	input.properties.AuthorizationType in authorized
	operation
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.AuthorizationType == "NONE"
	not input.properties.ApiKeyRequired == true
	not is_excused
	message := sprintf("%s answers anybody: its authorization is NONE", [operation])
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.AuthorizationType == "NONE"
	input.properties.ApiKeyRequired == true
	not is_excused
	message := sprintf("%s asks for an API key only: its authorization is NONE", [operation])
}

# Browsers send preflight requests without credentials.
is_excused if input.properties.HttpMethod == "OPTIONS"

is_excused if pattern.matches(input.status.Path, data.params.public_paths)

is_excused if pattern.matches(operation, data.params.public_paths)

# A private API without a policy lets in nobody.
is_excused if {
	input.facts.ApiReach.EndpointTypes == ["PRIVATE"]
	input.facts.ApiReach.Policy in {"none", "restricts"}
}
