# METADATA
# title: What is deployed asks for the same authorization as the draft
# description: >-
#   Changes of a REST API reach callers with the next deployment only. A method that was closed in the draft stays
#   open on the stage until then, and every review that looks at the draft is wrong.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_deployment" "this" {
#         triggers = {
#           # All that a deployment must follow
#           redeployment = sha1(jsonencode([aws_api_gateway_method.this, aws_api_gateway_integration.this]))
#         }
#         lifecycle {
#           create_before_destroy = true
#         }
#       }
#     cloudformation: |
#       # A deployment is never updated: add an AWS::ApiGateway::Deployment of another logical id
#       DeploymentId: !Ref NextDeployment
#   controls:
#     - {framework: nist-800-53-r5, id: CM-2, grade: partial}
#     - {framework: nist-800-53-r5, id: CM-3, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.deployed_auth_drift

import data.lib.text

# An empty list is an answer: nothing differs.
pass if {
	is_array(input.facts.AuthorizationDrift)
	count(input.facts.AuthorizationDrift) == 0
}

fail contains {"sub_key": drift.Method, "message": message} if {
	some drift in input.facts.AuthorizationDrift
	drift.Part == "exists"
	drift.Deployed == "none"
	message := sprintf("%s is not deployed yet", [text.short(drift.Method, 64)])
}

fail contains {"sub_key": drift.Method, "message": message} if {
	some drift in input.facts.AuthorizationDrift
	drift.Part == "exists"
	drift.Deployed != "none"
	message := sprintf("%s is still deployed, though the draft has no such method", [text.short(drift.Method, 64)])
}

fail contains {"sub_key": drift.Method, "message": message} if {
	some drift in input.facts.AuthorizationDrift
	drift.Part != "exists"
	message := sprintf("%s: %s is %s where it is deployed, %s in the draft", [
		text.short(drift.Method, 64),
		drift.Part,
		drift.Deployed,
		drift.Draft,
	])
}
