# METADATA
# title: Policies allow no sensitive service as a whole
# description: >-
#   All actions of a service on all of its resources include those that nobody had in mind: changing key policies,
#   switching trails off, passing data on. Each tool should get the actions that it needs. A permissions boundary or
#   an organisation's policy may still forbid them; this is about what the policy itself says.
# custom:
#   severity: high
#   resource: [AWS::IAM::ManagedPolicy, AWS::IAM::Policy]
#   remediation:
#     cli: |
#       aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#       # An inline policy:
#       aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
#     terraform: |
#       # aws_iam_policy.policy: name actions and resources
#       data "aws_iam_policy_document" "this" {
#         statement {
#           actions   = ["s3:GetObject", "s3:PutObject"]
#           resources = ["${aws_s3_bucket.this.arn}/*"]
#         }
#       }
#     cloudformation: |
#       # AWS::IAM::ManagedPolicy, AWS::IAM::Policy: name actions and resources
#       PolicyDocument:
#         Statement:
#           - Effect: Allow
#             Action: [s3:GetObject, s3:PutObject]
#             Resource: !Sub "${Bucket.Arn}/*"
#   parameters:
#     services:
#       - apigateway
#       - bedrock
#       - bedrock-agentcore
#       - cloudtrail
#       - cognito-idp
#       - dynamodb
#       - execute-api
#       - iam
#       - kms
#       - lambda
#       - logs
#       - s3
#       - sagemaker
#       - secretsmanager
#       - ssm
#       - sts
#       - wafv2
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: IAM.21, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-3, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-5, grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-6(2), grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-6(10), grade: proxy}
#     - {framework: owasp-api-2023, id: "API5:2023", grade: proxy}
package iam.policy_service_wildcard

import data.lib.statement
import data.lib.text

# A policy of AWS's.
not_applicable if not input.facts.ServiceWildcardAllows

# An empty list is an answer: there are none.
pass if {
	is_array(input.facts.ServiceWildcardAllows)
	every allow in input.facts.ServiceWildcardAllows {
		is_string(allow.Service)
		not allow.Service in data.params.services
	}
}

# A statement can name many services: one finding lists them.
fail contains {"sub_key": key, "message": message} if {
	some allow in sensitive
	key := statement.key(allow, input.facts.ServiceWildcardAllows)
	services := {other.Service | some other in sensitive; other.Index == allow.Index}
	message := sprintf("%s allows all actions of %s on every resource", [
		statement.name(allow, input.facts.ServiceWildcardAllows),
		text.listed(services, 4),
	])
}

sensitive contains allow if {
	some allow in input.facts.ServiceWildcardAllows
	allow.Service in data.params.services
}
