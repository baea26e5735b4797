# METADATA
# title: CORS allows no origin pattern that strangers can satisfy
# description: >-
#   For a pattern such as https://* S3 answers with the caller's own origin, and by users' reports also allows
#   credentials, which is worse than *. A wildcard is sound only below a domain that you own.
# custom:
#   severity: high
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
package s3.bucket_cors_reflected_origin

import data.lib.text

reflected := {"reflecting", "scheme-any"}

# CORS is not configured.
not_applicable if not input.facts.CorsOrigins

# AWS keeps no rule without an origin: an empty list is no answer.
pass if {
	input.facts.CorsOrigins[0]
	every origin in input.facts.CorsOrigins {
		origin.Class in {"any", "anchored", "exact", "loopback", "null"}
	}
}

fail contains {"sub_key": rule, "message": message} if {
	some rule in {origin.Rule | some origin in faulty}
	patterns := {origin.Value | some origin in faulty; origin.Rule == rule}
	message := sprintf("CORS rule %s allows %s, which strangers can match", [rule, text.listed(patterns, 2)])
}

faulty contains origin if {
	some origin in input.facts.CorsOrigins
	origin.Class in reflected
}
