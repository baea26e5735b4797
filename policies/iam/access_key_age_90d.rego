# METADATA
# title: Active access keys are at most 90 days old
# description: >-
#   An access key works from anywhere until somebody changes it. The longer it lives, the more laptops, logs and
#   repositories hold a copy. Inactive keys are left out; keys of the root user are the matter of
#   iam-root-access-key.
# custom:
#   severity: medium
#   resource: AWS::IAM::AccessKey
#   remediation:
#     cli: |
#       # Make the new key, move to it, then switch the old one off
#       aws iam create-access-key --user-name USER
#       aws iam update-access-key --user-name USER --access-key-id KEY --status Inactive
#     terraform: |
#       resource "aws_iam_access_key" "old" {
#         user   = aws_iam_user.this.name
#         status = "Inactive"
#       }
#     cloudformation: |
#       # AWS::IAM::AccessKey: a higher Serial makes a new key in the place of this one
#       Serial: 2
#       Status: Active
#   parameters: {maximum_days: 90}
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: IAM.3, grade: exact}
#     - {framework: cis-aws-3.0, id: "1.14", grade: exact}
#     - {framework: cis-aws-4.0.1, id: "1.14", grade: exact}
#     - {framework: cis-aws-5.0, id: "1.13", grade: exact}
#     - {framework: cis-aws-6.0, id: "2.13", grade: exact}
#     - {framework: cis-aws-7.0, id: "2.12", grade: exact}
#     - {framework: nist-800-53-r5, id: AC-2, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-2(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-2(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(15), grade: proxy}
#     - {framework: nist-800-53-r5, id: IA-5, grade: partial}
#     - {framework: pci-dss-4.0.1, id: "8.3.9", grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "8.6.3", grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: proxy}
package iam.access_key_age_90d

not_applicable if input.properties.Status in {"Inactive", "Expired"}

pass if {
	input.properties.Status == "Active"
	is_number(input.facts.AgeSeconds)
	input.facts.AgeSeconds <= data.params.maximum_days * 86400
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.Status == "Active"
	input.facts.AgeSeconds > data.params.maximum_days * 86400
	message := sprintf("the key is active and %d days old, more than %d", [
		floor(input.facts.AgeSeconds / 86400),
		data.params.maximum_days,
	])
}
