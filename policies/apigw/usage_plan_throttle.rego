# METADATA
# title: The usage plan limits how fast each key may call
# description: >-
#   The limit of a plan holds for each key by itself: one client that floods does not shut out the others. What is
#   allowed in a minute is the parameter requests_per_minute; the burst is what may come at once. AWS keeps such
#   limits as well as it can, not to the call.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::UsagePlan
#   remediation:
#     cli: |
#       aws apigateway update-usage-plan --usage-plan-id PLAN --patch-operations \
#         op=replace,path=/throttle/rateLimit,value=1 op=replace,path=/throttle/burstLimit,value=10
#     terraform: |
#       resource "aws_api_gateway_usage_plan" "this" {
#         throttle_settings {
#           rate_limit  = 1
#           burst_limit = 10
#         }
#       }
#     cloudformation: |
#       Throttle:
#         RateLimit: 1
#         BurstLimit: 10
#   parameters: {requests_per_minute: 60}
#   controls:
#     - {framework: nist-800-53-r5, id: SC-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: partial}
package apigw.usage_plan_throttle

# In calls a second.
rate := input.properties.Throttle.RateLimit

burst := input.properties.Throttle.BurstLimit

pass if {
	is_number(rate)
	rate * 60 <= data.params.requests_per_minute
	is_number(burst)
}

fail contains {"sub_key": "", "message": message} if {
	not rate
	message := "the plan sets no rate limit"
}

fail contains {"sub_key": "", "message": message} if {
	not burst
	message := "the plan sets no burst limit"
}

fail contains {"sub_key": "", "message": message} if {
	rate * 60 > data.params.requests_per_minute
	message := sprintf("each key may call %v times a minute, more than %d", [
		rate * 60,
		data.params.requests_per_minute,
	])
}
