# METADATA
# title: All four blocks of public access apply to the bucket
# description: >-
#   These flags decide whether a public grant takes effect at all. The account's flags count as much as the
#   bucket's own: each flag must be on at one of the two levels.
# custom:
#   severity: high
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
#         BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     terraform: |
#       resource "aws_s3_bucket_public_access_block" "this" {
#         bucket                  = aws_s3_bucket.this.id
#         block_public_acls       = true
#         ignore_public_acls      = true
#         block_public_policy     = true
#         restrict_public_buckets = true
#       }
#     cloudformation: |
#       PublicAccessBlockConfiguration:
#         BlockPublicAcls: true
#         IgnorePublicAcls: true
#         BlockPublicPolicy: true
#         RestrictPublicBuckets: true
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: S3.8, grade: partial}
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
package s3.bucket_block_public_access

import data.lib.public_access
import data.lib.text

on := {flag | some flag, setting in input.facts.EffectivePublicAccessBlock; setting.Value == true}

off := {flag | some flag, setting in input.facts.EffectivePublicAccessBlock; setting.Value == false}

# Which level gives the flags that are on.
levels := {setting.Level | some setting in input.facts.EffectivePublicAccessBlock; setting.Value == true}

pass if on == public_access.flags

fail contains {"sub_key": "", "message": message} if {
	count(off) > 0
	count(on) == 0
	message := "neither the account nor the bucket blocks public access"
}

fail contains {"sub_key": "", "message": message} if {
	count(off) > 0
	count(on) > 0
	message := sprintf("off in both account and bucket: %s (the rest is on, by %s)", [
		text.listed(off, 4),
		concat(" and ", sort(levels)),
	])
}
