# METADATA
# title: Policies do not let any role be passed to any service
# description: >-
#   Whoever may pass every role can start a function or a container with an administrator's role and act through
#   it. A policy should name the roles, or hold them to one service with iam:PassedToService.
# custom:
#   severity: high
#   resource: [AWS::IAM::ManagedPolicy, AWS::IAM::Policy]
#   remediation:
#     cli: |
#       aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#       # An inline policy:
#       aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
#     terraform: |
#       # aws_iam_policy.policy: name the role and the service
#       data "aws_iam_policy_document" "this" {
#         statement {
#           actions   = ["iam:PassRole"]
#           resources = [aws_iam_role.tool.arn]
#           condition {
#             test     = "StringEquals"
#             variable = "iam:PassedToService"
#             values   = ["lambda.amazonaws.com"]
#           }
#         }
#       }
#     cloudformation: |
#       # AWS::IAM::ManagedPolicy, AWS::IAM::Policy: name the role and the service
#       PolicyDocument:
#         Statement:
#           - Effect: Allow
#             Action: iam:PassRole
#             Resource: !GetAtt Tool.Arn
#             Condition: {StringEquals: {iam:PassedToService: lambda.amazonaws.com}}
#   controls:
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: owasp-api-2023, id: "API5:2023", grade: proxy}
package iam.policy_passrole_wildcard

import data.lib.statement

# A policy of AWS's.
not_applicable if not input.facts.PassRoleAllows

# An empty list is an answer: there are none.
pass if {
	is_array(input.facts.PassRoleAllows)
	every allow in input.facts.PassRoleAllows {
		limited(allow)
	}
}

# A statement can name many resources: one finding stands for them.
fail contains {"sub_key": key, "message": message} if {
	some allow in input.facts.PassRoleAllows
	not limited(allow)
	key := statement.key(allow, input.facts.PassRoleAllows)
	message := sprintf("%s lets every role be passed to every service", [
		statement.name(allow, input.facts.PassRoleAllows),
	])
}

limited(allow) if allow.Resource != "*"

limited(allow) if count(allow.PassedToService) > 0
