# METADATA
# title: Only trusted accounts can assume the role, third parties with an external id
# description: >-
#   An account that nobody wrote down is a way in that nobody watches. A third party serves many customers: without
#   sts:ExternalId any of them could have it act on your role. Whom the trust policy names must be this account, one
#   declared under trust.accounts in aplomb.toml, or held to the own organisation; declared accounts count as third
#   parties but for those of the parameter own_accounts.
# custom:
#   severity: high
#   resource: AWS::IAM::Role
#   remediation:
#     cli: |
#       # Replaces the whole trust policy: edit the present one
#       aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument > trust.json
#       aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json
#     terraform: |
#       # aws_iam_role.assume_role_policy: drop the principal, or ask it for an external id
#       condition {
#         test     = "StringEquals"
#         variable = "sts:ExternalId"
#         values   = [var.external_id]
#       }
#     cloudformation: |
#       # AWS::IAM::Role, AssumeRolePolicyDocument: drop the principal, or ask it for an external id
#       Condition:
#         StringEquals:
#           sts:ExternalId: !Ref ExternalId
#   parameters: {own_accounts: []}
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: SA-9, grade: partial}
#     - {framework: owasp-api-2023, id: "API9:2023", grade: proxy}
package iam.role_trust_external_account

import data.lib.statement
import data.lib.text

# An empty list is an answer: there are none.
pass if {
	is_array(input.facts.ExternalPrincipals)
	every entry in input.facts.ExternalPrincipals {
		vouched_for(entry)
	}
}

# A statement can name many principals: one finding lists them.
fail contains {"sub_key": key, "message": message} if {
	some entry in strangers
	key := statement.key(entry, input.facts.ExternalPrincipals)
	principals := {named(other) | some other in strangers; other.Index == entry.Index}
	message := sprintf("%s lets in %s, not known as trusted", [
		statement.name(entry, input.facts.ExternalPrincipals),
		text.listed(principals, 1),
	])
}

fail contains {"sub_key": key, "message": message} if {
	some entry in unproven
	key := statement.key(entry, input.facts.ExternalPrincipals)
	principals := {named(other) | some other in unproven; other.Index == entry.Index}
	message := sprintf("%s asks no external id of %s", [
		statement.name(entry, input.facts.ExternalPrincipals),
		text.listed(principals, 1),
	])
}

strangers contains entry if {
	some entry in input.facts.ExternalPrincipals
	entry.Trusted == false
	entry.OwnOrganization == false
}

# Third parties, trusted, that any other customer of theirs could send here.
unproven contains entry if {
	some entry in input.facts.ExternalPrincipals
	entry.Trusted == true
	entry.OwnOrganization == false
	entry.ExternalId == false
	not is_own(entry)
}

vouched_for(entry) if entry.OwnOrganization == true

vouched_for(entry) if {
	entry.Trusted == true
	entry.ExternalId == true
}

vouched_for(entry) if {
	entry.Trusted == true
	is_own(entry)
}

is_own(entry) if entry.Account in data.params.own_accounts

named(entry) := entry.Principal if entry.Kind != "any"

named(entry) := "anyone (*)" if entry.Kind == "any"
