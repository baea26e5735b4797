# METADATA
# title: The root user has a second factor
# description: >-
#   The password of the root user, guessed, phished or reset through a stolen mailbox, is the whole account. A second
#   factor stops that. Where the root user has neither password nor keys, as in members of an organisation that
#   removes them, there is nothing to guard.
# custom:
#   severity: critical
#   resource: AWS::IAM::RootUser
#   remediation:
#     cli: |
#       # The root user adds its device in the console: security credentials, multi-factor authentication.
#       # In an organisation, from the management account, do away with root credentials of members instead:
#       aws iam enable-organizations-root-credentials-management
#     terraform: |
#       # In the management account: removes root credentials of members and keeps them away
#       resource "aws_iam_organizations_features" "this" {
#         enabled_features = ["RootCredentialsManagement"]
#       }
#     cloudformation: |
#       # No resource type touches the root user: use the console
#   controls:
#     - {framework: aws-security-hub, id: IAM.9, grade: exact}
#     - {framework: cis-aws-3.0, id: "1.5", grade: exact}
#     - {framework: cis-aws-4.0.1, id: "1.5", grade: exact}
#     - {framework: cis-aws-5.0, id: "1.4", grade: exact}
#     - {framework: cis-aws-6.0, id: "2.4", grade: exact}
#     - {framework: cis-aws-7.0, id: "2.5", grade: exact}
#     - {framework: nist-800-53-r5, id: AC-2(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(15), grade: proxy}
#     - {framework: nist-800-53-r5, id: IA-2(1), grade: partial}
#     - {framework: nist-800-53-r5, id: IA-2(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: IA-2(6), grade: proxy}
#     - {framework: nist-800-53-r5, id: IA-2(8), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "8.4.2", grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: proxy}
package iam.root_mfa

not_applicable if {
	input.status.AccountMFAEnabled == 0
	input.status.AccountPasswordPresent == 0
	input.status.AccountAccessKeysPresent == 0
}

pass if input.status.AccountMFAEnabled == 1

# One clause a credential: that there is a password is enough, whatever is known of keys.
fail contains {"sub_key": "", "message": message} if {
	input.status.AccountMFAEnabled == 0
	input.status.AccountPasswordPresent > 0
}

fail contains {"sub_key": "", "message": message} if {
	input.status.AccountMFAEnabled == 0
	input.status.AccountAccessKeysPresent > 0
}

message := "the root user has credentials and no second factor"
