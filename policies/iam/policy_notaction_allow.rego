# METADATA
# title: No Allow of a policy is turned inside out
# description: >-
#   Allow with NotAction or NotResource grants all that it does not name, actions and services that AWS will add
#   later included. Such statements are mostly meant as a Deny. Policies that AWS manages, some of which do this,
#   are left out.
# custom:
#   severity: high
#   resource: [AWS::IAM::ManagedPolicy, AWS::IAM::Policy]
#   remediation:
#     cli: |
#       aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#       # An inline policy:
#       aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
#     terraform: |
#       # aws_iam_policy.policy: name what is allowed
#       data "aws_iam_policy_document" "this" {
#         statement {
#           actions   = ["s3:GetObject"]
#           resources = ["${aws_s3_bucket.this.arn}/*"]
#         }
#       }
#     cloudformation: |
#       # AWS::IAM::ManagedPolicy, AWS::IAM::Policy: name what is allowed
#       PolicyDocument:
#         Statement:
#           - Effect: Allow
#             Action: s3:GetObject
#             Resource: !Sub "${Bucket.Arn}/*"
#   controls:
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: owasp-api-2023, id: "API5:2023", grade: proxy}
package iam.policy_notaction_allow

import data.lib.statement

# A policy of AWS's.
not_applicable if not input.facts.InvertedAllows

# An empty list is an answer: there are none.
pass if input.facts.InvertedAllows == []

# A statement can invert both elements: one finding names them.
fail contains {"sub_key": key, "message": message} if {
	some allow in input.facts.InvertedAllows
	key := statement.key(allow, input.facts.InvertedAllows)
	elements := {other.Element | some other in input.facts.InvertedAllows; other.Index == allow.Index}
	message := sprintf("%s combines Allow with %s: all that it does not name is granted", [
		statement.name(allow, input.facts.InvertedAllows),
		concat(" and ", sort(elements)),
	])
}
