# METADATA
# title: Log archives are locked in compliance mode
# description: >-
#   Logs prove something only if nobody could change them. A default retention in COMPLIANCE mode binds even the
#   root user; GOVERNANCE mode yields to s3:BypassGovernanceRetention, and a lock without a default retention
#   holds nothing by itself. Targets of server access logs are left out: S3 does not deliver into a default
#   retention, so the lock belongs on their replica or central copy.
# custom:
#   severity: high
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # COMPLIANCE cannot be shortened or lifted before its time, not even by the root user
#       aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration \
#         '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":365}}}'
#     terraform: |
#       resource "aws_s3_bucket_object_lock_configuration" "this" {
#         bucket = aws_s3_bucket.this.id
#         rule {
#           default_retention {
#             mode = "COMPLIANCE"
#             days = 365
#           }
#         }
#       }
#     cloudformation: |
#       ObjectLockEnabled: true
#       ObjectLockConfiguration:
#         ObjectLockEnabled: Enabled
#         Rule:
#           DefaultRetention:
#             Mode: COMPLIANCE
#             Days: 365
#   parameters: {minimum_days: 365}
#   controls:
#     - {framework: aws-security-hub, id: S3.15, grade: partial}
#     - {framework: nist-800-53-r5, id: CP-6(2), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "10.5.1", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_object_lock

not_applicable if input.facts.IsLog.Value == false

not_applicable if input.facts.IsAccessLogTarget.Value == true

pass if {
	input.facts.IsLog.Value == true
	input.facts.IsAccessLogTarget.Value == false
	locked
	input.properties.ObjectLockConfiguration.Rule.DefaultRetention.Mode == "COMPLIANCE"
	retention_days >= data.params.minimum_days
}

fail contains {"sub_key": "", "message": concat("; ", sort(faults))} if {
	input.facts.IsLog.Value == true
	input.facts.IsAccessLogTarget.Value == false
	count(faults) > 0
}

locked if input.properties.ObjectLockConfiguration.ObjectLockEnabled == "Enabled"

retention_days := input.properties.ObjectLockConfiguration.Rule.DefaultRetention.Days

retention_days := input.properties.ObjectLockConfiguration.Rule.DefaultRetention.Years * 365

faults contains "Object Lock is off" if not locked

faults contains "Object Lock has no default retention, so it holds nothing by itself" if {
	locked
	not input.properties.ObjectLockConfiguration.Rule.DefaultRetention
}

faults contains "GOVERNANCE mode can be bypassed with s3:BypassGovernanceRetention" if {
	locked
	input.properties.ObjectLockConfiguration.Rule.DefaultRetention.Mode == "GOVERNANCE"
}

faults contains sprintf("default retention is %d days, less than %d", [retention_days, data.params.minimum_days]) if {
	locked
	retention_days < data.params.minimum_days
}
