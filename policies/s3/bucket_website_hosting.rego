# METADATA
# title: Buckets with models, logs or data host no website
# description: >-
#   The website endpoint speaks plain HTTP only and serves nothing unless reading is public: no place for models,
#   logs or data.
# custom:
#   severity: medium
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       aws s3api delete-bucket-website --bucket BUCKET
#     terraform: |
#       # Remove the resource aws_s3_bucket_website_configuration of the bucket
#     cloudformation: |
#       # Remove WebsiteConfiguration from the bucket
#   controls:
#     - {framework: nist-800-53-r5, id: SC-8, grade: partial}
#     - {framework: nist-800-53-r5, id: CM-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.bucket_website_hosting

not_applicable if {
	input.facts.IsModel.Value == false
	input.facts.IsLog.Value == false
	input.facts.IsData.Value == false
}

pass if {
	in_scope
	not input.properties.WebsiteConfiguration
}

# One clause a class: one that is true is enough, whatever is known of the others.
fail contains {"sub_key": "", "message": message} if {
	input.facts.IsModel.Value == true
	input.properties.WebsiteConfiguration
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsLog.Value == true
	input.properties.WebsiteConfiguration
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsData.Value == true
	input.properties.WebsiteConfiguration
}

message := "the bucket holds models, logs or data and answers as a website over plain HTTP"

in_scope if input.facts.IsModel.Value == true

in_scope if input.facts.IsLog.Value == true

in_scope if input.facts.IsData.Value == true
