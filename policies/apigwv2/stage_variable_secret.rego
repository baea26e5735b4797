# METADATA
# title: Stage variables hold no secret
# description: >-
#   Stage variables are plain text: everybody who may read the API's configuration reads them, and they are handed to
#   backends. Keep secrets where the backend can fetch them.
# custom:
#   severity: high
#   resource: AWS::ApiGatewayV2::Stage
#   remediation:
#     cli: |
#       # First change the secret: it is known now
#       aws apigatewayv2 update-stage --api-id API --stage-name STAGE --stage-variables NAME=SECRET_ARN
#     terraform: |
#       # aws_apigatewayv2_stage.stage_variables: no secret; name the secret's ARN and let the backend read it
#       stage_variables = {
#         secret_arn = aws_secretsmanager_secret.this.arn
#       }
#     cloudformation: |
#       # The ARN, for the backend to read it
#       StageVariables:
#         secret_arn: !Ref Secret
#   controls:
#     - {framework: nist-800-53-r5, id: IA-5(7), grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigwv2.stage_variable_secret

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
