# METADATA
# title: A trail records the management events of all regions
# description: >-
#   An intruder works in the region where nobody looks. One trail must cover all regions, be switched on, deliver
#   without errors, and leave out neither reads nor writes nor the events of any service: without KMS, for one,
#   nobody sees who decrypted what. A trail of the organisation counts.
# custom:
#   severity: high
#   resource: AWS::Account::Account
#   remediation:
#     cli: |
#       # Replaces the trail's event selectors
#       aws cloudtrail update-trail --name TRAIL --is-multi-region-trail --include-global-service-events
#       aws cloudtrail put-event-selectors --trail-name TRAIL \
#         --event-selectors '[{"ReadWriteType":"All","IncludeManagementEvents":true}]'
#       aws cloudtrail start-logging --name TRAIL
#     terraform: |
#       resource "aws_cloudtrail" "this" {
#         name                          = "audit"
#         s3_bucket_name                = aws_s3_bucket.trails.id
#         is_multi_region_trail         = true
#         include_global_service_events = true
#         enable_logging                = true
#       }
#     cloudformation: |
#       Trail:
#         Type: AWS::CloudTrail::Trail
#         Properties:
#           S3BucketName: !Ref Trails
#           IsMultiRegionTrail: true
#           IncludeGlobalServiceEvents: true
#           IsLogging: true
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: CloudTrail.1, grade: exact}
#     - {framework: cis-aws-3.0, id: "3.1", grade: exact}
#     - {framework: cis-aws-4.0.1, id: "3.1", grade: exact}
#     - {framework: cis-aws-5.0, id: "3.1", grade: exact}
#     - {framework: cis-aws-6.0, id: "4.1", grade: exact}
#     - {framework: cis-aws-7.0, id: "4.1", grade: exact}
#     - {framework: nist-800-53-r5, id: AC-2(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6(9), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-2, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-3, grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-6(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-6(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-10, grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-12, grade: partial}
#     - {framework: nist-800-53-r5, id: CA-7, grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-3(8), grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-4(20), grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-7(8), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "10.2.1", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package cloudtrail.multi_region

import data.lib.text

pass if input.facts.AccountTrails.Covering[0]

fail contains {"sub_key": "", "message": message} if {
	count(input.facts.AccountTrails.Covering) == 0
	count(input.facts.AccountTrails.Partial) == 0
	message := "there is no trail"
}

fail contains {"sub_key": "", "message": message} if {
	count(input.facts.AccountTrails.Covering) == 0
	count(input.facts.AccountTrails.Partial) > 0
	shortfalls := {shortfall(trail) | some trail in input.facts.AccountTrails.Partial}
	message := sprintf("no trail records everything: %s", [text.listed(shortfalls, 2)])
}

shortfall(trail) := sprintf("%s (%s)", [regex.replace(trail.Arn, "^.*/", ""), concat(", ", sort(trail.Reasons))])
