# METADATA
# title: The trail signs what it delivers
# description: >-
#   With log file validation CloudTrail delivers signed digests, each with the hash of the one before. Only so can it
#   be shown later that no log file was changed, removed or put in.
# custom:
#   severity: medium
#   resource: AWS::CloudTrail::Trail
#   remediation:
#     cli: |
#       aws cloudtrail update-trail --name TRAIL --enable-log-file-validation
#     terraform: |
#       resource "aws_cloudtrail" "this" {
#         enable_log_file_validation = true
#       }
#     cloudformation: |
#       EnableLogFileValidation: true
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: CloudTrail.4, grade: exact}
#     - {framework: cis-aws-3.0, id: "3.2", grade: exact}
#     - {framework: cis-aws-4.0.1, id: "3.2", grade: exact}
#     - {framework: cis-aws-5.0, id: "3.2", grade: exact}
#     - {framework: cis-aws-6.0, id: "4.2", grade: exact}
#     - {framework: cis-aws-7.0, id: "4.2", grade: exact}
#     - {framework: nist-800-53-r5, id: AU-9, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-10, grade: partial}
#     - {framework: nist-800-53-r5, id: SI-7, grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-7(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-7(7), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "10.3.4", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package cloudtrail.log_validation

pass if input.properties.EnableLogFileValidation == true

# Absent or false: off.
fail contains {"sub_key": "", "message": message} if {
	not input.properties.EnableLogFileValidation
	message := "log file validation is off: changed or missing log files cannot be told"
}
