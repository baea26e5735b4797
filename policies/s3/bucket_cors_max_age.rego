# METADATA
# title: CORS lets browsers cache preflight answers, but not for long
# description: >-
#   Without a time every request costs a second one; with a long time browsers go by a bad rule long after it was
#   mended.
# custom:
#   severity: info
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
#           max_age_seconds = 3600
#         }
#       }
#     cloudformation: |
#       CorsConfiguration:
#         CorsRules:
#           - AllowedOrigins: ["https://app.example.com"]
#             AllowedMethods: [GET]
#             MaxAge: 3600
#   parameters: {maximum_seconds: 3600}
#   controls:
#     - {framework: nist-800-53-r5, id: CM-6, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package s3.bucket_cors_max_age

# CORS is not configured.
not_applicable if not input.facts.CorsMaxAge

# There is an entry for each rule.
pass if {
	input.facts.CorsMaxAge[0]
	every rule in input.facts.CorsMaxAge {
		rule.Seconds > 0
		rule.Seconds <= data.params.maximum_seconds
	}
}

fail contains {"sub_key": rule.Rule, "message": message} if {
	some rule in input.facts.CorsMaxAge
	not rule.Seconds
	message := sprintf("CORS rule %s sets no MaxAgeSeconds", [rule.Rule])
}

fail contains {"sub_key": rule.Rule, "message": message} if {
	some rule in input.facts.CorsMaxAge
	rule.Seconds <= 0
	message := sprintf("CORS rule %s sets MaxAgeSeconds to %v, which turns caching off", [rule.Rule, rule.Seconds])
}

fail contains {"sub_key": rule.Rule, "message": message} if {
	some rule in input.facts.CorsMaxAge
	rule.Seconds > 0
	rule.Seconds > data.params.maximum_seconds
	message := sprintf("CORS rule %s lets browsers cache for %d seconds, more than %d", [
		rule.Rule,
		rule.Seconds,
		data.params.maximum_seconds,
	])
}
