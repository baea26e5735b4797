# METADATA
# title: Users get their permissions from groups and roles
# description: >-
#   What is attached to one user is forgotten when the work of that user changes, and nobody sees it when looking at
#   groups and roles. Permissions that belong to a task are given, and taken back, in one place.
# custom:
#   severity: low
#   resource: AWS::IAM::User
#   remediation:
#     cli: |
#       aws iam add-user-to-group --user-name USER --group-name GROUP
#       aws iam detach-user-policy --user-name USER --policy-arn POLICY_ARN
#       # An inline policy: aws iam delete-user-policy --user-name USER --policy-name POLICY
#     terraform: |
#       # In the place of aws_iam_user_policy and aws_iam_user_policy_attachment
#       resource "aws_iam_user_group_membership" "this" {
#         user   = aws_iam_user.this.name
#         groups = [aws_iam_group.task.name]
#       }
#     cloudformation: |
#       # AWS::IAM::User, in the place of Policies and ManagedPolicyArns
#       Groups: [!Ref Task]
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: IAM.2, grade: exact}
#     - {framework: cis-aws-3.0, id: "1.15", grade: exact}
#     - {framework: cis-aws-4.0.1, id: "1.15", grade: exact}
#     - {framework: cis-aws-5.0, id: "1.14", grade: exact}
#     - {framework: cis-aws-6.0, id: "2.14", grade: exact}
#     - {framework: cis-aws-7.0, id: "2.13", grade: exact}
#     - {framework: nist-800-53-r5, id: AC-2, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-2(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(7), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-3(15), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-6(3), grade: proxy}
#     - {framework: owasp-api-2023, id: "API5:2023", grade: proxy}
package iam.user_direct_policies

import data.lib.text

pass if {
	has_no_inline
	has_no_attached
}

fail contains {"sub_key": "", "message": message} if {
	count(input.properties.Policies) > 0
	names := {policy.PolicyName | some policy in input.properties.Policies}
	message := sprintf("inline policies: %s", [text.listed(names, 2)])
}

fail contains {"sub_key": "", "message": message} if {
	count(input.properties.ManagedPolicyArns) > 0
	names := {name | some arn in input.properties.ManagedPolicyArns; name := regex.replace(arn, "^.*/", "")}
	message := sprintf("attached policies: %s", [text.listed(names, 2)])
}

has_no_inline if not input.properties.Policies

has_no_inline if input.properties.Policies == []

has_no_attached if not input.properties.ManagedPolicyArns

has_no_attached if input.properties.ManagedPolicyArns == []
