# METADATA
# title: The bucket ACL grants nothing to everyone
# description: >-
#   AllUsers is anybody on the internet; AuthenticatedUsers is anybody with any AWS account, not only yours. READ
#   lists the bucket, WRITE replaces and deletes objects, WRITE_ACP hands out every other right.
# custom:
#   severity: critical
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # The canned ACL replaces all grants
#       aws s3api put-bucket-acl --bucket BUCKET --acl private
#     terraform: |
#       # Better than aws_s3_bucket_acl with acl = "private": switch ACLs off
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
#     - {framework: aws-fsbp-1.0.0, id: S3.2, grade: partial}
#     - {framework: aws-fsbp-1.0.0, id: S3.3, grade: partial}
#     - {framework: aws-fsbp-1.0.0, id: S3.12, grade: proxy}
#     - {framework: cis-aws-7.0, id: "2.21", grade: proxy}
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
package s3.bucket_acl_public

grantees := {
	"AllUsers": "everybody on the internet",
	"AuthenticatedUsers": "every AWS account there is",
}

pass if input.facts.PublicAcl.Public == false

fail contains {"sub_key": key, "message": message} if {
	input.facts.PublicAcl.Public == true
	some grant in input.facts.PublicAcl.Grants
	key := sprintf("%d", [grant.Index])
	message := sprintf("the ACL gives %s to %s (%s)", [grant.Permission, grantees[grant.Grantee], grant.Grantee])
}
