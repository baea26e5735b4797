# METADATA
# title: No way leads everybody to the bucket
# description: >-
#   One verdict over policy, ACL, access points and website, and over what stops them: block public access of account,
#   bucket and access point, object ownership, denials and the organisation's resource control policies, where they
#   can be read. It fails where a request of anybody gets through all of them. Buckets whose bytes a KMS key withholds are
#   left to cross-public-bucket-kms-effective. Objects may have ACLs of their own, which are not read.
# custom:
#   severity: critical
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration \
#         BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     terraform: |
#       resource "aws_s3_account_public_access_block" "this" {
#         block_public_acls       = true
#         ignore_public_acls      = true
#         block_public_policy     = true
#         restrict_public_buckets = true
#       }
#     cloudformation: |
#       # For one bucket; there is no type for the account's
#       Type: AWS::S3::Bucket
#       Properties:
#         PublicAccessBlockConfiguration:
#           BlockPublicAcls: true
#           IgnorePublicAcls: true
#           BlockPublicPolicy: true
#           RestrictPublicBuckets: true
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package cross.effective_public_access_path

import data.lib.text

pass if input.facts.EffectiveAccess.Tier == "none"

# What a key withholds is another question.
not_applicable if input.facts.EffectiveAccess.Tier == "shielded"

fail contains {"sub_key": "", "message": message} if {
	input.facts.EffectiveAccess.Tier == "public"
	doors := {door(path) | some path in open}
	requests := sort({path.Witness | some path in open})
	message := sprintf("open to everybody by %s: %s", [text.listed(doors, 3), text.short(requests[0], 160)])
}

open := [path | some path in input.facts.EffectiveAccess.Paths; path.Open == true]

door(path) := sprintf("statement %s (line %d)", [path.Sid, path.Line]) if path.Kind == "policy"

door(path) := sprintf("statement %d (line %d)", [path.Index, path.Line]) if {
	path.Kind == "policy"
	not path.Sid
}

door(path) := sprintf("ACL entry %d", [path.Index]) if path.Kind == "acl"

door(path) := sprintf("access point %s", [regex.replace(path.Through, "^.*/", "")]) if path.Kind == "access point"

door(path) := "the website" if path.Kind == "website"
