# METADATA
# title: Users with a password have a second factor
# description: >-
#   A password alone is guessed, phished or found in another site's leak. People who sign in to the console should
#   need a device too. AWS renews the report that this rests on every four hours.
# custom:
#   severity: high
#   resource: AWS::IAM::User
#   remediation:
#     cli: |
#       aws iam enable-mfa-device --user-name USER --serial-number SERIAL \
#         --authentication-code1 CODE --authentication-code2 NEXT_CODE
#       # Or, where nobody signs in: aws iam delete-login-profile --user-name USER
#     terraform: |
#       # The device is paired by its owner; until then, deny the rest with aws:MultiFactorAuthPresent
#       resource "aws_iam_virtual_mfa_device" "this" {
#         virtual_mfa_device_name = "USER"
#       }
#     cloudformation: |
#       # The device is paired by its owner; until then, deny the rest with aws:MultiFactorAuthPresent
#       Device:
#         Type: AWS::IAM::VirtualMFADevice
#         Properties:
#           Users: [!Ref User]
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: IAM.5, grade: exact}
#     - {framework: cis-aws-3.0, id: "1.10", grade: exact}
#     - {framework: cis-aws-4.0.1, id: "1.10", grade: exact}
#     - {framework: cis-aws-5.0, id: "1.9", grade: exact}
#     - {framework: cis-aws-6.0, id: "2.9", grade: exact}
#     - {framework: cis-aws-7.0, id: "2.10", grade: exact}
#     - {framework: nist-800-53-r5, id: AC-2(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(15), grade: proxy}
#     - {framework: nist-800-53-r5, id: IA-2(1), grade: partial}
#     - {framework: nist-800-53-r5, id: IA-2(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: IA-2(6), grade: proxy}
#     - {framework: nist-800-53-r5, id: IA-2(8), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "8.4.2", grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: proxy}
package iam.user_mfa

not_applicable if input.status.CredentialReport.PasswordEnabled == false

pass if {
	input.status.CredentialReport.PasswordEnabled == true
	input.status.CredentialReport.MfaActive == true
}

fail contains {"sub_key": "", "message": message} if {
	input.status.CredentialReport.PasswordEnabled == true
	input.status.CredentialReport.MfaActive == false
	message := "the user can sign in to the console with a password alone"
}
