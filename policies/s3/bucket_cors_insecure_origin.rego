# METADATA
# title: CORS of production buckets trusts no insecure origin
# description: >-
#   Whoever sits between the browser and an http page can act as that page, and inherits its trust. localhost is
#   whatever program runs on the visitor's machine; "null" is any sandboxed frame.
# custom:
#   severity: low
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
#     - {framework: nist-800-53-r5, id: SC-8, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package s3.bucket_cors_insecure_origin

import data.lib.text

local := {"loopback", "null"}

# CORS is not configured.
not_applicable if not input.facts.CorsOrigins

not_applicable if input.facts.IsProduction.Value == false

# AWS keeps no rule without an origin: an empty list is no answer.
pass if {
	input.facts.IsProduction.Value == true
	input.facts.CorsOrigins[0]
	every origin in input.facts.CorsOrigins {
		is_fine(origin)
	}
}

fail contains {"sub_key": rule, "message": message} if {
	input.facts.IsProduction.Value == true
	some rule in {origin.Rule | some origin in faulty}
	values := {origin.Value | some origin in faulty; origin.Rule == rule}
	message := sprintf("CORS rule %s trusts %s in production", [rule, text.listed(values, 2)])
}

# "*" is the matter of another check: it trusts nobody in particular.
is_fine(origin) if origin.Class == "any"

is_fine(origin) if {
	origin.Class in {"anchored", "exact", "reflecting", "scheme-any"}
	origin.Scheme in {"https", "none"}
}

faulty contains origin if {
	some origin in input.facts.CorsOrigins
	origin.Class in local
}

# A pattern that takes any scheme takes http.
faulty contains origin if {
	some origin in input.facts.CorsOrigins
	origin.Class in {"anchored", "exact", "reflecting", "scheme-any"}
	origin.Scheme == "any"
}

faulty contains origin if {
	some origin in input.facts.CorsOrigins
	origin.Scheme == "http"
}
