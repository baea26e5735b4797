# METADATA
# title: Policies do not allow decrypting with every key
# description: >-
#   A key of one's own is a second lock on data only while those who pass the first lack it. kms:Decrypt or
#   kms:ReEncryptFrom on every key undoes that, through S3 as well. An encryption context, tags or aliases of keys,
#   or kms:ViaService together with kms:CallerAccount limit it. Policies that AWS manages are left out.
# custom:
#   severity: medium
#   resource: [AWS::IAM::ManagedPolicy, AWS::IAM::Policy]
#   remediation:
#     cli: |
#       aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#       # An inline policy:
#       aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
#     terraform: |
#       # aws_iam_policy.policy: name the keys
#       data "aws_iam_policy_document" "this" {
#         statement {
#           actions   = ["kms:Decrypt"]
#           resources = [aws_kms_key.this.arn]
#         }
#       }
#     cloudformation: |
#       # AWS::IAM::ManagedPolicy, AWS::IAM::Policy: name the keys
#       PolicyDocument:
#         Statement:
#           - Effect: Allow
#             Action: kms:Decrypt
#             Resource: !GetAtt Key.Arn
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: KMS.1, grade: partial}
#     - {framework: aws-fsbp-1.0.0, id: KMS.2, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-12, grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package iam.policy_kms_decrypt_all

import data.lib.statement

# A policy of AWS's.
not_applicable if not input.facts.DecryptAllows

# An empty list is an answer: there are none.
pass if input.facts.DecryptAllows == []

fail contains {"sub_key": key, "message": message} if {
	some grant in input.facts.DecryptAllows
	key := statement.key(grant, input.facts.DecryptAllows)
	message := sprintf("%s allows decrypting with every key", [
		statement.name(grant, input.facts.DecryptAllows),
	])
}
