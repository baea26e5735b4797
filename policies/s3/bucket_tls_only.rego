# METADATA
# title: Requests over plain HTTP are denied
# description: >-
#   Over plain HTTP presigned URLs, keys and contents can be read and changed on the way. A Deny must cover the
#   bucket and its objects, all actions and all callers where aws:SecureTransport is false.
# custom:
#   severity: medium
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # put-bucket-policy replaces the whole policy: edit the present one
#       aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text > policy.json
#       aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
#     terraform: |
#       # aws_s3_bucket_policy.policy
#       data "aws_iam_policy_document" "this" {
#         statement {
#           effect    = "Deny"
#           actions   = ["s3:*"]
#           resources = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
#           principals {
#             type        = "*"
#             identifiers = ["*"]
#           }
#           condition {
#             test     = "Bool"
#             variable = "aws:SecureTransport"
#             values   = ["false"]
#           }
#         }
#       }
#     cloudformation: |
#       # AWS::S3::BucketPolicy
#       PolicyDocument:
#         Statement:
#           - Effect: Deny
#             Principal: "*"
#             Action: s3:*
#             Resource: [!GetAtt Bucket.Arn, !Sub "${Bucket.Arn}/*"]
#             Condition: {Bool: {aws:SecureTransport: "false"}}
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: S3.5, grade: exact}
#     - {framework: cis-aws-3.0, id: "2.1.1", grade: exact}
#     - {framework: cis-aws-4.0.1, id: "2.1.1", grade: exact}
#     - {framework: cis-aws-5.0, id: "2.1.1", grade: exact}
#     - {framework: cis-aws-6.0, id: "3.1.1", grade: exact}
#     - {framework: cis-aws-7.0, id: "3.1.1", grade: exact}
#     - {framework: nist-800-53-r5, id: AC-4, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-17(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: IA-5(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-8, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-8(1), grade: partial}
#     - {framework: nist-800-53-r5, id: SC-8(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-12(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-13, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-23, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-23(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-7(6), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "4.2.1", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package s3.bucket_tls_only

left_open := {
	"bucket": "the bucket itself",
	"objects": "its objects",
	"actions": "some actions",
	"principals": "some callers",
}

pass if input.facts.EnforcesTls.Enforced == true

fail contains {"sub_key": "", "message": message} if {
	input.facts.EnforcesTls.Enforced == false
	count(missing) in {1, 2, 3}
	message := sprintf("plain HTTP is not denied for %s%s", [concat(", ", sort(missing)), example])
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.EnforcesTls.Enforced == false
	not count(missing) in {1, 2, 3}
	message := "no statement denies requests over plain HTTP"
}

# A request that gets through.
default example := ""

example := sprintf(": %s may %s on %s", [witness.Principal, witness.Action, witness.Resource]) if {
	witness := input.facts.EnforcesTls.Witness
}

missing contains left_open[part] if some part in input.facts.EnforcesTls.Missing
