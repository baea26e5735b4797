# METADATA
# title: Grants let only trusted accounts decrypt
# description: >-
#   A grant opens a key beside its policy: whoever reviews the policy does not see it, and it stays until somebody
#   revokes it. Whom a grant lets decrypt must be this account, or one declared under trust.accounts in aplomb.toml.
#   AWS services that hold grants are left out, and so are keys that AWS manages.
# custom:
#   severity: medium
#   resource: AWS::KMS::Key
#   remediation:
#     cli: |
#       aws kms list-grants --key-id KEY
#       aws kms revoke-grant --key-id KEY --grant-id GRANT
#     terraform: |
#       # aws_kms_grant.grantee_principal: a role of an account that you know
#       resource "aws_kms_grant" "this" {
#         key_id            = aws_kms_key.this.key_id
#         grantee_principal = aws_iam_role.reader.arn
#         operations        = ["Decrypt"]
#       }
#     cloudformation: |
#       # CloudFormation makes no grants: revoke it, and let roles that you know in by the policy
#       Type: AWS::KMS::Key
#       Properties:
#         KeyPolicy:
#           Statement:
#             - Effect: Allow
#               Principal: {AWS: !GetAtt Reader.Arn}
#               Action: kms:Decrypt
#               Resource: "*"
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-12, grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package kms.grants_external

import data.lib.text

# A key that AWS manages.
not_applicable if not input.facts.ForeignDecryptGrants

# An empty list is an answer: there are none.
pass if {
	is_array(input.facts.ForeignDecryptGrants)
	every grant in input.facts.ForeignDecryptGrants {
		grant.Trusted == true
	}
}

fail contains {"sub_key": grant.GrantId, "message": message} if {
	some grant in input.facts.ForeignDecryptGrants
	grant.Trusted == false
	message := sprintf("a grant lets %s use %s, not known as trusted", [
		text.short(grant.Principal, 64),
		concat(", ", sort(grant.Operations)),
	])
}
