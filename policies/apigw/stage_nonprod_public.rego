# METADATA
# title: Stages for trials are not open to the internet
# description: >-
#   A stage that is called test or beta is looked after less, yet often reaches the same data. It needs a resource
#   policy, a web ACL, or authorization or an API key for every method: a key keeps strangers out, though it proves
#   nobody's identity. Which names mean a trial is the parameter names, a regular expression over the name in lower
#   case; v1beta is none.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       aws apigateway delete-stage --rest-api-id API --stage-name STAGE
#       # Or keep it for known networks
#       aws apigateway update-rest-api --rest-api-id API --patch-operations op=replace,path=/policy,value=POLICY
#     terraform: |
#       # Remove the aws_api_gateway_stage, or keep it for known networks
#       resource "aws_api_gateway_rest_api_policy" "this" {
#         rest_api_id = aws_api_gateway_rest_api.this.id
#         policy      = data.aws_iam_policy_document.known_networks.json
#       }
#     cloudformation: |
#       # Remove the AWS::ApiGateway::Stage, or keep it for known networks by the Policy of the AWS::ApiGateway::RestApi
#       Policy:
#         Statement:
#           - {Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: "*"}
#           - Effect: Deny
#             Principal: "*"
#             Action: execute-api:Invoke
#             Resource: "*"
#             Condition: {NotIpAddress: {aws:SourceIp: ["192.0.2.0/24"]}}
#   parameters:
#     names: ^(.*[-_.])?(dev|test|beta|staging|debug|sandbox)[0-9]*([-_.].*)?$
#   controls:
#     - {framework: nist-800-53-r5, id: CM-7, grade: partial}
#     - {framework: nist-800-53-r5, id: CM-8, grade: partial}
#     - {framework: owasp-api-2023, id: "API9:2023", grade: partial}
package apigw.stage_nonprod_public

import data.lib.text

# Without regard to case: the program is built without the tables that (?i) needs.
for_trials if regex.match(data.params.names, lower(input.properties.StageName))

# Its callers are inside networks already.
private if input.facts.ApiReach.EndpointTypes == ["PRIVATE"]

public if {
	some kind in input.facts.ApiReach.EndpointTypes
	kind in {"EDGE", "REGIONAL"}
}

not_applicable if {
	is_string(input.properties.StageName)
	regex.is_valid(data.params.names)
	not for_trials
}

not_applicable if {
	for_trials
	private
}

pass if {
	for_trials
	public
	guarded
}

guarded if input.facts.ApiReach.Policy == "restricts"

guarded if startswith(input.status.WebAclArn, "arn:")

# Every method asks who calls, or at least for a key.
guarded if {
	count(input.facts.Authorization.Protected) > 0
	count(input.facts.Authorization.Open) == 0
}

fail contains {"sub_key": "", "message": message} if {
	for_trials
	public
	input.facts.ApiReach.Policy in {"none", "open"}
	not input.status.WebAclArn
	open := input.facts.Authorization.Open
	count(open) > 0
	message := sprintf("stage %s is open to the internet: %s", [
		text.short(input.properties.StageName, 40),
		text.listed(open, 2),
	])
}

# Nothing can be called yet.
not_applicable if {
	for_trials
	public
	not guarded
	count(input.facts.Authorization.Open) == 0
	count(input.facts.Authorization.Protected) == 0
}
