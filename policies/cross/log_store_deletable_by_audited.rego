# METADATA
# title: Workloads and deployers cannot wipe out the records of what they did
# description: >-
#   Logs are evidence only where whoever is logged cannot delete, shorten or stop them. Asked of roles that AWS services
#   run workloads with (functions, instances, containers, builds, API Gateway) and of those that pods and pipelines take on
#   by a token, over every trail, bucket and log group of logs of this account. A lock in compliance mode, deletion
#   protection and another account keep a store from all. Administrators can always: iam-policy-admin-wildcard names them.
#   A policy of the organisation may stop a role: where these cannot be read, what the account allows is not decided.
# custom:
#   severity: high
#   resource: AWS::IAM::Role
#   remediation:
#     cli: |
#       # Take the actions from the role, or keep the store from everybody
#       aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration \
#         'ObjectLockEnabled=Enabled,Rule={DefaultRetention={Mode=COMPLIANCE,Days=365}}'
#       aws logs put-log-group-deletion-protection --log-group-identifier GROUP --deletion-protection-enabled
#     terraform: |
#       resource "aws_s3_bucket_object_lock_configuration" "this" {
#         bucket = aws_s3_bucket.logs.id
#         rule {
#           default_retention {
#             mode = "COMPLIANCE"
#             days = 365
#           }
#         }
#       }
#     cloudformation: |
#       Type: AWS::S3::Bucket
#       Properties:
#         ObjectLockEnabled: true
#         ObjectLockConfiguration:
#           ObjectLockEnabled: Enabled
#           Rule:
#             DefaultRetention: {Mode: COMPLIANCE, Days: 365}
#   controls:
#     - {framework: nist-800-53-r5, id: AU-9, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-9(4), grade: partial}
#     - {framework: nist-800-53-r5, id: AC-5, grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package cross.log_store_deletable_by_audited

import data.lib.text

# No workload takes it on, and nobody who deploys.
not_applicable if not input.facts.LogTampering

not_applicable if input.facts.LogTampering.Administrator == true

pass if {
	input.facts.LogTampering.Administrator == false
	input.facts.LogTampering.Stores == []
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.LogTampering.Administrator == false
	stores := {regex.replace(store.Store, "^arn:[^:]*:[^:]*:[^:]*:[^:]*:", "") | some store in input.facts.LogTampering.Stores}
	count(stores) > 0
	actions := {action | some store in input.facts.LogTampering.Stores; some action in store.Actions}
	message := sprintf("may call %s on %s", [text.listed(actions, 3), text.listed(stores, 2)])
}
