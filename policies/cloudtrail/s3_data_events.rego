# METADATA
# title: Trails record who reads and writes model, data and log buckets
# description: >-
#   Management events do not tell who downloaded a checkpoint or overwrote a log: only data events do. To keep them
#   affordable, select the buckets that matter, not all.
# custom:
#   severity: high
#   resource: AWS::Account::Account
#   remediation:
#     cli: |
#       # Replaces the trail's event selectors: keep the management events among them
#       aws cloudtrail get-event-selectors --trail-name TRAIL
#       aws cloudtrail put-event-selectors --trail-name TRAIL --advanced-event-selectors file://selectors.json
#     terraform: |
#       resource "aws_cloudtrail" "this" {
#         advanced_event_selector {
#           name = "models"
#           field_selector {
#             field  = "eventCategory"
#             equals = ["Data"]
#           }
#           field_selector {
#             field  = "resources.type"
#             equals = ["AWS::S3::Object"]
#           }
#           field_selector {
#             field       = "resources.ARN"
#             starts_with = ["${aws_s3_bucket.models.arn}/"]
#           }
#         }
#       }
#     cloudformation: |
#       # AWS::CloudTrail::Trail
#       AdvancedEventSelectors:
#         - Name: models
#           FieldSelectors:
#             - {Field: eventCategory, Equals: [Data]}
#             - {Field: resources.type, Equals: ["AWS::S3::Object"]}
#             - {Field: resources.ARN, StartsWith: [!Sub "${Models.Arn}/"]}
#   controls:
#     - {framework: aws-security-hub, id: S3.22, grade: partial}
#     - {framework: aws-security-hub, id: S3.23, grade: partial}
#     - {framework: cis-aws-3.0, id: "3.8", grade: partial}
#     - {framework: cis-aws-3.0, id: "3.9", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "3.8", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "3.9", grade: partial}
#     - {framework: cis-aws-5.0, id: "3.8", grade: partial}
#     - {framework: cis-aws-5.0, id: "3.9", grade: partial}
#     - {framework: cis-aws-6.0, id: "4.8", grade: partial}
#     - {framework: cis-aws-6.0, id: "4.9", grade: partial}
#     - {framework: cis-aws-7.0, id: "4.8", grade: partial}
#     - {framework: cis-aws-7.0, id: "4.9", grade: partial}
#     - {framework: nist-800-53-r5, id: AC-2(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6(9), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-2, grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-3, grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-10, grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-12, grade: partial}
#     - {framework: nist-800-53-r5, id: SI-4(20), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "10.2.1", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package cloudtrail.s3_data_events

import data.lib.text

pass if {
	is_recorded(input.facts.S3DataEvents.Read)
	is_recorded(input.facts.S3DataEvents.Write)
}

fail contains {"sub_key": "", "message": message} if {
	count(unrecorded) > 0
	names := {regex.replace(arn, "^.*:", "") | some arn in unrecorded}
	message := sprintf("no trail records all of reads and writes of %s", [text.listed(names, 3)])
}

is_recorded(events) if events.All == true

is_recorded(events) if {
	events.All == false
	events.Uncovered == []
}

unrecorded contains arn if {
	input.facts.S3DataEvents.Read.All == false
	some arn in input.facts.S3DataEvents.Read.Uncovered
}

unrecorded contains arn if {
	input.facts.S3DataEvents.Write.All == false
	some arn in input.facts.S3DataEvents.Write.Uncovered
}
