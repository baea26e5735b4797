# METADATA
# title: Policies in use do not allow everything
# description: >-
#   Allow of every action on every resource makes whoever holds the policy the owner of the account, so one leaked
#   key or one injected command is enough to lose it. Policies that AWS manages, and those of yours that nobody has,
#   are left out.
# custom:
#   severity: critical
#   resource: [AWS::IAM::ManagedPolicy, AWS::IAM::Policy]
#   remediation:
#     cli: |
#       # Give those who have it what they need, then take it away
#       aws iam list-entities-for-policy --policy-arn POLICY_ARN
#       aws iam detach-role-policy --role-name ROLE --policy-arn POLICY_ARN
#       # An inline policy: aws iam delete-role-policy --role-name ROLE --policy-name POLICY
#     terraform: |
#       # aws_iam_policy.policy: name what is needed
#       data "aws_iam_policy_document" "this" {
#         statement {
#           actions   = ["s3:GetObject"]
#           resources = ["${aws_s3_bucket.this.arn}/*"]
#         }
#       }
#     cloudformation: |
#       # AWS::IAM::ManagedPolicy, AWS::IAM::Policy: name what is needed
#       PolicyDocument:
#         Statement:
#           - Effect: Allow
#             Action: s3:GetObject
#             Resource: !Sub "${Bucket.Arn}/*"
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: IAM.1, grade: partial}
#     - {framework: cis-aws-3.0, id: "1.16", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "1.16", grade: partial}
#     - {framework: cis-aws-5.0, id: "1.15", grade: partial}
#     - {framework: cis-aws-6.0, id: "2.15", grade: partial}
#     - {framework: cis-aws-7.0, id: "2.14", grade: partial}
#     - {framework: nist-800-53-r5, id: AC-2, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-2(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(7), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(15), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-5, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-6(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6(10), grade: proxy}
#     - {framework: owasp-api-2023, id: "API5:2023", grade: proxy}
package iam.policy_admin_wildcard

import data.lib.statement

# A policy of AWS's, or one that is attached to nobody and bounds nobody.
not_applicable if not input.facts.AdminAllows

# An empty list is an answer: there are none.
pass if input.facts.AdminAllows == []

fail contains {"sub_key": key, "message": message} if {
	some grant in input.facts.AdminAllows
	key := statement.key(grant, input.facts.AdminAllows)
	message := sprintf("%s allows every action on every resource", [
		statement.name(grant, input.facts.AdminAllows),
	])
}
