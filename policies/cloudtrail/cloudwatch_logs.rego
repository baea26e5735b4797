# METADATA
# title: The trail reaches CloudWatch Logs
# description: >-
#   In the bucket an event waits for somebody to look; in a log group it can raise an alarm within minutes. The last
#   delivery must be at most a day old. If another pipeline watches the trail, such as EventBridge or a SIEM, this is
#   not needed.
# custom:
#   severity: low
#   resource: AWS::CloudTrail::Trail
#   remediation:
#     cli: |
#       # The role must let CloudTrail use logs:CreateLogStream and logs:PutLogEvents
#       aws cloudtrail update-trail --name TRAIL --cloud-watch-logs-log-group-arn GROUP_ARN \
#         --cloud-watch-logs-role-arn ROLE_ARN
#     terraform: |
#       resource "aws_cloudtrail" "this" {
#         cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
#         cloud_watch_logs_role_arn  = aws_iam_role.trail.arn
#       }
#     cloudformation: |
#       CloudWatchLogsLogGroupArn: !GetAtt Group.Arn
#       CloudWatchLogsRoleArn: !GetAtt Role.Arn
#   parameters: {maximum_hours: 24}
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: CloudTrail.5, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-6, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-6(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-6(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-6(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-6(5), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-7(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: CA-7, grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-4(20), grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package cloudtrail.cloudwatch_logs

import data.lib.text

pass if {
	is_number(input.facts.LogsDelivery.SecondsSince)
	input.facts.LogsDelivery.SecondsSince <= data.params.maximum_hours * 3600
}

# The trail names no log group.
fail contains {"sub_key": "", "message": message} if {
	not input.facts.LogsDelivery
	message := "the trail has no log group"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.LogsDelivery.SecondsSince > data.params.maximum_hours * 3600
	message := sprintf("nothing reached the log group for %d hours%s", [
		floor(input.facts.LogsDelivery.SecondsSince / 3600),
		reason,
	])
}

reason := sprintf(": %s", [text.short(input.facts.LogsDelivery.Error, 80)])

reason := "" if not input.facts.LogsDelivery.Error
