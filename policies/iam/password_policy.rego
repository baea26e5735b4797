# METADATA
# title: The password policy asks for length and remembers old passwords
# description: >-
#   Short passwords are guessed, and one that leaked comes back where old ones may be used again. Without a policy
#   AWS asks for eight characters and remembers none. The policy holds for IAM users, if any have a password.
# custom:
#   severity: medium
#   resource: AWS::IAM::AccountPasswordPolicy
#   remediation:
#     cli: |
#       # Replaces the whole policy: what is not named falls back to AWS's default
#       aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24 \
#         --require-symbols --require-numbers --require-uppercase-characters --require-lowercase-characters \
#         --allow-users-to-change-password
#     terraform: |
#       resource "aws_iam_account_password_policy" "this" {
#         minimum_password_length        = 14
#         password_reuse_prevention      = 24
#         allow_users_to_change_password = true
#       }
#     cloudformation: |
#       # No resource type sets the password policy: use the CLI or Terraform
#   parameters: {minimum_length: 14, remembered: 24}
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: IAM.7, grade: partial}
#     - {framework: aws-security-hub, id: IAM.15, grade: partial}
#     - {framework: cis-aws-3.0, id: "1.8", grade: partial}
#     - {framework: cis-aws-3.0, id: "1.9", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "1.8", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "1.9", grade: partial}
#     - {framework: cis-aws-5.0, id: "1.7", grade: partial}
#     - {framework: cis-aws-5.0, id: "1.8", grade: partial}
#     - {framework: cis-aws-6.0, id: "2.7", grade: partial}
#     - {framework: cis-aws-6.0, id: "2.8", grade: partial}
#     - {framework: cis-aws-7.0, id: "2.8", grade: partial}
#     - {framework: cis-aws-7.0, id: "2.9", grade: partial}
#     - {framework: nist-800-53-r5, id: AC-2(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-2(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(15), grade: proxy}
#     - {framework: nist-800-53-r5, id: IA-5(1), grade: partial}
#     - {framework: pci-dss-4.0.1, id: "8.3.6", grade: partial}
#     - {framework: pci-dss-4.0.1, id: "8.3.7", grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: proxy}
package iam.password_policy

pass if {
	is_number(input.status.PasswordPolicy.MinimumPasswordLength)
	is_number(remembered)
	input.status.PasswordPolicy.MinimumPasswordLength >= data.params.minimum_length
	remembered >= data.params.remembered
}

fail contains {"sub_key": "", "message": message} if {
	not input.status.PasswordPolicy
	message := "no password policy is set: AWS's default applies"
}

fail contains {"sub_key": "", "message": message} if {
	input.status.PasswordPolicy.MinimumPasswordLength < data.params.minimum_length
	message := sprintf("passwords need %d characters, less than %d", [
		input.status.PasswordPolicy.MinimumPasswordLength,
		data.params.minimum_length,
	])
}

fail contains {"sub_key": "", "message": message} if {
	remembered < data.params.remembered
	message := sprintf("%d old passwords are remembered, less than %d", [remembered, data.params.remembered])
}

remembered := input.status.PasswordPolicy.PasswordReusePrevention

# Absent: AWS remembers none.
remembered := 0 if {
	input.status.PasswordPolicy
	not input.status.PasswordPolicy.PasswordReusePrevention
}
