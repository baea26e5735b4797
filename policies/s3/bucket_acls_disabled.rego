# METADATA
# title: ACLs are disabled
# description: >-
#   Each object can have an ACL of its own that no audit of the bucket sees. With BucketOwnerEnforced no ACL
#   counts any more, and the policy alone decides. (CloudFront's older standard logs need ACLs on their target.)
# custom:
#   severity: medium
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # Grants that are in use end at once: carry them over to the bucket policy first
#       aws s3api put-bucket-ownership-controls --bucket BUCKET \
#         --ownership-controls "Rules=[{ObjectOwnership=BucketOwnerEnforced}]"
#     terraform: |
#       resource "aws_s3_bucket_ownership_controls" "this" {
#         bucket = aws_s3_bucket.this.id
#         rule {
#           object_ownership = "BucketOwnerEnforced"
#         }
#       }
#     cloudformation: |
#       OwnershipControls:
#         Rules:
#           - ObjectOwnership: BucketOwnerEnforced
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: S3.12, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-2(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3(7), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(15), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_acls_disabled

import data.lib.text

# A bucket has one ownership rule.
ownership := {rule.ObjectOwnership | some rule in input.properties.OwnershipControls.Rules}

pass if ownership == {"BucketOwnerEnforced"}

fail contains {"sub_key": "", "message": message} if {
	not input.properties.OwnershipControls
	message := "no ownership controls are set, so ACLs are in force"
}

fail contains {"sub_key": "", "message": message} if {
	others := ownership - {"BucketOwnerEnforced"}
	count(others) > 0
	message := sprintf("object ownership is %s, so ACLs are in force", [text.listed(others, 2)])
}
