# METADATA
# title: Access logs arrive where the stage sends them
# description: >-
#   A stage whose log group is gone, or whose role may no longer write, goes on as if it logged: that nothing arrived
#   is found when somebody looks for it. For Firehose streams, which this version does not read, it is unknown.
# custom:
#   severity: medium
#   resource: [AWS::ApiGateway::Stage, AWS::ApiGatewayV2::Stage]
#   remediation:
#     cli: |
#       aws logs create-log-group --log-group-name NAME
#       aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value=ROLE_ARN
#     terraform: |
#       resource "aws_cloudwatch_log_group" "access" {
#         name = "api-access"
#       }
#       resource "aws_api_gateway_account" "this" {
#         cloudwatch_role_arn = aws_iam_role.logs.arn
#       }
#     cloudformation: |
#       AccessLogs:
#         Type: AWS::Logs::LogGroup
#       LogAccount:
#         Type: AWS::ApiGateway::Account
#         Properties:
#           CloudWatchRoleArn: !GetAtt LogRole.Arn
#   controls:
#     - {framework: nist-800-53-r5, id: AU-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package cross.access_log_pipeline_alive

import data.lib.text

# The stage writes no access logs.
not_applicable if not input.facts.AccessLogPipeline

pass if {
	input.facts.AccessLogPipeline.Exists == true
	input.facts.AccessLogPipeline.SameRegion == true
	input.facts.AccessLogPipeline.RoleTrusts == true
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.AccessLogPipeline.Exists == false
	message := sprintf("the log destination %s does not exist", [shown])
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.AccessLogPipeline.Exists == true
	input.facts.AccessLogPipeline.SameRegion == false
	message := sprintf("the log destination %s is in another region", [shown])
}

# Where there is no destination nobody asked for the role.
fail contains {"sub_key": "", "message": message} if {
	input.facts.AccessLogPipeline.Exists == true
	input.facts.AccessLogPipeline.RoleTrusts == false
	message := "the role that writes logs is missing, or does not let API Gateway take it on"
}

shown := text.short(input.facts.AccessLogPipeline.Destination, 100)
