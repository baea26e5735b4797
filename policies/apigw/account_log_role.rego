# METADATA
# title: API Gateway may write the logs that stages ask for
# description: >-
#   API Gateway writes logs with one role for the region. Where it is not set, or was deleted, nothing is written, and
#   no error tells of it. Regions where no stage wants logs are left out.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Account
#   remediation:
#     cli: |
#       aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value=ROLE_ARN
#     terraform: |
#       resource "aws_api_gateway_account" "this" {
#         cloudwatch_role_arn = aws_iam_role.logs.arn
#       }
#     cloudformation: |
#       Type: AWS::ApiGateway::Account
#       Properties:
#         CloudWatchRoleArn: !GetAtt LogRole.Arn
#   controls:
#     - {framework: nist-800-53-r5, id: AU-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw.account_log_role

import data.lib.text

not_applicable if input.facts.LogRole.Wanted == false

pass if {
	input.facts.LogRole.Wanted == true
	input.facts.LogRole.Exists == true
	is_string(input.properties.CloudWatchRoleArn)
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.LogRole.Wanted == true
	not input.properties.CloudWatchRoleArn
	message := "stages ask for logs, but no role is set to write them"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.LogRole.Wanted == true
	input.facts.LogRole.Exists == false
	input.properties.CloudWatchRoleArn
	message := sprintf("stages ask for logs, but the role %s does not exist", [
		text.short(input.properties.CloudWatchRoleArn, 80),
	])
}
