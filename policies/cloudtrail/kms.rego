# METADATA
# title: The trail's log files are encrypted with a KMS key
# description: >-
#   Whoever can read the bucket can read SSE-S3 log files. With a key of KMS a reader needs kms:Decrypt too, and the
#   key's policy says who investigates.
# custom:
#   severity: medium
#   resource: AWS::CloudTrail::Trail
#   remediation:
#     cli: |
#       # The key's policy must let cloudtrail.amazonaws.com use kms:GenerateDataKey*
#       aws cloudtrail update-trail --name TRAIL --kms-key-id KEY_ARN
#     terraform: |
#       resource "aws_cloudtrail" "this" {
#         kms_key_id = aws_kms_key.trails.arn
#       }
#     cloudformation: |
#       KMSKeyId: !GetAtt Key.Arn
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: CloudTrail.2, grade: exact}
#     - {framework: cis-aws-3.0, id: "3.5", grade: exact}
#     - {framework: cis-aws-4.0.1, id: "3.5", grade: exact}
#     - {framework: cis-aws-5.0, id: "3.5", grade: exact}
#     - {framework: cis-aws-6.0, id: "4.5", grade: exact}
#     - {framework: cis-aws-7.0, id: "4.5", grade: exact}
#     - {framework: nist-800-53-r5, id: AU-9(3), grade: partial}
#     - {framework: nist-800-53-r5, id: SC-13, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-28, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-28(1), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "10.3.2", grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package cloudtrail.kms

# AWS answers an ARN.
pass if startswith(input.properties.KMSKeyId, "arn:")

fail contains {"sub_key": "", "message": message} if {
	not input.properties.KMSKeyId
	message := "log files are not encrypted with a KMS key"
}
