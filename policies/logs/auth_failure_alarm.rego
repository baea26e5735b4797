# METADATA
# title: Somebody is told when an API refuses many calls
# description: >-
#   Guessing keys, walking through ids and running into limits all show as refused calls. Each API needs an alarm with
#   an action on its errors or its count, or on a metric filter for 401, 403 or 429. Watchers outside AWS cannot be
#   seen from here.
# custom:
#   severity: low
#   resource: AWS::Account::Region
#   remediation:
#     cli: |
#       # A REST API; for HTTP APIs the metric is 4xx, for WebSocket APIs ClientError, both with the dimension ApiId
#       aws cloudwatch put-metric-alarm --alarm-name NAME-refused --namespace AWS/ApiGateway --metric-name 4XXError \
#         --dimensions Name=ApiName,Value=NAME --statistic Sum --period 60 --evaluation-periods 1 --threshold 100 \
#         --comparison-operator GreaterThanThreshold --alarm-actions TOPIC_ARN
#     terraform: |
#       resource "aws_cloudwatch_metric_alarm" "refused" {
#         alarm_name          = "refused"
#         namespace           = "AWS/ApiGateway"
#         metric_name         = "4XXError"
#         dimensions          = { ApiName = aws_api_gateway_rest_api.this.name }
#         statistic           = "Sum"
#         period              = 60
#         evaluation_periods  = 1
#         threshold           = 100
#         comparison_operator = "GreaterThanThreshold"
#         alarm_actions       = [aws_sns_topic.security.arn]
#       }
#     cloudformation: |
#       Refused:
#         Type: AWS::CloudWatch::Alarm
#         Properties:
#           Namespace: AWS/ApiGateway
#           MetricName: 4XXError
#           Dimensions: [{Name: ApiName, Value: !Ref ApiName}]
#           Statistic: Sum
#           Period: 60
#           EvaluationPeriods: 1
#           Threshold: 100
#           ComparisonOperator: GreaterThanThreshold
#           AlarmActions: [!Ref Security]
#   controls:
#     - {framework: cis-aws-5.0, id: "4.1", grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-6, grade: partial}
#     - {framework: nist-800-53-r5, id: SI-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: proxy}
package logs.auth_failure_alarm

import data.lib.text

# No API in the region.
not_applicable if not input.facts.AuthFailureAlarms

not_applicable if input.facts.AuthFailureAlarms == []

pass if {
	is_array(input.facts.AuthFailureAlarms)
	count(input.facts.AuthFailureAlarms) > 0
	every api in input.facts.AuthFailureAlarms {
		count(api.Alarms) > 0
	}
}

# The sub-key is the API as its ARN names it: `restapis/ID` or `apis/ID`.
fail contains {"sub_key": key, "message": message} if {
	some api in input.facts.AuthFailureAlarms
	count(api.Alarms) == 0
	key := regex.replace(api.Api, "^[^/]*/", "")
	message := sprintf("no alarm with an action watches the refused calls of %s", [text.short(api.Name, 64)])
}
