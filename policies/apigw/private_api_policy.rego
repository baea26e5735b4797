# METADATA
# title: Private APIs and domains let in named networks or accounts only
# description: >-
#   Private does not mean yours: with a policy for everybody each VPC endpoint of every AWS account can call. The
#   policy must hold callers to endpoints, networks, accounts or the organisation. Without a policy nobody gets in.
# custom:
#   severity: high
#   resource: [AWS::ApiGateway::RestApi, AWS::ApiGateway::DomainNameV2]
#   remediation:
#     cli: |
#       aws apigateway update-rest-api --rest-api-id API --patch-operations op=replace,path=/policy,value=POLICY
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       data "aws_iam_policy_document" "this" {
#         statement {
#           actions   = ["execute-api:Invoke"]
#           resources = ["*"]
#           principals {
#             type        = "*"
#             identifiers = ["*"]
#           }
#           condition {
#             test     = "StringEquals"
#             variable = "aws:SourceVpce"
#             values   = [aws_vpc_endpoint.this.id]
#           }
#         }
#       }
#     cloudformation: |
#       Policy:
#         Statement:
#           - Effect: Allow
#             Principal: "*"
#             Action: execute-api:Invoke
#             Resource: "*"
#             Condition: {StringEquals: {aws:SourceVpce: !Ref Endpoint}}
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw.private_api_policy

private if "PRIVATE" in input.facts.ApiReach.EndpointTypes

not_applicable if {
	is_array(input.facts.ApiReach.EndpointTypes)
	not private
}

# Without a policy AWS refuses every call.
pass if {
	private
	input.facts.ApiReach.Policy in {"none", "restricts"}
}

fail contains {"sub_key": "", "message": message} if {
	private
	input.facts.ApiReach.Policy == "open"
	message := "the resource policy lets in VPC endpoints of any account"
}
