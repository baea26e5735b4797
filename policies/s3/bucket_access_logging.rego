# METADATA
# title: Access to the objects is recorded
# description: >-
#   Without server access logs or data events nobody can say later who downloaded an object. Targets of server
#   access logs are left out: logging them would feed itself.
# custom:
#   severity: medium
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # Replaces the logging configuration; LOGS must let logging.s3.amazonaws.com write
#       aws s3api put-bucket-logging --bucket BUCKET --bucket-logging-status \
#         '{"LoggingEnabled":{"TargetBucket":"LOGS","TargetPrefix":"BUCKET/"}}'
#     terraform: |
#       resource "aws_s3_bucket_logging" "this" {
#         bucket        = aws_s3_bucket.this.id
#         target_bucket = aws_s3_bucket.logs.id
#         target_prefix = "this/"
#       }
#     cloudformation: |
#       LoggingConfiguration:
#         DestinationBucketName: !Ref Logs
#         LogFilePrefix: this/
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: S3.9, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-2(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-4(26), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6(9), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-2, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-6(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-6(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-10, grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-12, grade: partial}
#     - {framework: nist-800-53-r5, id: CA-7, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(9), grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-3(8), grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-4(20), grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-7(8), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "10.2.1", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_access_logging

not_applicable if input.facts.IsAccessLogTarget.Value == true

pass if {
	input.facts.IsAccessLogTarget.Value == false
	recorded
}

recorded if input.facts.AccessRecorded.ServerAccessLog == true

recorded if input.facts.AccessRecorded.Trails[0]

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsAccessLogTarget.Value == false
	input.facts.AccessRecorded.ServerAccessLog == false
	count(input.facts.AccessRecorded.Trails) == 0
	message := "server access logging is off and no trail records both reads and writes of its objects"
}
