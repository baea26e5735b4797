# METADATA
# title: The account blocks public access to all of its buckets
# description: >-
#   One setting for the whole account makes public grants void in every bucket, those made later included. Without
#   it each bucket stands or falls by its own settings.
# custom:
#   severity: high
#   resource: AWS::S3::AccountPublicAccessBlock
#   remediation:
#     cli: |
#       # Buckets that are meant to be public stop working at once: find them first
#       aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration \
#         BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     terraform: |
#       resource "aws_s3_account_public_access_block" "this" {
#         block_public_acls       = true
#         ignore_public_acls      = true
#         block_public_policy     = true
#         restrict_public_buckets = true
#       }
#     cloudformation: |
#       # No resource type sets the account's own block: use the CLI, Terraform
#       # or an S3 policy of the organisation
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: S3.1, grade: exact}
#     - {framework: cis-aws-3.0, id: "2.1.4", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "2.1.4", grade: partial}
#     - {framework: cis-aws-5.0, id: "2.1.4", grade: partial}
#     - {framework: cis-aws-6.0, id: "3.1.4", grade: partial}
#     - {framework: cis-aws-7.0, id: "3.1.4", grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3(7), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-4, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-4(21), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-21, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-7(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(9), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(11), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(16), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(20), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(21), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "1.4.4", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.account_block_public_access

import data.lib.public_access
import data.lib.text

# An account without a configuration has all flags off.
off := public_access.flags - {flag | some flag, true in input.status.PublicAccessBlockConfiguration}

pass if count(off) == 0

fail contains {"sub_key": "", "message": message} if {
	count(off) > 0
	message := sprintf("the account-wide block leaves %s off", [text.listed(off, 4)])
}
