# METADATA
# title: Policies of buckets with models or data leave them to named roles
# description: >-
#   What the bucket policy grants to the account as a whole, any administrator of IAM can hand on; what it leaves open,
#   any identity with s3:GetObject can read. A policy that names roles, or denies all but listed ones, says who uses
#   the bucket in the place where it is reviewed. AWS services may be named too.
# custom:
#   severity: medium
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # put-bucket-policy replaces the whole policy: edit the present one, if there is one
#       aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text > policy.json
#       aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
#     terraform: |
#       # aws_s3_bucket_policy.policy: name roles
#       data "aws_iam_policy_document" "this" {
#         statement {
#           principals {
#             type        = "AWS"
#             identifiers = [aws_iam_role.reader.arn]
#           }
#           actions   = ["s3:GetObject"]
#           resources = ["${aws_s3_bucket.this.arn}/*"]
#         }
#       }
#     cloudformation: |
#       # AWS::S3::BucketPolicy: name roles
#       PolicyDocument:
#         Statement:
#           - Effect: Allow
#             Principal: {AWS: !GetAtt Reader.Arn}
#             Action: s3:GetObject
#             Resource: !Sub "${Bucket.Arn}/*"
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_policy_names_roles

import data.lib.statement
import data.lib.text

not_applicable if {
	input.facts.IsModel.Value == false
	input.facts.IsData.Value == false
}

in_scope if input.facts.IsModel.Value == true

in_scope if input.facts.IsData.Value == true

pass if {
	in_scope
	input.facts.NamedRoles.Limited == true
}

pass if {
	in_scope
	input.facts.NamedRoles.Policy == true
	input.facts.NamedRoles.Others == []
}

# Either is enough: what is not known of the other does not matter then.
fail contains fault if {
	input.facts.IsModel.Value == true
	some fault in faults
}

fail contains fault if {
	input.facts.IsData.Value == true
	some fault in faults
}

faults contains {"sub_key": "", "message": "no policy says which roles use the bucket"} if {
	input.facts.NamedRoles.Policy == false
}

# A statement can name many principals: one finding lists them.
faults contains {"sub_key": key, "message": message} if {
	input.facts.NamedRoles.Limited == false
	some entry in input.facts.NamedRoles.Others
	key := statement.key(entry, input.facts.NamedRoles.Others)
	principals := {named(other) | some other in input.facts.NamedRoles.Others; other.Index == entry.Index}
	message := sprintf("%s lets in %s, which is no role", [
		statement.name(entry, input.facts.NamedRoles.Others),
		text.listed(principals, 1),
	])
}

named(entry) := entry.Principal if entry.Principal != "*"

named(entry) := "anyone (*)" if entry.Principal == "*"
