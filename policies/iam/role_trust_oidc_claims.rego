# METADATA
# title: Web identity trust names audience and subject
# description: >-
#   An identity provider signs tokens for all of its users, such as every repository on GitHub. Only conditions on
#   aud and sub tell yours from theirs; without them, or with a pattern that others can match, a stranger's workflow
#   gets the role. For an identity pool of Cognito aud is the pool, and amr tells users from guests.
# custom:
#   severity: critical
#   resource: AWS::IAM::Role
#   remediation:
#     cli: |
#       # Replaces the whole trust policy: edit the present one
#       aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument > trust.json
#       aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json
#     terraform: |
#       # aws_iam_role.assume_role_policy
#       condition {
#         test     = "StringEquals"
#         variable = "token.actions.githubusercontent.com:aud"
#         values   = ["sts.amazonaws.com"]
#       }
#       condition {
#         test     = "StringEquals"
#         variable = "token.actions.githubusercontent.com:sub"
#         values   = ["repo:ORGANISATION/REPOSITORY:ref:refs/heads/main"]
#       }
#     cloudformation: |
#       # AWS::IAM::Role, AssumeRolePolicyDocument
#       Condition:
#         StringEquals:
#           token.actions.githubusercontent.com:aud: sts.amazonaws.com
#           token.actions.githubusercontent.com:sub: repo:ORGANISATION/REPOSITORY:ref:refs/heads/main
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: IA-2, grade: partial}
#     - {framework: nist-800-53-r5, id: IA-8, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: proxy}
package iam.role_trust_oidc_claims

import data.lib.statement
import data.lib.text

not_applicable if not input.facts.OidcTrust

not_applicable if input.facts.OidcTrust == []

pass if {
	is_array(input.facts.OidcTrust)
	count(input.facts.OidcTrust) > 0
	every trust in input.facts.OidcTrust {
		trust.Audience.Exact == true
		names_subject(trust)
	}
}

fail contains {"sub_key": key(trust), "message": message} if {
	some trust in input.facts.OidcTrust
	trust.Audience.Exact == false
	message := sprintf("%s does not hold %s to one audience (aud)", [name(trust), provider(trust)])
}

fail contains {"sub_key": key(trust), "message": message} if {
	some trust in input.facts.OidcTrust
	trust.Subject.Test == "none"
	message := sprintf("%s takes every subject (sub) of %s", [name(trust), provider(trust)])
}

fail contains {"sub_key": key(trust), "message": message} if {
	some trust in input.facts.OidcTrust
	trust.Subject.Test == "like"
	trust.Subject.Anchored == false
	message := sprintf("%s takes subjects of %s that strangers can have: %s", [
		name(trust),
		provider(trust),
		text.listed(trust.Subject.Values, 1),
	])
}

names_subject(trust) if trust.Subject.Test == "equals"

names_subject(trust) if {
	trust.Subject.Test == "like"
	trust.Subject.Anchored == true
}

key(trust) := statement.key(trust, input.facts.OidcTrust)

name(trust) := statement.name(trust, input.facts.OidcTrust)

provider(trust) := text.short(trust.Provider, 100)
