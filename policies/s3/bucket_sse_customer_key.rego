# METADATA
# title: Default encryption uses an enabled key of your own
# description: >-
#   The policy of the AWS managed key aws/s3 cannot be changed: it cannot be held to certain roles, shared, or
#   withdrawn in an emergency. A customer managed key can, as long as it is enabled. Targets of server access logs
#   are left out: S3 delivers there only with SSE-S3.
# custom:
#   severity: low
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # Replaces the whole encryption configuration; objects that exist keep their encryption
#       aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration \
#         '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"KEY_ARN"},
#         "BucketKeyEnabled":true}]}'
#     terraform: |
#       resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
#         bucket = aws_s3_bucket.this.id
#         rule {
#           bucket_key_enabled = true
#           apply_server_side_encryption_by_default {
#             sse_algorithm     = "aws:kms"
#             kms_master_key_id = aws_kms_key.this.arn
#           }
#         }
#       }
#     cloudformation: |
#       BucketEncryption:
#         ServerSideEncryptionConfiguration:
#           - BucketKeyEnabled: true
#             ServerSideEncryptionByDefault:
#               SSEAlgorithm: aws:kms
#               KMSMasterKeyID: !GetAtt Key.Arn
#   controls:
#     - {framework: nist-800-53-r5, id: SC-12, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-28, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_sse_customer_key

not_applicable if input.facts.IsAccessLogTarget.Value == true

pass if {
	input.facts.IsAccessLogTarget.Value == false
	input.facts.EncryptionKey.Manager == "CUSTOMER"
	input.facts.EncryptionKey.State == "Enabled"
}

# SSE-S3 has no key that could be named.
fail contains {"sub_key": "", "message": message} if {
	input.facts.IsAccessLogTarget.Value == false
	not input.facts.EncryptionKey
	message := "default encryption is SSE-S3, with no key of your own"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsAccessLogTarget.Value == false
	input.facts.EncryptionKey.Manager == "AWS"
	message := "default encryption uses the AWS managed key, whose policy is fixed"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsAccessLogTarget.Value == false
	input.facts.EncryptionKey.Manager == "CUSTOMER"
	input.facts.EncryptionKey.State != "Enabled"
	message := sprintf("key %s is %s, not enabled", [input.facts.EncryptionKey.Arn, input.facts.EncryptionKey.State])
}
