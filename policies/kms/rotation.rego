# METADATA
# title: Keys get new material every year
# description: >-
#   The longer one key encrypts, the more is lost with it. KMS renews the material of a symmetric key by itself, at no
#   cost to those who use it, every 90 days if so set. Keys that AWS cannot rotate are left out: asymmetric and HMAC
#   keys, imported material, custom key stores; so are keys that AWS manages or that will be deleted.
# custom:
#   severity: medium
#   resource: AWS::KMS::Key
#   remediation:
#     cli: |
#       aws kms enable-key-rotation --key-id KEY --rotation-period-in-days 365
#     terraform: |
#       resource "aws_kms_key" "this" {
#         enable_key_rotation     = true
#         rotation_period_in_days = 365
#       }
#     cloudformation: |
#       EnableKeyRotation: true
#       RotationPeriodInDays: 365
#   parameters: {maximum_days: 365}
#   controls:
#     - {framework: aws-security-hub, id: KMS.4, grade: partial}
#     - {framework: cis-aws-3.0, id: "3.6", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "3.6", grade: partial}
#     - {framework: cis-aws-5.0, id: "3.6", grade: partial}
#     - {framework: cis-aws-6.0, id: "4.6", grade: partial}
#     - {framework: cis-aws-7.0, id: "4.6", grade: partial}
#     - {framework: nist-800-53-r5, id: SC-12, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-12(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-28(3), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "3.7.4", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package kms.rotation

not_applicable if input.status.KeyManager == "AWS"

not_applicable if input.properties.KeySpec != "SYMMETRIC_DEFAULT"

not_applicable if input.properties.Origin != "AWS_KMS"

not_applicable if is_leaving

pass if {
	can_rotate
	input.properties.EnableKeyRotation == true
	is_number(period)
	period <= data.params.maximum_days
}

fail contains {"sub_key": "", "message": message} if {
	can_rotate
	input.properties.EnableKeyRotation == false
	message := "the key is not rotated"
}

fail contains {"sub_key": "", "message": message} if {
	can_rotate
	input.properties.EnableKeyRotation == true
	period > data.params.maximum_days
	message := sprintf("the key is rotated every %d days, less often than every %d", [period, data.params.maximum_days])
}

can_rotate if {
	input.status.KeyManager == "CUSTOMER"
	input.properties.KeySpec == "SYMMETRIC_DEFAULT"
	input.properties.Origin == "AWS_KMS"
	is_string(input.status.KeyState)
	not is_leaving
}

# AWS answers that such a key is not rotated, whatever was set ("GetKeyRotationStatus").
is_leaving if input.status.KeyState in {"PendingDeletion", "PendingReplicaDeletion"}

period := input.properties.RotationPeriodInDays

# What AWS does where no period was ever set.
period := 365 if not input.properties.RotationPeriodInDays
