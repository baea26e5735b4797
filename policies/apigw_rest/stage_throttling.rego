# METADATA
# title: The stage has a limit of its own, below the account's
# description: >-
#   Without it one API can use up the calls of all APIs in the region, and everything behind it that costs money by
#   the call. Only the setting for all methods (*/*) counts.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations \
#         'op=replace,path=/*/*/throttling/rateLimit,value=50' 'op=replace,path=/*/*/throttling/burstLimit,value=100'
#     terraform: |
#       resource "aws_api_gateway_method_settings" "all" {
#         method_path = "*/*"
#         settings {
#           throttling_rate_limit  = 50
#           throttling_burst_limit = 100
#         }
#       }
#     cloudformation: |
#       MethodSettings:
#         - ResourcePath: "/*"
#           HttpMethod: "*"
#           ThrottlingRateLimit: 50
#           ThrottlingBurstLimit: 100
#   controls:
#     - {framework: nist-800-53-r5, id: SC-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: partial}
package apigw_rest.stage_throttling

# Absent where nothing was set: the account's limit applies.
rate := setting.ThrottlingRateLimit if {
	some setting in input.properties.MethodSettings
	setting.ResourcePath == "/*"
	setting.HttpMethod == "*"
}

pass if {
	rate > 0
	is_number(input.facts.AccountThrottle.RateLimit)
	rate < input.facts.AccountThrottle.RateLimit
}

fail contains {"sub_key": "", "message": message} if {
	not rate
	message := "no limit is set for all methods: only that of the account applies"
}

fail contains {"sub_key": "", "message": message} if {
	rate <= 0
	message := sprintf("the limit is %v calls a second: every call is refused", [rate])
}

fail contains {"sub_key": "", "message": message} if {
	rate > 0
	rate >= input.facts.AccountThrottle.RateLimit
	message := sprintf("the limit of %v calls a second is not below that of the account, %v", [
		rate,
		input.facts.AccountThrottle.RateLimit,
	])
}
