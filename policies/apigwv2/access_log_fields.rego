# METADATA
# title: Access logs say when, who, what and how much
# description: >-
#   A log line without the time, the caller, what was called or how much was sent cannot show who drew how much data.
#   Which variables will do is set with the parameters time, caller, version and size (one of each) and always (all of
#   them); * stands for any text. WebSocket APIs have no variable for the size: it is not asked of them.
# custom:
#   severity: medium
#   resource: AWS::ApiGatewayV2::Stage
#   remediation:
#     cli: |
#       aws apigatewayv2 update-stage --api-id API --stage-name STAGE \
#         --access-log-settings DestinationArn=LOG_GROUP_ARN,Format=FORMAT
#     terraform: |
#       # aws_apigatewayv2_stage.access_log_settings
#       format = jsonencode({
#         time   = "$context.requestTimeEpoch", requestId = "$context.requestId"
#         user   = "$context.authorizer.claims.sub", route = "$context.routeKey", status = "$context.status"
#         source = "$context.identity.sourceIp", length = "$context.responseLength"
#       })
#     cloudformation: |
#       AccessLogSettings:
#         Format: >-
#           {"time":"$context.requestTimeEpoch","requestId":"$context.requestId",
#           "user":"$context.authorizer.claims.sub","route":"$context.routeKey","status":"$context.status",
#           "source":"$context.identity.sourceIp","length":"$context.responseLength"}
#   parameters:
#     time: [requestTime, requestTimeEpoch]
#     caller: ["authorizer.claims.*", authorizer.principalId, identity.userArn, identity.apiKeyId]
#     version: [routeKey, path, stage, "authorizer.model*"]
#     size: [responseLength, dataProcessed]
#     always: [requestId, status, identity.sourceIp]
#   controls:
#     - {framework: nist-800-53-r5, id: AU-3, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigwv2.access_log_fields

import data.lib.pattern

# The stage writes no access logs.
not_applicable if not input.facts.LogFormatFields

fields contains field if {
	some field in input.facts.LogFormatFields.Fields
	is_string(field)
}

missing contains "the time" if not named(data.params.time)

missing contains "the caller" if not named(data.params.caller)

missing contains "the route or version" if not named(data.params.version)

missing contains name if {
	some name in data.params.always
	not named([name])
}

named(patterns) if {
	some field in fields
	pattern.matches(field, patterns)
}

sound_size if {
	input.facts.ApiProtocol == "HTTP"
	named(data.params.size)
}

sound_size if input.facts.ApiProtocol == "WEBSOCKET"

pass if {
	count(fields) > 0
	count(missing) == 0
	sound_size
}

fail contains {"sub_key": "", "message": message} if {
	is_array(input.facts.LogFormatFields.Fields)
	count(missing) > 0
	message := sprintf("the access log lacks %s", [concat(", ", sort(missing))])
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.ApiProtocol == "HTTP"
	is_array(input.facts.LogFormatFields.Fields)
	not named(data.params.size)
	message := "the access log does not say how much was sent"
}
