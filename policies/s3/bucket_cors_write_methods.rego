# METADATA
# title: CORS lets no foreign page write
# description: >-
#   A page of any origin can use a leaked presigned URL to upload or delete from a visitor's browser. CORS gives
#   no permission by itself; it lets a foreign page use one.
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
#     - {framework: nist-800-53-r5, id: CM-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package s3.bucket_cors_write_methods

writing := {"PUT", "POST", "DELETE"}

# CORS is not configured.
not_applicable if {
	not input.facts.CorsOrigins
	not input.facts.CorsMethods
}

# AWS keeps no rule without an origin and a method: an empty list is no answer.
pass if {
	input.facts.CorsOrigins[0]
	input.facts.CorsMethods[0]
	every entry in input.facts.CorsMethods {
		is_harmless(entry)
	}
}

fail contains {"sub_key": entry.Rule, "message": message} if {
	some entry in input.facts.CorsMethods
	methods := {method | some method in entry.Values; method in writing}
	count(methods) > 0
	entry.Rule in open_rules
	message := sprintf("CORS rule %s lets pages of any origin send %s", [entry.Rule, concat(", ", sort(methods))])
}

# Rules that strangers' pages can use.
open_rules contains origin.Rule if {
	some origin in input.facts.CorsOrigins
	origin.Class in {"any", "scheme-any", "reflecting"}
}

narrow_rules contains origin.Rule if {
	some origin in input.facts.CorsOrigins
	origin.Class in {"anchored", "exact", "null", "loopback"}
}

is_harmless(entry) if {
	every method in entry.Values {
		not method in writing
	}
}

is_harmless(entry) if {
	entry.Rule in narrow_rules
	not entry.Rule in open_rules
}
