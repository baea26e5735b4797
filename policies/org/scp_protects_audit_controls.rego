# METADATA
# title: The organisation keeps the account from blinding its audit
# description: >-
#   Whoever owns the account can switch its trail off, delete its logs and open its buckets, before or after the deed.
#   A service control policy stands above its administrators. It may spare named roles, such as that of a security
#   team. Outside an organisation there is none, and none binds the account that manages it.
# custom:
#   severity: medium
#   resource: AWS::Account::Account
#   remediation:
#     cli: |
#       # From the account that manages the organisation
#       aws organizations create-policy --type SERVICE_CONTROL_POLICY --name protect-audit \
#         --description "Keeps accounts from blinding their audit" --content file://policy.json
#       aws organizations attach-policy --policy-id POLICY --target-id ROOT_OR_ACCOUNT
#     terraform: |
#       resource "aws_organizations_policy" "this" {
#         name = "protect-audit"
#         type = "SERVICE_CONTROL_POLICY"
#         content = jsonencode({
#           Version = "2012-10-17"
#           Statement = [{
#             Effect   = "Deny"
#             Resource = "*"
#             Action = [
#               "cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:StopLogging",
#               "cloudtrail:UpdateTrail", "config:StopConfigurationRecorder", "guardduty:DeleteDetector",
#               "logs:DeleteLogGroup", "s3:PutAccountPublicAccessBlock"
#             ]
#             Condition = {
#               ArnNotLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/security-admin" }
#             }
#           }]
#         })
#       }
#     cloudformation: |
#       Type: AWS::Organizations::Policy
#       Properties:
#         Name: protect-audit
#         Type: SERVICE_CONTROL_POLICY
#         TargetIds: [!Ref Root]
#         Content:
#           Version: "2012-10-17"
#           Statement:
#             - Effect: Deny
#               Resource: "*"
#               Action:
#                 - cloudtrail:DeleteTrail
#                 - cloudtrail:PutEventSelectors
#                 - cloudtrail:StopLogging
#                 - cloudtrail:UpdateTrail
#                 - config:StopConfigurationRecorder
#                 - guardduty:DeleteDetector
#                 - logs:DeleteLogGroup
#                 - s3:PutAccountPublicAccessBlock
#   controls:
#     - {framework: nist-800-53-r5, id: AC-6, grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-9, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package org.scp_protects_audit_controls

import data.lib.text

# No such policy can bind the account.
not_applicable if not input.facts.AuditGuard

# An empty list is an answer: nothing is left open.
pass if input.facts.AuditGuard.Open == []

fail contains {"sub_key": "", "message": message} if {
	count(input.facts.AuditGuard.Open) > 0
	message := sprintf("no service control policy forbids %s", [text.listed(input.facts.AuditGuard.Open, 3)])
}
