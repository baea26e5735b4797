# METADATA
# title: Active access keys were used in the last 45 days
# description: >-
#   Nobody misses a key that is not used, so nobody notices when somebody else starts using it. Such keys are what
#   is found in old comments, scripts and images. A key that was never used counts from the day it was made; what
#   AWS says of the last use can be some hours late. Inactive keys are left out.
# custom:
#   severity: medium
#   resource: AWS::IAM::AccessKey
#   remediation:
#     cli: |
#       # If nothing breaks for some days: aws iam delete-access-key
#       aws iam update-access-key --user-name USER --access-key-id KEY --status Inactive
#     terraform: |
#       resource "aws_iam_access_key" "this" {
#         user   = aws_iam_user.this.name
#         status = "Inactive"
#       }
#     cloudformation: |
#       # AWS::IAM::AccessKey
#       Status: Inactive
#   parameters: {maximum_days: 45}
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: IAM.8, grade: partial}
#     - {framework: aws-security-hub, id: IAM.22, grade: partial}
#     - {framework: cis-aws-3.0, id: "1.12", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "1.12", grade: partial}
#     - {framework: cis-aws-5.0, id: "1.11", grade: partial}
#     - {framework: cis-aws-6.0, id: "2.11", grade: partial}
#     - {framework: cis-aws-7.0, id: "2.11", grade: partial}
#     - {framework: nist-800-53-r5, id: AC-2, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-2(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-2(3), grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(7), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(15), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6, grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "8.2.6", grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: proxy}
package iam.access_key_unused_45d

not_applicable if input.properties.Status in {"Inactive", "Expired"}

pass if {
	input.properties.Status == "Active"
	is_number(input.facts.Idle.Seconds)
	input.facts.Idle.Seconds <= data.params.maximum_days * 86400
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.Status == "Active"
	input.facts.Idle.Seconds > data.params.maximum_days * 86400
	message := sprintf("the key is active and %s, more than %d", [idle, data.params.maximum_days])
}

days := floor(input.facts.Idle.Seconds / 86400)

idle := sprintf("was not used for %d days", [days]) if input.facts.Idle.EverUsed == true

idle := sprintf("was never used since it was made %d days ago", [days]) if input.facts.Idle.EverUsed == false
