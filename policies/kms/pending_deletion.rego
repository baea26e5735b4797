# METADATA
# title: Keys that are needed are neither switched off nor about to be deleted
# description: >-
#   When a key is deleted, all that it encrypted is lost for good; while it is disabled or waits for its deletion,
#   nobody can read it and new logs are dropped. This asks whether a bucket, log group, trail or event data store
#   still names the key; what else does (secrets, disks, databases) is not looked at.
# custom:
#   severity: high
#   resource: AWS::KMS::Key
#   remediation:
#     cli: |
#       # A key whose deletion was cancelled is disabled
#       aws kms cancel-key-deletion --key-id KEY
#       aws kms enable-key --key-id KEY
#       # Waiting for its material (PendingImport): after aws kms get-parameters-for-import
#       # aws kms import-key-material --key-id KEY --import-token fileb://token \
#       #   --encrypted-key-material fileb://material --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE
#       # Cut off from its store (Unavailable)
#       # aws kms connect-custom-key-store --custom-key-store-id STORE
#     terraform: |
#       # Apply again after aws kms cancel-key-deletion
#       resource "aws_kms_key" "this" {
#         is_enabled              = true
#         deletion_window_in_days = 30
#       }
#     cloudformation: |
#       # After aws kms cancel-key-deletion
#       Enabled: true
#       PendingWindowInDays: 30
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: KMS.3, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-12, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-12(2), grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package kms.pending_deletion

import data.lib.text

unusable := {
	"Disabled": "disabled",
	"PendingDeletion": "about to be deleted",
	"PendingImport": "without its material",
	"PendingReplicaDeletion": "about to be deleted",
	"Unavailable": "cut off from its store",
}

pass if {
	is_string(input.status.KeyState)
	input.status.KeyState in {"Enabled", "Creating", "Updating"}
}

# An empty list is an answer: nothing needs the key.
pass if {
	unusable[input.status.KeyState]
	input.facts.KeyUsers == []
}

fail contains {"sub_key": "", "message": message} if {
	state := unusable[input.status.KeyState]
	count(input.facts.KeyUsers) > 0
	names := {regex.replace(user.Arn, "^([^:]*:){5}", "") | some user in input.facts.KeyUsers}
	message := sprintf("the key is %s and needed by %s", [state, text.listed(names, 2)])
}
