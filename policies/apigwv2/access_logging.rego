# METADATA
# title: The stage writes access logs
# description: >-
#   Without them nobody can say later who called what: neither after a breach nor for a complaint about personal data.
#   HTTP APIs have no other logs.
# custom:
#   severity: medium
#   resource: AWS::ApiGatewayV2::Stage
#   remediation:
#     cli: |
#       aws apigatewayv2 update-stage --api-id API --stage-name STAGE --access-log-settings \
#         'DestinationArn=LOG_GROUP_ARN,Format=$context.requestId $context.status'
#     terraform: |
#       resource "aws_apigatewayv2_stage" "this" {
#         access_log_settings {
#           destination_arn = aws_cloudwatch_log_group.access.arn
#           format          = jsonencode({ requestId = "$context.requestId", status = "$context.status" })
#         }
#       }
#     cloudformation: |
#       AccessLogSettings:
#         DestinationArn: !GetAtt AccessLogs.Arn
#         Format: '{"requestId":"$context.requestId","status":"$context.status"}'
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: APIGateway.9, grade: exact}
#     - {framework: cis-aws-7.0, id: "4.10", grade: partial}
#     - {framework: nist-800-53-r5, id: AC-4(26), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-2, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-6(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-6(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-10, grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-12, grade: partial}
#     - {framework: nist-800-53-r5, id: CA-7, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(9), grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-7(8), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "10.4.2", grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigwv2.access_logging

pass if startswith(input.properties.AccessLogSettings.DestinationArn, "arn:")

fail contains {"sub_key": "", "message": message} if {
	not input.properties.AccessLogSettings.DestinationArn
	message := "the stage writes no access logs"
}
