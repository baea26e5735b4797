# METADATA
# title: The organisation keeps strangers from the account's data
# description: >-
#   One resource control policy that denies whoever is not of the organisation, AWS services apart, closes every bucket,
#   key, secret, queue and role that some policy opens by mistake, those included that will be made next year. Outside
#   an organisation there is none, and none protects the account that manages it.
# custom:
#   severity: medium
#   resource: AWS::Account::Account
#   remediation:
#     cli: |
#       # From the account that manages the organisation
#       aws organizations create-policy --type RESOURCE_CONTROL_POLICY --name data-perimeter \
#         --description "Keeps strangers from data" --content file://policy.json
#       aws organizations attach-policy --policy-id POLICY --target-id ROOT_OR_ACCOUNT
#     terraform: |
#       resource "aws_organizations_policy" "this" {
#         name = "data-perimeter"
#         type = "RESOURCE_CONTROL_POLICY"
#         content = jsonencode({
#           Version = "2012-10-17"
#           Statement = [{
#             Effect    = "Deny"
#             Principal = "*"
#             Action    = ["s3:*", "kms:*", "secretsmanager:*", "sqs:*", "sts:AssumeRole"]
#             Resource  = "*"
#             Condition = {
#               StringNotEqualsIfExists = { "aws:PrincipalOrgID" = var.organization_id }
#               BoolIfExists            = { "aws:PrincipalIsAWSService" = "false" }
#             }
#           }]
#         })
#       }
#     cloudformation: |
#       Type: AWS::Organizations::Policy
#       Properties:
#         Name: data-perimeter
#         Type: RESOURCE_CONTROL_POLICY
#         TargetIds: [!Ref Root]
#         Content:
#           Version: "2012-10-17"
#           Statement:
#             - Effect: Deny
#               Principal: "*"
#               Action: ["s3:*", "kms:*", "secretsmanager:*", "sqs:*", "sts:AssumeRole"]
#               Resource: "*"
#               Condition:
#                 StringNotEqualsIfExists: {"aws:PrincipalOrgID": !Ref OrganizationId}
#                 BoolIfExists: {"aws:PrincipalIsAWSService": "false"}
#   controls:
#     - {framework: nist-800-53-r5, id: AC-4, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package org.rcp_data_perimeter

import data.lib.text

# No such policy can protect the account.
not_applicable if not input.facts.DataPerimeter

# An empty list is an answer: nothing is left open.
pass if input.facts.DataPerimeter.Open == []

fail contains {"sub_key": "", "message": message} if {
	count(input.facts.DataPerimeter.Open) > 0
	names := {replace(pattern, "?*", "*") | some pattern in input.facts.DataPerimeter.Open}
	message := sprintf("no resource control policy keeps strangers from %s", [text.listed(names, 5)])
}
