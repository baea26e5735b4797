# METADATA
# title: The stage has limits of its own, below the account's
# description: >-
#   HTTP APIs have no usage plans: the limit of the stage is the only one that the gateway itself can set. Without it
#   one API can use up the calls of all APIs in the region. It holds for all callers together, not for each.
# custom:
#   severity: high
#   resource: AWS::ApiGatewayV2::Stage
#   remediation:
#     cli: |
#       aws apigatewayv2 update-stage --api-id API --stage-name STAGE \
#         --default-route-settings ThrottlingRateLimit=50,ThrottlingBurstLimit=100
#     terraform: |
#       resource "aws_apigatewayv2_stage" "this" {
#         default_route_settings {
#           # Set both: what is left out becomes 0, and 0 refuses every call
#           throttling_rate_limit  = 50
#           throttling_burst_limit = 100
#         }
#       }
#     cloudformation: |
#       DefaultRouteSettings:
#         ThrottlingRateLimit: 50
#         ThrottlingBurstLimit: 100
#   controls:
#     - {framework: nist-800-53-r5, id: SC-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: partial}
package apigwv2.stage_throttling

# Absent where nothing was set: the account's limits apply.
rate := input.properties.DefaultRouteSettings.ThrottlingRateLimit

burst := input.properties.DefaultRouteSettings.ThrottlingBurstLimit

pass if {
	rate > 0
	rate < input.facts.AccountThrottle.RateLimit
	burst > 0
	burst < input.facts.AccountThrottle.BurstLimit
	is_number(rate)
	is_number(burst)
}

fail contains {"sub_key": "", "message": message} if {
	not rate
	message := "no rate limit is set: only that of the account applies"
}

fail contains {"sub_key": "", "message": message} if {
	not burst
	message := "no burst limit is set: only that of the account applies"
}

fail contains {"sub_key": "", "message": message} if {
	rate <= 0
	message := sprintf("the rate limit is %v: every call is refused", [rate])
}

fail contains {"sub_key": "", "message": message} if {
	burst <= 0
	message := sprintf("the burst limit is %v: every call is refused", [burst])
}

fail contains {"sub_key": "", "message": message} if {
	rate >= input.facts.AccountThrottle.RateLimit
	message := sprintf("the rate limit of %v is not below that of the account, %v", [
		rate,
		input.facts.AccountThrottle.RateLimit,
	])
}

fail contains {"sub_key": "", "message": message} if {
	burst >= input.facts.AccountThrottle.BurstLimit
	message := sprintf("the burst limit of %v is not below that of the account, %v", [
		burst,
		input.facts.AccountThrottle.BurstLimit,
	])
}
