# METADATA
# title: The bucket policy lets no stranger read objects
# description: >-
#   Whoever knows or guesses a key can download the object, without signing the request or from any AWS account:
#   model weights, logs and customer data leave unseen.
# custom:
#   severity: critical
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # put-bucket-policy replaces the whole policy: edit the present one
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
#     - {framework: aws-fsbp-1.0.0, id: S3.2, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3(7), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-4, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-4(21), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-21, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-7(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(9), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(11), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(16), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(20), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(21), grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_policy_public_read

import data.lib.statement

pass if input.facts.PublicRead.Public == false

fail contains {"sub_key": key, "message": message} if {
	input.facts.PublicRead.Public == true
	some grant in input.facts.PublicRead.Grants
	key := statement.key(grant, input.facts.PublicRead.Grants)
	message := sprintf("%s lets anyone %s", [statement.name(grant, input.facts.PublicRead.Grants), deed])
}

deed := concat(", ", sort(input.facts.PublicRead.Actions)) if are_few

deed := "read objects" if not are_few

# The fact lists the actions of all grants together: they are those of one only where there is one.
are_few if {
	count(input.facts.PublicRead.Grants) == 1
	count(input.facts.PublicRead.Actions) <= 3
}
