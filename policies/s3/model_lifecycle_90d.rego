# METADATA
# title: Model files expire or move within 90 days
# description: >-
#   Old model files that nobody looks after are still there to be stolen. An enabled rule should expire them,
#   expire their old versions or move them within the time set. (It renews no credential: it only bounds how much
#   lies open.)
# custom:
#   severity: low
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: |
#       # Replaces all lifecycle rules: edit the present ones
#       aws s3api get-bucket-lifecycle-configuration --bucket BUCKET > lifecycle.json
#       aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration file://lifecycle.json
#     terraform: |
#       resource "aws_s3_bucket_lifecycle_configuration" "this" {
#         bucket = aws_s3_bucket.this.id
#         rule {
#           id     = "old-models"
#           status = "Enabled"
#           filter {}
#           noncurrent_version_expiration {
#             noncurrent_days = 90
#           }
#         }
#       }
#     cloudformation: |
#       LifecycleConfiguration:
#         Rules:
#           - Id: old-models
#             Status: Enabled
#             NoncurrentVersionExpiration:
#               NoncurrentDays: 90
#   parameters: {maximum_days: 90, model_prefix: ""}
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: S3.13, grade: partial}
#     - {framework: nist-800-53-r5, id: CP-6(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: CP-9, grade: proxy}
#     - {framework: nist-800-53-r5, id: CP-10, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-5(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-13(5), grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.model_lifecycle_90d

not_applicable if input.facts.IsModel.Value == false

pass if {
	input.facts.IsModel.Value == true
	timely
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsModel.Value == true
	not input.properties.LifecycleConfiguration
	message := "the model bucket has no lifecycle rules"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsModel.Value == true
	input.properties.LifecycleConfiguration
	not timely
	message := sprintf("no enabled rule for all of %s expires or moves objects within %d days", [
		scope,
		data.params.maximum_days,
	])
}

scope := "the bucket" if data.params.model_prefix == ""

scope := sprintf("prefix %s", [data.params.model_prefix]) if data.params.model_prefix != ""

timely if {
	some rule in input.properties.LifecycleConfiguration.Rules
	rule.Status == "Enabled"
	covers_models(rule)
	not is_filtered(rule)
	acts_in_time(rule)
}

# A rule without a prefix is for the whole bucket.
covers_models(rule) if not rule.Prefix

covers_models(rule) if startswith(data.params.model_prefix, rule.Prefix)

# Tags and sizes leave out objects that nobody can name from here.
is_filtered(rule) if rule.TagFilters[0]

is_filtered(rule) if rule.ObjectSizeGreaterThan

is_filtered(rule) if rule.ObjectSizeLessThan

acts_in_time(rule) if rule.ExpirationInDays <= data.params.maximum_days

acts_in_time(rule) if rule.NoncurrentVersionExpiration.NoncurrentDays <= data.params.maximum_days

acts_in_time(rule) if {
	some transition in rule.Transitions
	transition.TransitionInDays <= data.params.maximum_days
}
