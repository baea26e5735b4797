# METADATA
# title: Access logs say when, who, what and how much
# description: >-
#   A log line without the time, the caller, what was called or the size of the answer cannot show who drew how much
#   data. The gateway cannot hash keys: apiKeyId stands for the key and is no secret. Which variables will do is set
#   with the parameters time, caller, version and size (one of each) and always (all of them); * stands for any text.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations file://patch.json
#       # patch.json: [{"op": "replace", "path": "/accessLogSettings/format", "value": "FORMAT"}]
#     terraform: |
#       # aws_api_gateway_stage.access_log_settings
#       format = jsonencode({
#         time   = "$context.requestTimeEpoch", requestId = "$context.requestId"
#         key    = "$context.identity.apiKeyId", user = "$context.authorizer.principalId"
#         path   = "$context.path", stage = "$context.stage", status = "$context.status"
#         source = "$context.identity.sourceIp", length = "$context.responseLength"
#       })
#     cloudformation: |
#       AccessLogSetting:
#         Format: >-
#           {"time":"$context.requestTimeEpoch","requestId":"$context.requestId","key":"$context.identity.apiKeyId",
#           "user":"$context.authorizer.principalId","path":"$context.path","stage":"$context.stage",
#           "status":"$context.status","source":"$context.identity.sourceIp","length":"$context.responseLength"}
#   parameters:
#     time: [requestTime, requestTimeEpoch]
#     caller: [identity.apiKeyId, authorizer.principalId, authorizer.claims.sub, identity.userArn]
#     version: ["authorizer.model*", path, stage]
#     size: [responseLength]
#     always: [requestId, status, identity.sourceIp]
#   controls:
#     - {framework: nist-800-53-r5, id: AU-3, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.access_log_fields

import data.lib.pattern

# The stage writes no access logs.
not_applicable if not input.facts.LogFormatFields

fields contains field if {
	some field in input.facts.LogFormatFields.Fields
	is_string(field)
}

missing contains "the time" if not named(data.params.time)

missing contains "the caller" if not named(data.params.caller)

missing contains "the version" if not named(data.params.version)

missing contains "the size" if not named(data.params.size)

missing contains name if {
	some name in data.params.always
	not named([name])
}

named(patterns) if {
	some field in fields
	pattern.matches(field, patterns)
}

pass if {
	count(fields) > 0
	count(missing) == 0
}

fail contains {"sub_key": "", "message": message} if {
	is_array(input.facts.LogFormatFields.Fields)
	count(missing) > 0
	message := sprintf("the access log lacks %s", [concat(", ", sort(missing))])
}
