# METADATA
# title: Server access logs can be delivered to their target
# description: >-
#   S3 drops access logs without an error when the target is missing, lies in another region or account, does not
#   let the log service write, is encrypted with KMS by default or has a default retention.
# custom:
#   severity: medium
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # put-bucket-policy replaces the whole policy: add the statement to the present one
#       aws s3api get-bucket-policy --bucket LOGS --query Policy --output text > policy.json
#       aws s3api put-bucket-policy --bucket LOGS --policy file://policy.json
#       # Where KMS is the fault
#       aws s3api put-bucket-encryption --bucket LOGS --server-side-encryption-configuration \
#         '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}'
#     terraform: |
#       # aws_s3_bucket_policy.policy of the target
#       data "aws_iam_policy_document" "logs" {
#         statement {
#           actions   = ["s3:PutObject"]
#           resources = ["${aws_s3_bucket.logs.arn}/*"]
#           principals {
#             type        = "Service"
#             identifiers = ["logging.s3.amazonaws.com"]
#           }
#           condition {
#             test     = "StringEquals"
#             variable = "aws:SourceAccount"
#             values   = [data.aws_caller_identity.this.account_id]
#           }
#         }
#       }
#     cloudformation: |
#       # AWS::S3::BucketPolicy of the target
#       PolicyDocument:
#         Statement:
#           - Effect: Allow
#             Principal: {Service: logging.s3.amazonaws.com}
#             Action: s3:PutObject
#             Resource: !Sub "${Logs.Arn}/*"
#             Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}
#   controls:
#     - {framework: nist-800-53-r5, id: AU-5, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-9, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_access_log_target_valid

# Logging is off.
not_applicable if not input.facts.LogTarget

pass if {
	input.facts.LogTarget.Exists == true
	input.facts.LogTarget.SameAccount == true
	input.facts.LogTarget.SameRegion == true
	input.facts.LogTarget.DeliveryAllowed == true
	input.facts.LogTarget.SseS3 == true
	input.facts.LogTarget.DefaultRetention == false
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.LogTarget.Exists == false
	message := sprintf("log target %s does not exist", [input.facts.LogTarget.Bucket])
}

# Of a target elsewhere nothing more was asked.
fail contains {"sub_key": "", "message": message} if {
	input.facts.LogTarget.Exists == true
	count(misplaced) > 0
	message := sprintf("log target %s is in another %s", [input.facts.LogTarget.Bucket, concat(" and ", sort(misplaced))])
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.LogTarget.Exists == true
	count(misplaced) == 0
	count(faults) > 0
	message := sprintf("log target %s %s", [input.facts.LogTarget.Bucket, concat(", ", sort(faults))])
}

misplaced contains "account" if input.facts.LogTarget.SameAccount == false

misplaced contains "region" if input.facts.LogTarget.SameRegion == false

faults contains "does not let S3 deliver" if input.facts.LogTarget.DeliveryAllowed == false

faults contains "is not encrypted with SSE-S3" if input.facts.LogTarget.SseS3 == false

faults contains "has a default retention" if input.facts.LogTarget.DefaultRetention == true
