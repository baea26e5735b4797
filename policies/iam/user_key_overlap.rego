# METADATA
# title: A user has one active access key, two only while they are exchanged
# description: >-
#   Two keys side by side are right for the hours in which programs move from the old to the new. Left so, the old
#   one stays valid without a use and without a watcher.
# custom:
#   severity: low
#   resource: AWS::IAM::User
#   remediation:
#     cli: |
#       aws iam update-access-key --user-name USER --access-key-id OLD --status Inactive
#     terraform: |
#       resource "aws_iam_access_key" "old" {
#         user   = aws_iam_user.this.name
#         status = "Inactive"
#       }
#     cloudformation: |
#       # AWS::IAM::AccessKey, the old one
#       Status: Inactive
#   parameters: {maximum_hours: 24}
#   controls:
#     - {framework: cis-aws-3.0, id: "1.13", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "1.13", grade: partial}
#     - {framework: cis-aws-5.0, id: "1.12", grade: partial}
#     - {framework: cis-aws-6.0, id: "2.12", grade: partial}
#     - {framework: nist-800-53-r5, id: IA-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: proxy}
package iam.user_key_overlap

# An empty list is an answer: there are none.
pass if input.facts.ActiveKeys == []

pass if {
	count(input.facts.ActiveKeys) == 1
	is_number(input.facts.ActiveKeys[0].AgeSeconds)
}

pass if is_exchange

fail contains {"sub_key": "", "message": message} if {
	count(input.facts.ActiveKeys) > 1
	not is_exchange
	message := sprintf("%d access keys are active, the newest for %d hours", [
		count(input.facts.ActiveKeys),
		floor(input.facts.ActiveKeys[0].AgeSeconds / 3600),
	])
}

# The youngest comes first.
is_exchange if {
	count(input.facts.ActiveKeys) == 2
	is_number(input.facts.ActiveKeys[0].AgeSeconds)
	input.facts.ActiveKeys[0].AgeSeconds < data.params.maximum_hours * 3600
}
