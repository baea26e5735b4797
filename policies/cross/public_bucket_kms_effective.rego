# METADATA
# title: Buckets under a KMS key are not open to everybody but for that key
# description: >-
#   Who may read an object of a public bucket gets nothing where a KMS key withholds the bytes: requests that are not signed
#   fail, and so do accounts that the key's policy does not let decrypt. Names, sizes and versions leak all the same, and
#   so do objects that were written before the key was set or under a key of S3's own. Where the key stops nobody, or
#   strangers may write, cross-effective-public-access-path says so.
# custom:
#   severity: high
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text > policy.json
#       aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
#       # If nothing in it is needed: aws s3api delete-bucket-policy --bucket BUCKET
#     terraform: |
#       # aws_s3_bucket_policy.policy: name principals instead of "*"
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
#       # AWS::S3::BucketPolicy: name principals instead of "*"
#       PolicyDocument:
#         Statement:
#           - Effect: Allow
#             Principal: {AWS: !GetAtt Reader.Arn}
#             Action: s3:GetObject
#             Resource: !Sub "${Bucket.Arn}/*"
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-12, grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package cross.public_bucket_kms_effective

import data.lib.text

# Keys of S3's own keep nobody out.
not_applicable if not input.facts.KeyShield

# The key stops nobody, or what everybody may do needs no key.
not_applicable if {
	is_boolean(input.facts.KeyShield.Opens)
	input.facts.EffectiveAccess.Tier == "public"
}

pass if {
	is_boolean(input.facts.KeyShield.Opens)
	input.facts.EffectiveAccess.Tier == "none"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.EffectiveAccess.Tier == "shielded"
	key := regex.replace(input.facts.KeyShield.Key, "^.*:", "")
	actions := {action | some path in input.facts.EffectiveAccess.Paths; path.Open == true; some action in path.Actions}
	message := sprintf("anybody may call %s; only %s withholds the bytes", [text.listed(actions, 2), text.short(key, 80)])
}
