# METADATA
# title: CORS does not allow every origin
# description: >-
#   With the origin * any web page can read, in a visitor's browser, what that browser can fetch from the bucket,
#   through presigned URLs for instance. On a bucket of public fonts or scripts it is right: waive it there.
# custom:
#   severity: medium
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # put-bucket-cors replaces all rules: edit the present ones
#       aws s3api get-bucket-cors --bucket BUCKET > cors.json
#       aws s3api put-bucket-cors --bucket BUCKET --cors-configuration file://cors.json
#     terraform: |
#       resource "aws_s3_bucket_cors_configuration" "this" {
#         bucket = aws_s3_bucket.this.id
#         cors_rule {
#           allowed_origins = ["https://app.example.com"]
#           allowed_methods = ["GET"]
#         }
#       }
#     cloudformation: |
#       CorsConfiguration:
#         CorsRules:
#           - AllowedOrigins: ["https://app.example.com"]
#             AllowedMethods: [GET]
#   controls:
#     - {framework: nist-800-53-r5, id: AC-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package s3.bucket_cors_wildcard_origin

# CORS is not configured.
not_applicable if not input.facts.CorsOrigins

# AWS keeps no rule without an origin: an empty list is no answer.
pass if {
	input.facts.CorsOrigins[0]
	every origin in input.facts.CorsOrigins {
		origin.Class != "any"
	}
}

fail contains {"sub_key": origin.Rule, "message": message} if {
	some origin in input.facts.CorsOrigins
	origin.Class == "any"
	message := sprintf("CORS rule %s allows every origin (*)", [origin.Rule])
}
