# METADATA
# title: Audit logs are kept for a year, logs with contents of calls not for ever
# description: >-
#   What happened must still be known when it is found out months later; what people wrote must be gone when it is no
#   longer needed. Both ask for a retention that is set: a log group without one keeps everything for ever, and API
#   Gateway makes its execution log groups so.
# custom:
#   severity: medium
#   resource: AWS::Logs::LogGroup
#   remediation:
#     cli: |
#       aws logs put-retention-policy --log-group-name GROUP --retention-in-days 365
#     terraform: |
#       resource "aws_cloudwatch_log_group" "this" {
#         retention_in_days = 365
#       }
#     cloudformation: |
#       RetentionInDays: 365
#   parameters: {audit_days: 365}
#   controls:
#     - {framework: aws-security-hub, id: CloudWatch.16, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-11, grade: partial}
#     - {framework: nist-800-53-r5, id: SI-12, grade: partial}
#     - {framework: pci-dss-4.0.1, id: "10.5.1", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package logs.retention

not_applicable if {
	input.facts.IsAudit.Value == false
	input.facts.IsPayload.Value == false
}

pass if {
	in_scope
	is_long_enough
	is_number(input.properties.RetentionInDays)
}

# One clause a class: that a group is for auditors is enough, whatever is known of payloads.
fail contains {"sub_key": "", "message": endless} if {
	input.facts.IsAudit.Value == true
	not input.properties.RetentionInDays
}

fail contains {"sub_key": "", "message": endless} if {
	input.facts.IsPayload.Value == true
	not input.properties.RetentionInDays
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsAudit.Value == true
	input.properties.RetentionInDays < data.params.audit_days
	message := sprintf("audit events are kept for %d days, less than %d", [
		input.properties.RetentionInDays,
		data.params.audit_days,
	])
}

# Absent: never expires.
endless := "no retention is set: events are kept for ever"

in_scope if input.facts.IsAudit.Value == true

in_scope if input.facts.IsPayload.Value == true

is_long_enough if input.facts.IsAudit.Value == false

is_long_enough if input.properties.RetentionInDays >= data.params.audit_days
