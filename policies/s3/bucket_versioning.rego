# METADATA
# title: Versioning is enabled
# description: >-
#   Only with versions can an overwritten or deleted object be brought back, and Object Lock and the expiry of old
#   versions build on them.
# custom:
#   severity: medium
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # Once on it can only be suspended; add a rule that expires old versions, or they pile up
#       aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled
#     terraform: |
#       resource "aws_s3_bucket_versioning" "this" {
#         bucket = aws_s3_bucket.this.id
#         versioning_configuration {
#           status = "Enabled"
#         }
#       }
#     cloudformation: |
#       VersioningConfiguration:
#         Status: Enabled
#   controls:
#     - {framework: aws-security-hub, id: S3.14, grade: exact}
#     - {framework: nist-800-53-r5, id: AU-9(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: CP-6, grade: proxy}
#     - {framework: nist-800-53-r5, id: CP-6(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: CP-6(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: CP-9, grade: partial}
#     - {framework: nist-800-53-r5, id: CP-10, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-5(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-12, grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-13(5), grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_versioning

pass if input.properties.VersioningConfiguration.Status == "Enabled"

fail contains {"sub_key": "", "message": message} if {
	not input.properties.VersioningConfiguration.Status
	message := "versioning was never enabled"
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.VersioningConfiguration.Status != "Enabled"
	message := sprintf("versioning is %s", [input.properties.VersioningConfiguration.Status])
}
