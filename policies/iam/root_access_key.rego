# METADATA
# title: The root user has no access keys
# description: >-
#   No policy of the account can hold the root user back. A key of its own, once copied, is the whole account, its
#   bills and its closure, with no second factor asked.
# custom:
#   severity: critical
#   resource: AWS::IAM::RootUser
#   remediation:
#     cli: |
#       # Signed in as the root user; in an organisation: aws iam enable-organizations-root-credentials-management
#       aws iam delete-access-key --access-key-id KEY
#     terraform: |
#       # In the management account: removes root credentials of members and keeps them away
#       resource "aws_iam_organizations_features" "this" {
#         enabled_features = ["RootCredentialsManagement"]
#       }
#     cloudformation: |
#       # No resource type touches the root user: use the console or the CLI
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: IAM.4, grade: exact}
#     - {framework: cis-aws-3.0, id: "1.4", grade: exact}
#     - {framework: cis-aws-4.0.1, id: "1.4", grade: exact}
#     - {framework: cis-aws-5.0, id: "1.3", grade: exact}
#     - {framework: cis-aws-6.0, id: "2.3", grade: exact}
#     - {framework: cis-aws-7.0, id: "2.4", grade: exact}
#     - {framework: nist-800-53-r5, id: AC-2(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(7), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(15), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-6(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6(10), grade: proxy}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: proxy}
package iam.root_access_key

pass if input.status.AccountAccessKeysPresent == 0

fail contains {"sub_key": "", "message": message} if {
	input.status.AccountAccessKeysPresent > 0
	message := "the root user has an access key"
}
