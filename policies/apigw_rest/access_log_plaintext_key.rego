# METADATA
# title: Access logs hold no key or token in clear
# description: >-
#   $context.identity.apiKey writes the key itself: everybody who reads the logs can call the API with it. apiKeyId
#   names the key without giving it away. The parameter secret_fields holds the variables that count as secrets (* for
#   any text, case does not matter); add those in which your authorizer hands on tokens.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       # Put $context.identity.apiKeyId in its place
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations file://patch.json
#       # patch.json: [{"op": "replace", "path": "/accessLogSettings/format", "value": "FORMAT"}]
#     terraform: |
#       # aws_api_gateway_stage.access_log_settings
#       format = jsonencode({ requestId = "$context.requestId", key = "$context.identity.apiKeyId" })
#     cloudformation: |
#       AccessLogSetting:
#         Format: '{"requestId":"$context.requestId","key":"$context.identity.apiKeyId"}'
#   parameters:
#     secret_fields:
#       - identity.apiKey
#       - authorizer.authorization
#       - authorizer.jwt
#       - "authorizer.*token"
#   controls:
#     - {framework: nist-800-53-r5, id: AU-9, grade: partial}
#     - {framework: nist-800-53-r5, id: IA-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.access_log_plaintext_key

import data.lib.pattern
import data.lib.text

# The stage writes no access logs.
not_applicable if not input.facts.LogFormatFields

is_secret(field) if {
	patterns := [lower(one) | some one in data.params.secret_fields]
	pattern.matches(lower(field), patterns)
}

pass if {
	is_array(input.facts.LogFormatFields.Fields)
	every field in input.facts.LogFormatFields.Fields {
		is_string(field)
		not is_secret(field)
	}
}

fail contains {"sub_key": field, "message": message} if {
	some field in input.facts.LogFormatFields.Fields
	is_secret(field)
	message := sprintf("the access log holds $context.%s in clear", [text.short(field, 64)])
}
