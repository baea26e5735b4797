# METADATA
# title: The usage plan limits how much each key may call
# description: >-
#   A rate limit alone lets a stolen key draw data slowly and for ever. A quota by the day, week or month caps what
#   one key can cost.
# custom:
#   severity: low
#   resource: AWS::ApiGateway::UsagePlan
#   remediation:
#     cli: |
#       aws apigateway update-usage-plan --usage-plan-id PLAN --patch-operations \
#         op=replace,path=/quota/limit,value=10000 op=replace,path=/quota/period,value=DAY
#     terraform: |
#       resource "aws_api_gateway_usage_plan" "this" {
#         quota_settings {
#           limit  = 10000
#           period = "DAY"
#         }
#       }
#     cloudformation: |
#       Quota:
#         Limit: 10000
#         Period: DAY
#   controls:
#     - {framework: nist-800-53-r5, id: SC-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: partial}
package apigw.usage_plan_quota

pass if {
	is_number(input.properties.Quota.Limit)
	input.properties.Quota.Period in {"DAY", "WEEK", "MONTH"}
}

fail contains {"sub_key": "", "message": message} if {
	not input.properties.Quota.Limit
	message := "the plan sets no quota"
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.Quota.Limit
	not input.properties.Quota.Period
	message := "the plan's quota has no period"
}
