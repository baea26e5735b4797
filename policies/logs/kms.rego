# METADATA
# title: Logs of audits and of contents of calls are encrypted with a key of your own
# description: >-
#   CloudWatch Logs encrypts everything, with a key that anyone who may read the log group uses unawares. With a key
#   of your own its policy decides who reads what people asked and what was answered. What was stored before stays
#   under the old key.
# custom:
#   severity: medium
#   resource: AWS::Logs::LogGroup
#   remediation:
#     cli: |
#       # The key's policy must let logs.REGION.amazonaws.com encrypt and decrypt
#       aws logs associate-kms-key --log-group-name GROUP --kms-key-id KEY_ARN
#     terraform: |
#       resource "aws_cloudwatch_log_group" "this" {
#         kms_key_id = aws_kms_key.logs.arn
#       }
#     cloudformation: |
#       KmsKeyId: !GetAtt Key.Arn
#   controls:
#     - {framework: nist-800-53-r5, id: AU-9(3), grade: partial}
#     - {framework: nist-800-53-r5, id: SC-13, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-28, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-28(1), grade: proxy}
#     - {framework: pci-dss-4.0.1, id: "10.3.2", grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package logs.kms

not_applicable if {
	input.facts.IsAudit.Value == false
	input.facts.IsPayload.Value == false
}

pass if {
	in_scope
	startswith(input.properties.KmsKeyId, "arn:")
}

# One clause a class: that a group is for auditors is enough, whatever is known of payloads.
fail contains {"sub_key": "", "message": message} if {
	input.facts.IsAudit.Value == true
	not input.properties.KmsKeyId
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsPayload.Value == true
	not input.properties.KmsKeyId
}

message := "no KMS key is set: the key policy cannot say who reads the log"

in_scope if input.facts.IsAudit.Value == true

in_scope if input.facts.IsPayload.Value == true
