# METADATA
# title: Strangers cannot assume the role
# description: >-
#   A trust policy that names everyone lets anyone with an AWS account become this role, with all that it may do.
#   A condition on the organisation, the principal or an external id closes it.
# custom:
#   severity: critical
#   resource: AWS::IAM::Role
#   remediation:
#     cli: |
#       # Replaces the whole trust policy: edit the present one
#       aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument > trust.json
#       aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json
#     terraform: |
#       # aws_iam_role.assume_role_policy: name principals instead of "*"
#       data "aws_iam_policy_document" "trust" {
#         statement {
#           actions = ["sts:AssumeRole"]
#           principals {
#             type        = "AWS"
#             identifiers = [aws_iam_role.caller.arn]
#           }
#         }
#       }
#     cloudformation: |
#       # AWS::IAM::Role: name principals instead of "*"
#       AssumeRolePolicyDocument:
#         Statement:
#           - Effect: Allow
#             Principal: {AWS: !GetAtt Caller.Arn}
#             Action: sts:AssumeRole
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: proxy}
package iam.role_trust_public

import data.lib.statement

pass if input.facts.PublicTrust.Public == false

fail contains {"sub_key": key, "message": message} if {
	input.facts.PublicTrust.Public == true
	some grant in input.facts.PublicTrust.Grants
	key := statement.key(grant, input.facts.PublicTrust.Grants)
	message := sprintf("%s lets anyone with an AWS account assume the role", [
		statement.name(grant, input.facts.PublicTrust.Grants),
	])
}
