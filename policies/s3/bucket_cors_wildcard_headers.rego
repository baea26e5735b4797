# METADATA
# title: CORS accepts named headers and exposes no metadata
# description: >-
#   A list of headers keeps a page to the requests it was meant to make. Headers x-amz-meta-* carry the metadata
#   that owners attach to objects, which foreign scripts need not see.
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
#           allowed_headers = ["content-type"]
#         }
#       }
#     cloudformation: |
#       CorsConfiguration:
#         CorsRules:
#           - AllowedOrigins: ["https://app.example.com"]
#             AllowedMethods: [GET]
#             AllowedHeaders: [content-type]
#   controls:
#     - {framework: nist-800-53-r5, id: CM-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package s3.bucket_cors_wildcard_headers

import data.lib.text

# CORS is not configured.
not_applicable if {
	not input.facts.CorsHeaders
	not input.facts.CorsExposedHeaders
}

# There is an entry for each rule, even if its list is empty.
pass if {
	input.facts.CorsHeaders[0]
	input.facts.CorsExposedHeaders[0]
	every entry in input.facts.CorsHeaders {
		every header in entry.Values {
			header != "*"
		}
	}
	every entry in input.facts.CorsExposedHeaders {
		every header in entry.Values {
			not startswith(header, "x-amz-meta-")
		}
	}
}

fail contains {"sub_key": entry.Rule, "message": message} if {
	some entry in input.facts.CorsHeaders
	"*" in entry.Values
	message := sprintf("CORS rule %s accepts every request header (*)", [entry.Rule])
}

fail contains {"sub_key": entry.Rule, "message": message} if {
	some entry in input.facts.CorsExposedHeaders
	headers := {header | some header in entry.Values; startswith(header, "x-amz-meta-")}
	count(headers) > 0
	message := sprintf("CORS rule %s exposes %s", [entry.Rule, text.listed(headers, 2)])
}
