# METADATA
# title: Integrations hold no secret
# description: >-
#   A key written into a request parameter or template can be read by everybody who may read the API's configuration,
#   and stays in every deployment that was made. Keep it where the backend or an authorizer can fetch it.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       # First change the secret at the backend: it is known now
#       aws apigateway update-integration --rest-api-id API --resource-id RESOURCE --http-method METHOD \
#         --patch-operations op=remove,path=/requestParameters/integration.request.header.x-api-key
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       # aws_api_gateway_integration: no secret in request_parameters or request_templates; call through a Lambda
#       # function that reads it from Secrets Manager
#     cloudformation: |
#       # AWS::ApiGateway::Method: no secret in Integration.RequestParameters or RequestTemplates; call through a
#       # Lambda function that reads it from Secrets Manager
#   controls:
#     - {framework: nist-800-53-r5, id: IA-5(7), grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.integration_secret

import data.lib.text

# An empty list is an answer: nothing was found.
pass if {
	is_array(input.facts.SecretsFound)
	count(input.facts.SecretsFound) == 0
}

fail contains {"sub_key": secret.Where, "message": message} if {
	some secret in input.facts.SecretsFound
	message := sprintf("%s holds what looks like a secret: %s", [text.short(secret.Where, 80), secret.Kind])
}
