# METADATA
# title: Strangers cannot use the key
# description: >-
#   Encryption is the second lock on data; a key policy that lets everyone in leaves it open for whoever gets past the
#   first. A condition on the calling account or the organisation closes it. Keys that AWS manages are left out:
#   their policy is fixed, and held to the account.
# custom:
#   severity: critical
#   resource: AWS::KMS::Key
#   remediation:
#     cli: |
#       # Replaces the whole key policy: keep the statement that lets this account administer the key
#       aws kms get-key-policy --key-id KEY --policy-name default --query Policy --output text > policy.json
#       aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json
#     terraform: |
#       # aws_kms_key.policy: name principals, or hold "*" to the account
#       condition {
#         test     = "StringEquals"
#         variable = "kms:CallerAccount"
#         values   = [data.aws_caller_identity.this.account_id]
#       }
#     cloudformation: |
#       # AWS::KMS::Key, KeyPolicy: name principals, or hold "*" to the account
#       Condition:
#         StringEquals:
#           kms:CallerAccount: !Ref AWS::AccountId
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: KMS.5, grade: exact}
#     - {framework: cis-aws-7.0, id: "2.21", grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-12, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package kms.policy_public

import data.lib.statement
import data.lib.text

not_applicable if input.status.KeyManager == "AWS"

pass if {
	input.status.KeyManager == "CUSTOMER"
	input.facts.PublicUse.Public == false
}

fail contains {"sub_key": key, "message": message} if {
	input.status.KeyManager == "CUSTOMER"
	input.facts.PublicUse.Public == true
	some grant in input.facts.PublicUse.Grants
	key := statement.key(grant, input.facts.PublicUse.Grants)
	message := sprintf("%s lets anyone %s", [statement.name(grant, input.facts.PublicUse.Grants), deed])
}

# The fact lists the actions of all grants together: they are those of one only where there is one.
deed := sprintf("call %s", [text.listed(input.facts.PublicUse.Actions, 2)]) if {
	count(input.facts.PublicUse.Grants) == 1
	count(input.facts.PublicUse.Actions) > 0
}

deed := "use the key" if count(input.facts.PublicUse.Grants) != 1

deed := "use the key" if count(input.facts.PublicUse.Actions) == 0
