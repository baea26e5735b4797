# METADATA
# title: No stranger can list the bucket
# description: >-
#   A listing turns one guessed key into the theft of every object: names, sizes and versions stand in it. The
#   bucket policy and the ACL can both give it.
# custom:
#   severity: critical
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # put-bucket-policy replaces the whole policy: edit the present one
#       aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text > policy.json
#       aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
#       # Where the ACL gives it; the canned ACL replaces all grants
#       aws s3api put-bucket-acl --bucket BUCKET --acl private
#     terraform: |
#       # aws_s3_bucket_policy.policy: name principals instead of "*"
#       data "aws_iam_policy_document" "this" {
#         statement {
#           principals {
#             type        = "AWS"
#             identifiers = [aws_iam_role.reader.arn]
#           }
#           actions   = ["s3:ListBucket"]
#           resources = ["${aws_s3_bucket.this.arn}"]
#         }
#       }
#     cloudformation: |
#       # AWS::S3::BucketPolicy: name principals instead of "*"
#       PolicyDocument:
#         Statement:
#           - Effect: Allow
#             Principal: {AWS: !GetAtt Reader.Arn}
#             Action: s3:ListBucket
#             Resource: !GetAtt Bucket.Arn
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: S3.2, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3(7), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-4, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-4(21), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-21, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(9), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(11), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(16), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(20), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(21), grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_policy_public_list

import data.lib.statement

pass if input.facts.PublicList.Public == false

fail contains {"sub_key": key, "message": message} if {
	input.facts.PublicList.Public == true
	some grant in open
	key := statement.key(grant, input.facts.PublicList.Grants)
	message := sprintf("%s lets anyone %s", [statement.name(grant, input.facts.PublicList.Grants), deed])
}

# The fact lists the grants as written; a block takes away those of the policy or those of the ACL.
open contains grant if {
	some grant in input.facts.PublicList.Grants
	every block in input.facts.PublicList.BlockedBy {
		not block.Flag in voids[grant.Source]
	}
}

voids := {"acl": {"BucketOwnerEnforced", "IgnorePublicAcls"}, "policy": {"RestrictPublicBuckets"}}

deed := concat(", ", sort(input.facts.PublicList.Actions)) if are_few

deed := "list the bucket" if not are_few

# The fact lists the actions of all grants together: they are those of one only where there is one.
are_few if {
	count(input.facts.PublicList.Grants) == 1
	count(input.facts.PublicList.Actions) <= 3
}
