# METADATA
# title: Services that act for others use the role for us alone
# description: >-
#   A service such as API Gateway or EventBridge takes on a role for whoever configured it, in any account. Unless the
#   trust policy says for whom, a stranger who learns the ARN of the role may have the service use it for them.
#   aws:SourceAccount, aws:SourceArn with an account in it, or aws:SourceOrgID hold it to this account, to those
#   declared under trust.accounts in aplomb.toml, or to the own organisation.
# custom:
#   severity: medium
#   resource: AWS::IAM::Role
#   remediation:
#     cli: |
#       # Replaces the whole trust policy: edit the present one
#       aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument > trust.json
#       aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json
#     terraform: |
#       # aws_iam_role.assume_role_policy: say for whom the service may use it
#       condition {
#         test     = "StringEquals"
#         variable = "aws:SourceAccount"
#         values   = [data.aws_caller_identity.this.account_id]
#       }
#     cloudformation: |
#       # AWS::IAM::Role, AssumeRolePolicyDocument: say for whom the service may use it
#       Condition:
#         StringEquals:
#           aws:SourceAccount: !Ref AWS::AccountId
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-4, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6, grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package iam.role_trust_service_confused_deputy

import data.lib.statement
import data.lib.text

# It trusts no service that acts for others, or it is linked to a service.
not_applicable if not input.facts.ServiceTrust

pass if {
	is_array(input.facts.ServiceTrust)
	every entry in input.facts.ServiceTrust {
		entry.Held == true
	}
}

# A statement can name many services: one finding lists them.
fail contains {"sub_key": key, "message": message} if {
	some entry in loose
	key := statement.key(entry, input.facts.ServiceTrust)
	services := {other.Service | some other in loose; other.Index == entry.Index}
	message := sprintf("%s lets %s use the role for any account", [
		statement.name(entry, input.facts.ServiceTrust),
		text.listed(services, 2),
	])
}

loose contains entry if {
	some entry in input.facts.ServiceTrust
	entry.Held == false
}
