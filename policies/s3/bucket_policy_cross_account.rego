# METADATA
# title: The bucket policy lets in only trusted accounts
# description: >-
#   An account outside can copy the bucket without a trace in yours but for data events. Whom the policy lets in
#   must be this account, one declared under trust.accounts in aplomb.toml, or the own organisation.
# custom:
#   severity: high
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # put-bucket-policy replaces the whole policy: edit the present one
#       aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text > policy.json
#       aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
#     terraform: |
#       # aws_s3_bucket_policy.policy: drop the principal, or hold it to the organisation
#       condition {
#         test     = "StringEquals"
#         variable = "aws:PrincipalOrgID"
#         values   = [data.aws_organizations_organization.this.id]
#       }
#     cloudformation: |
#       # AWS::S3::BucketPolicy: drop the principal, or hold it to the organisation
#       Condition:
#         StringEquals:
#           aws:PrincipalOrgID: ORGANISATION
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: S3.6, grade: partial}
#     - {framework: nist-800-53-r5, id: CA-9(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: CM-2, grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_policy_cross_account

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
