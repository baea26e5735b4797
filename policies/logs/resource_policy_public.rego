# METADATA
# title: Policies of CloudWatch Logs let in only trusted accounts
# description: >-
#   Whoever may write to a log can drown or forge what is in it, and whoever may subscribe to it can read it. Policies
#   of log groups and of destinations must name this account, accounts declared under trust.accounts in aplomb.toml,
#   or be held to the own organisation. Services are not judged here.
# custom:
#   severity: high
#   resource: [AWS::Logs::Destination, AWS::Logs::ResourcePolicy]
#   remediation:
#     cli: |
#       aws logs describe-resource-policies
#       aws logs put-resource-policy --policy-name POLICY --policy-document file://policy.json
#       # If nothing in it is needed: aws logs delete-resource-policy --policy-name POLICY
#       # A destination: aws logs put-destination-policy --destination-name NAME --access-policy file://policy.json
#     terraform: |
#       # aws_cloudwatch_log_resource_policy.policy_document, aws_cloudwatch_log_destination_policy.access_policy
#       condition {
#         test     = "StringEquals"
#         variable = "aws:SourceAccount"
#         values   = [data.aws_caller_identity.this.account_id]
#       }
#     cloudformation: |
#       # AWS::Logs::ResourcePolicy PolicyDocument, AWS::Logs::Destination DestinationPolicy
#       Condition:
#         StringEquals:
#           aws:SourceAccount: !Ref AWS::AccountId
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-9, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package logs.resource_policy_public

import data.lib.statement
import data.lib.text

# An empty list is an answer: there are none.
pass if {
	is_array(input.facts.ExternalPrincipals)
	every entry in input.facts.ExternalPrincipals {
		ours(entry)
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

strangers contains entry if {
	some entry in input.facts.ExternalPrincipals
	entry.Trusted == false
	entry.OwnOrganization == false
}

named(entry) := entry.Principal if entry.Kind != "any"

named(entry) := "anyone (*)" if entry.Kind == "any"

ours(entry) if entry.Trusted == true

ours(entry) if entry.OwnOrganization == true
