# METADATA
# title: The bucket policy allows nothing by exclusion
# description: >-
#   Allow with NotPrincipal grants to everybody who is not named, anonymous callers too. Allow to everyone with
#   NotAction or NotResource grants all that is not named, and what AWS adds later. (Deny with NotPrincipal is a
#   legitimate lock and is no fault.)
# custom:
#   severity: high
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # put-bucket-policy replaces the whole policy: edit the present one
#       aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text > policy.json
#       aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
#     terraform: |
#       # aws_s3_bucket_policy.policy: name what is allowed
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
#       # AWS::S3::BucketPolicy: name what is allowed
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
package s3.bucket_policy_notprincipal_allow

import data.lib.statement

# An empty list is an answer: there are none.
pass if {
	is_array(input.facts.InvertedAllows)
	every allow in input.facts.InvertedAllows {
		allow.Element in {"NotAction", "NotResource"}
		allow.AnyPrincipal == false
	}
}

# A statement can invert several elements: one finding names them all.
fail contains {"sub_key": key, "message": message} if {
	some allow in faulty
	key := statement.key(allow, input.facts.InvertedAllows)
	elements := {other.Element | some other in faulty; other.Index == allow.Index}
	message := sprintf("%s combines Allow with %s: all that it does not name is granted", [
		statement.name(allow, input.facts.InvertedAllows),
		concat(" and ", sort(elements)),
	])
}

faulty contains allow if {
	some allow in input.facts.InvertedAllows
	allow.Element == "NotPrincipal"
}

faulty contains allow if {
	some allow in input.facts.InvertedAllows
	allow.AnyPrincipal == true
}
