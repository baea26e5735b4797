# METADATA
# title: No canary was forgotten
# description: >-
#   A canary sends a part of the calls to another deployment for a trial. Left on, a second version stays live that
#   reviews and tests do not see. The parameter maximum_days says how long a stage may stand unchanged with one.
# custom:
#   severity: info
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       # Make the canary the stage's deployment, or drop it
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations \
#         op=copy,from=/canarySettings/deploymentId,path=/deploymentId
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE \
#         --patch-operations op=remove,path=/canarySettings
#     terraform: |
#       # Remove the block canary_settings of the aws_api_gateway_stage
#     cloudformation: |
#       # Remove CanarySetting from the AWS::ApiGateway::Stage
#   parameters: {maximum_days: 14}
#   controls:
#     - {framework: nist-800-53-r5, id: CM-2, grade: partial}
#     - {framework: owasp-api-2023, id: "API9:2023", grade: partial}
package apigw.stage_canary_leftover

seconds_in_a_day := 86400

percent := input.properties.CanarySetting.PercentTraffic

not_applicable if not input.properties.CanarySetting

# A canary that gets no calls.
pass if {
	percent == 0
	is_number(input.facts.SecondsSinceUpdate)
}

pass if {
	is_number(percent)
	percent > 0
	is_number(input.facts.SecondsSinceUpdate)
	input.facts.SecondsSinceUpdate <= data.params.maximum_days * seconds_in_a_day
}

fail contains {"sub_key": "", "message": message} if {
	is_number(percent)
	percent > 0
	is_number(input.facts.SecondsSinceUpdate)
	input.facts.SecondsSinceUpdate > data.params.maximum_days * seconds_in_a_day
	message := sprintf("a canary takes %v percent of the calls, unchanged for %d days", [
		percent,
		floor(input.facts.SecondsSinceUpdate / seconds_in_a_day),
	])
}
