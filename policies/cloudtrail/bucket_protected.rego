# METADATA
# title: The trail's bucket is closed, watched and locked
# description: >-
#   The audit trail must outlive the one it audits. The bucket of a trail must not be public, must record who reads
#   it, and must have Object Lock, so that no administrator of this account can remove what it holds. A bucket of
#   another account is out of reach from here, which is better still; it is audited there.
# custom:
#   severity: high
#   resource: AWS::CloudTrail::Trail
#   remediation:
#     cli: |
#       aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
#         BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#       # LOGS must let logging.s3.amazonaws.com write
#       aws s3api put-bucket-logging --bucket BUCKET --bucket-logging-status \
#         '{"LoggingEnabled":{"TargetBucket":"LOGS","TargetPrefix":"BUCKET/"}}'
#       # Object Lock needs versioning
#       aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration \
#         '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":365}}}'
#     terraform: |
#       resource "aws_s3_bucket" "trails" {
#         object_lock_enabled = true
#       }
#       resource "aws_s3_bucket_logging" "trails" {
#         bucket        = aws_s3_bucket.trails.id
#         target_bucket = aws_s3_bucket.logs.id
#         target_prefix = "trails/"
#       }
#       resource "aws_s3_bucket_public_access_block" "trails" {
#         bucket                  = aws_s3_bucket.trails.id
#         block_public_acls       = true
#         ignore_public_acls      = true
#         block_public_policy     = true
#         restrict_public_buckets = true
#       }
#     cloudformation: |
#       # AWS::S3::Bucket of the trail
#       ObjectLockEnabled: true
#       LoggingConfiguration:
#         DestinationBucketName: !Ref Logs
#         LogFilePrefix: trails/
#       PublicAccessBlockConfiguration:
#         BlockPublicAcls: true
#         IgnorePublicAcls: true
#         BlockPublicPolicy: true
#         RestrictPublicBuckets: true
#   controls:
#     - {framework: aws-security-hub, id: CloudTrail.6, grade: partial}
#     - {framework: aws-security-hub, id: CloudTrail.7, grade: partial}
#     - {framework: cis-aws-3.0, id: "3.4", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "3.4", grade: partial}
#     - {framework: cis-aws-5.0, id: "3.4", grade: partial}
#     - {framework: cis-aws-6.0, id: "4.4", grade: partial}
#     - {framework: cis-aws-7.0, id: "4.4", grade: partial}
#     - {framework: nist-800-53-r5, id: AU-9, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package cloudtrail.bucket_protected

not_applicable if input.facts.TrailBucket.SameAccount == false

pass if {
	input.facts.TrailBucket.SameAccount == true
	input.facts.TrailBucket.Public == false
	input.facts.TrailBucket.AccessLogged == true
	input.facts.TrailBucket.ObjectLock == true
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.TrailBucket.SameAccount == true
	count(faults) > 0
	message := sprintf("bucket %s %s", [input.facts.TrailBucket.Bucket, concat(", ", sort(faults))])
}

faults contains "is public" if input.facts.TrailBucket.Public == true

faults contains "does not log its readers" if input.facts.TrailBucket.AccessLogged == false

faults contains "has no Object Lock" if input.facts.TrailBucket.ObjectLock == false
