# METADATA
# title: The stage writes access logs
# description: >-
#   Without them nobody can say later who called what: neither after a breach nor for a complaint about personal data.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       # For Firehose the stream's name must begin with amazon-apigateway-
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations file://patch.json
#       # patch.json: [{"op": "replace", "path": "/accessLogSettings/destinationArn", "value": "LOG_GROUP_ARN"},
#       #              {"op": "replace", "path": "/accessLogSettings/format", "value": "FORMAT"}]
#     terraform: |
#       resource "aws_api_gateway_stage" "this" {
#         access_log_settings {
#           destination_arn = aws_cloudwatch_log_group.access.arn
#           format          = jsonencode({ requestId = "$context.requestId", status = "$context.status" })
#         }
#       }
#     cloudformation: |
#       AccessLogSetting:
#         DestinationArn: !GetAtt AccessLogs.Arn
#         Format: '{"requestId":"$context.requestId","status":"$context.status"}'
#   controls:
#     - {framework: nist-800-53-r5, id: AU-2, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-12, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.access_logging

pass if startswith(input.properties.AccessLogSetting.DestinationArn, "arn:")

fail contains {"sub_key": "", "message": message} if {
	not input.properties.AccessLogSetting.DestinationArn
	message := "the stage writes no access logs"
}
