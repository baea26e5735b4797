# METADATA
# title: The access point blocks public access
# description: >-
#   The flags of an access point are fixed when it is made: one that leaves a door open can only be replaced. They
#   are all on unless somebody turns them off. (The account's flags count as well, but may be changed any day.)
# custom:
#   severity: critical
#   resource: AWS::S3::AccessPoint
#   remediation:
#     cli: |
#       # The flags cannot be changed: make a new access point, move its users, delete the old one
#       aws s3control create-access-point --account-id ACCOUNT --name NEW_NAME --bucket BUCKET \
#         --public-access-block-configuration \
#         BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#       aws s3control delete-access-point --account-id ACCOUNT --name NAME
#     terraform: |
#       resource "aws_s3_access_point" "this" {
#         bucket = aws_s3_bucket.this.id
#         name   = "this"
#         public_access_block_configuration {
#           block_public_acls       = true
#           ignore_public_acls      = true
#           block_public_policy     = true
#           restrict_public_buckets = true
#         }
#       }
#     cloudformation: |
#       PublicAccessBlockConfiguration:
#         BlockPublicAcls: true
#         IgnorePublicAcls: true
#         BlockPublicPolicy: true
#         RestrictPublicBuckets: true
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: S3.19, grade: exact}
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3(7), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-4, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-4(21), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-21, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(9), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(11), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(16), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(20), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(21), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "1.4.4", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.access_point_block_public_access

import data.lib.public_access
import data.lib.text

# An access point without a configuration has all flags off.
off := public_access.flags - {flag | some flag, true in input.properties.PublicAccessBlockConfiguration}

pass if count(off) == 0

fail contains {"sub_key": "", "message": message} if {
	count(off) > 0
	message := sprintf("the access point was made with %s off", [text.listed(off, 4)])
}
