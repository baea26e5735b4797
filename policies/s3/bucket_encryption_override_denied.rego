# METADATA
# title: Uploads cannot choose another encryption than KMS
# description: >-
#   Default encryption is only a default: an upload that asks for AES256 is stored under keys of S3 itself, and what
#   the policy of the KMS key says does not guard it. A Deny of such requests keeps every object under KMS. Write it
#   with Null as below, so that uploads that ask for nothing still get the default.
# custom:
#   severity: low
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # put-bucket-policy replaces the whole policy: edit the present one, if there is one
#       aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text > policy.json
#       aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
#     terraform: |
#       # aws_s3_bucket_policy.policy
#       statement {
#         effect    = "Deny"
#         actions   = ["s3:PutObject"]
#         resources = ["${aws_s3_bucket.this.arn}/*"]
#         principals {
#           type        = "*"
#           identifiers = ["*"]
#         }
#         condition {
#           test     = "Null"
#           variable = "s3:x-amz-server-side-encryption"
#           values   = ["false"]
#         }
#         condition {
#           test     = "StringNotEquals"
#           variable = "s3:x-amz-server-side-encryption"
#           values   = ["aws:kms"]
#         }
#       }
#     cloudformation: |
#       # AWS::S3::BucketPolicy, PolicyDocument.Statement
#       - Effect: Deny
#         Principal: "*"
#         Action: s3:PutObject
#         Resource: !Sub "${Bucket.Arn}/*"
#         Condition:
#           "Null": {"s3:x-amz-server-side-encryption": "false"}
#           StringNotEquals: {"s3:x-amz-server-side-encryption": "aws:kms"}
#   controls:
#     - {framework: nist-800-53-r5, id: SC-28, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_encryption_override_denied

# S3 encrypts with its own keys anyhow.
not_applicable if not input.facts.OverrideDenied

pass if input.facts.OverrideDenied.Denied == true

fail contains {"sub_key": "", "message": "an upload may ask for keys of S3 in the place of the bucket's KMS key"} if {
	input.facts.OverrideDenied.Denied == false
}
