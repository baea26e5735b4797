# METADATA
# title: No method goes around the only limit of its stage
# description: >-
#   A usage plan limits calls that bear a key. Where a stage has no other limit, a method that asks for no key is
#   limited by the account alone: the stage looks limited "by plan", and the costly call is not. OPTIONS is left out.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::UsagePlan
#   remediation:
#     cli: |
#       aws apigateway update-method --rest-api-id API --resource-id RESOURCE --http-method METHOD --patch-operations \
#         op=replace,path=/apiKeyRequired,value=true
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#       # Or limit the whole stage
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations \
#         'op=replace,path=/*/*/throttling/rateLimit,value=50' 'op=replace,path=/*/*/throttling/burstLimit,value=100'
#     terraform: |
#       resource "aws_api_gateway_method" "this" {
#         api_key_required = true
#       }
#     cloudformation: |
#       ApiKeyRequired: true
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: partial}
package cross.usage_plan_bypass

import data.lib.text

# An empty list is an answer: nothing goes around the plan.
pass if {
	is_array(input.facts.UsagePlanBypass)
	count(input.facts.UsagePlanBypass) == 0
}

fail contains {"sub_key": stage, "message": message} if {
	some bypass in input.facts.UsagePlanBypass
	stage := sprintf("%s/%s", [bypass.ApiId, bypass.Stage])
	message := sprintf("only this plan limits stage %s, yet no key is needed for %s", [
		text.short(stage, 64),
		text.listed(bypass.Methods, 3),
	])
}
