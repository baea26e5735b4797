# METADATA
# title: The bucket policy lets no stranger write or delete
# description: >-
#   Whoever can write can replace model weights and code that others will load, or delete what is there.
# custom:
#   severity: critical
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # put-bucket-policy replaces the whole policy: edit the present one
#       aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text > policy.json
#       aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
#       # To stop it at once, together with every other public grant of the bucket
#       aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
#         BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     terraform: |
#       # aws_s3_bucket_policy.policy: name principals instead of "*"
#       data "aws_iam_policy_document" "this" {
#         statement {
#           principals {
#             type        = "AWS"
#             identifiers = [aws_iam_role.reader.arn]
#           }
#           actions   = ["s3:PutObject"]
#           resources = ["${aws_s3_bucket.this.arn}/*"]
#         }
#       }
#     cloudformation: |
#       # AWS::S3::BucketPolicy: name principals instead of "*"
#       PolicyDocument:
#         Statement:
#           - Effect: Allow
#             Principal: {AWS: !GetAtt Reader.Arn}
#             Action: s3:PutObject
#             Resource: !Sub "${Bucket.Arn}/*"
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: S3.3, grade: partial}
#     - {framework: cis-aws-7.0, id: "2.21", grade: partial}
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
package s3.bucket_policy_public_write

import data.lib.statement

pass if input.facts.PublicWrite.Public == false

fail contains {"sub_key": key, "message": message} if {
	input.facts.PublicWrite.Public == true
	some grant in input.facts.PublicWrite.Grants
	key := statement.key(grant, input.facts.PublicWrite.Grants)
	message := sprintf("%s lets anyone %s", [statement.name(grant, input.facts.PublicWrite.Grants), deed])
}

deed := concat(", ", sort(input.facts.PublicWrite.Actions)) if are_few

deed := "write or delete" if not are_few

# The fact lists the actions of all grants together: they are those of one only where there is one.
are_few if {
	count(input.facts.PublicWrite.Grants) == 1
	count(input.facts.PublicWrite.Actions) <= 3
}
