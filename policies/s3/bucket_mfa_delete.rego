# METADATA
# title: MFA delete or Object Lock guards log and model buckets
# description: >-
#   Without either, one stolen key can purge every version of the logs or models for good. Object Lock is the
#   better choice: only the root user can set MFA delete, and lifecycle rules do not work with it.
# custom:
#   severity: low
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # Object Lock needs versioning
#       aws s3api put-object-lock-configuration --bucket BUCKET \
#         --object-lock-configuration '{"ObjectLockEnabled":"Enabled"}'
#       # Or, as the root user
#       aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled,MFADelete=Enabled \
#         --mfa "SERIAL CODE"
#     terraform: |
#       resource "aws_s3_bucket" "this" {
#         object_lock_enabled = true
#       }
#     cloudformation: |
#       # MFA delete cannot be set by CloudFormation
#       ObjectLockEnabled: true
#   controls:
#     - {framework: aws-security-hub, id: S3.20, grade: partial}
#     - {framework: cis-aws-3.0, id: "2.1.2", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "2.1.2", grade: partial}
#     - {framework: cis-aws-5.0, id: "2.1.2", grade: partial}
#     - {framework: cis-aws-6.0, id: "3.1.2", grade: partial}
#     - {framework: cis-aws-7.0, id: "3.1.2", grade: partial}
#     - {framework: nist-800-53-r5, id: CA-9(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: CM-2, grade: proxy}
#     - {framework: nist-800-53-r5, id: CM-2(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: CM-3, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-5(2), grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_mfa_delete

not_applicable if {
	input.facts.IsLog.Value == false
	input.facts.IsModel.Value == false
}

pass if {
	in_scope
	guarded
}

# One clause a class: that a bucket holds logs is enough, whatever is known of models.
fail contains {"sub_key": "", "message": message} if {
	input.facts.IsLog.Value == true
	not guarded
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsModel.Value == true
	not guarded
}

message := "neither MFA delete nor Object Lock guards the versions"

in_scope if input.facts.IsLog.Value == true

in_scope if input.facts.IsModel.Value == true

# Absent: never set.
guarded if input.status.MFADelete == "Enabled"

guarded if input.properties.ObjectLockConfiguration.ObjectLockEnabled == "Enabled"
