# METADATA
# title: Nobody but administrators can read all objects
# description: >-
#   Whoever may call s3:GetObject on every bucket can carry off all models and all data, those included that will be
#   stored next year. Users and roles should reach the buckets that they work with. AWS's own ReadOnlyAccess and
#   AmazonS3ReadOnlyAccess give it too; SecurityAudit and ViewOnlyAccess do not. A permissions boundary counts; that a
#   bucket's or the organisation's policy may still forbid it does not.
# custom:
#   severity: high
#   resource: [AWS::IAM::User, AWS::IAM::Role]
#   remediation:
#     cli: |
#       # Give those who have it the buckets that they need
#       aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#       # A policy of AWS's: aws iam detach-role-policy --role-name ROLE --policy-arn POLICY_ARN
#     terraform: |
#       # aws_iam_policy.policy: name the buckets
#       data "aws_iam_policy_document" "this" {
#         statement {
#           actions   = ["s3:GetObject"]
#           resources = ["${aws_s3_bucket.this.arn}/*"]
#         }
#       }
#     cloudformation: |
#       # AWS::IAM::ManagedPolicy, AWS::IAM::Policy: name the buckets
#       PolicyDocument:
#         Statement:
#           - Effect: Allow
#             Action: s3:GetObject
#             Resource: !Sub "${Bucket.Arn}/*"
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: owasp-api-2023, id: "API1:2023", grade: proxy}
package iam.policy_s3_read_all

import data.lib.text

# An administrator, or a role that is linked to a service.
not_applicable if not input.facts.ReadsAllObjects

pass if input.facts.ReadsAllObjects.Value == false

fail contains {"sub_key": "", "message": message} if {
	input.facts.ReadsAllObjects.Value == true
	names := {regex.replace(arn, "^.*/", "") | some arn in input.facts.ReadsAllObjects.By}
	message := sprintf("may read every object of every bucket, by %s", [text.listed(names, 2)])
}
