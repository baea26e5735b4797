# METADATA
# title: Default encryption uses a KMS key
# description: >-
#   With SSE-KMS a reader needs kms:Decrypt besides s3:GetObject, which no bucket policy can give to anonymous
#   callers. SSE-S3, what every bucket has otherwise, encrypts too but adds no such second lock. Targets of server
#   access logs are left out: S3 delivers there only with SSE-S3.
# custom:
#   severity: medium
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
#     - {framework: aws-security-hub, id: S3.17, grade: exact}
#     - {framework: nist-800-53-r5, id: AU-9, grade: proxy}
#     - {framework: nist-800-53-r5, id: CA-9(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: CM-3(6), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(10), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-12(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-13, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-28, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-28(1), grade: partial}
#     - {framework: nist-800-53-r5, id: SI-7(6), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "3.5.1", grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_sse_kms

import data.lib.text

kms := {"aws:kms", "aws:kms:dsse"}

# A bucket has one encryption rule.
algorithms := {rule.ServerSideEncryptionByDefault.SSEAlgorithm |
	some rule in input.properties.BucketEncryption.ServerSideEncryptionConfiguration
}

not_applicable if input.facts.IsAccessLogTarget.Value == true

pass if {
	input.facts.IsAccessLogTarget.Value == false
	count(algorithms) > 0
	count(algorithms - kms) == 0
}

# Without a configuration, or a default in it, S3 encrypts with SSE-S3.
fail contains {"sub_key": "", "message": message} if {
	input.facts.IsAccessLogTarget.Value == false
	count(algorithms) == 0
	message := "no default encryption is configured: SSE-S3 applies, not KMS"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsAccessLogTarget.Value == false
	others := algorithms - kms
	count(others) > 0
	message := sprintf("default encryption is %s, not KMS", [text.listed(others, 2)])
}
