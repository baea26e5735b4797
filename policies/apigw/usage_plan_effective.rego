# METADATA
# title: Usage plans and API keys limit somebody
# description: >-
#   A plan without a stage or without an enabled key limits nobody, and a key without a plan is limited by none:
#   reviews take both for protection.
# custom:
#   severity: low
#   resource: [AWS::ApiGateway::UsagePlan, AWS::ApiGateway::ApiKey]
#   remediation:
#     cli: |
#       aws apigateway update-usage-plan --usage-plan-id PLAN --patch-operations op=add,path=/apiStages,value=API:STAGE
#       aws apigateway create-usage-plan-key --usage-plan-id PLAN --key-id KEY --key-type API_KEY
#     terraform: |
#       resource "aws_api_gateway_usage_plan_key" "this" {
#         usage_plan_id = aws_api_gateway_usage_plan.this.id
#         key_id        = aws_api_gateway_api_key.this.id
#         key_type      = "API_KEY"
#       }
#     cloudformation: |
#       Type: AWS::ApiGateway::UsagePlanKey
#       Properties:
#         UsagePlanId: !Ref Plan
#         KeyId: !Ref Key
#         KeyType: API_KEY
#   controls:
#     - {framework: nist-800-53-r5, id: CM-6, grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: partial}
package apigw.usage_plan_effective

# A key that is disabled.
not_applicable if not input.facts.UsagePlanCoverage

# A plan.
pass if {
	some stage in input.facts.UsagePlanCoverage.Stages
	stage.Exists == true
	input.facts.UsagePlanCoverage.EnabledKeys > 0
}

# A key.
pass if {
	some plan in input.facts.UsagePlanCoverage.Plans
	is_string(plan)
}

fail contains {"sub_key": "", "message": message} if {
	is_array(input.facts.UsagePlanCoverage.Stages)
	existing := [stage | some stage in input.facts.UsagePlanCoverage.Stages; stage.Exists == true]
	count(existing) == 0
	message := "the plan is on no stage that exists"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.UsagePlanCoverage.EnabledKeys == 0
	message := "the plan has no enabled key"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.UsagePlanCoverage.Plans == []
	message := "the key is enabled, but no plan limits it"
}
