# METADATA
# title: Calls are limited for each client and for the stage as a whole
# description: >-
#   A limit of the stage alone lets one client shut out all others; a limit for each client alone lets many clients
#   together run up the bill. For each client count usage plans whose key every method asks for, and rules of a web
#   ACL. An HTTP API can have neither: only a CloudFront that is the one way in can limit its clients. What this
#   version does not read (rules of web ACLs, CloudFront) leaves it unknown.
# custom:
#   severity: high
#   resource: [AWS::ApiGateway::Stage, AWS::ApiGatewayV2::Stage]
#   remediation:
#     cli: |
#       # For each client: a usage plan, and keys on all methods; or a web ACL with a rate rule
#       aws apigateway create-usage-plan --name clients --throttle rateLimit=1,burstLimit=10 \
#         --api-stages apiId=API,stage=STAGE
#       aws wafv2 associate-web-acl --web-acl-arn WEB_ACL_ARN --resource-arn STAGE_ARN
#       # For all
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations \
#         'op=replace,path=/*/*/throttling/rateLimit,value=50' 'op=replace,path=/*/*/throttling/burstLimit,value=100'
#     terraform: |
#       resource "aws_api_gateway_usage_plan" "clients" {
#         api_stages {
#           api_id = aws_api_gateway_rest_api.this.id
#           stage  = aws_api_gateway_stage.this.stage_name
#         }
#         throttle_settings {
#           rate_limit  = 1
#           burst_limit = 10
#         }
#       }
#       resource "aws_api_gateway_method_settings" "all" {
#         method_path = "*/*"
#         settings {
#           throttling_rate_limit  = 50
#           throttling_burst_limit = 100
#         }
#       }
#     cloudformation: |
#       Clients:
#         Type: AWS::ApiGateway::UsagePlan
#         Properties:
#           ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]
#           Throttle: {RateLimit: 1, BurstLimit: 10}
#   controls:
#     - {framework: nist-800-53-r5, id: SC-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: partial}
package cross.api_without_any_client_limit

import data.lib.text

# Nobody outside can call it.
not_applicable if not input.facts.ClientLimits

pass if {
	holds(input.facts.ClientLimits.Global)
	holds(input.facts.ClientLimits.PerClient)
}

holds(limits) if {
	some limit in limits
	is_string(limit)
}

# The whole picture, in each message.
picture := sprintf("for all: %s; for each client: %s; for single endpoints: %s", [
	shown(input.facts.ClientLimits.Global),
	shown(input.facts.ClientLimits.PerClient),
	shown(input.facts.ClientLimits.PerEndpoint),
])

shown(limits) := text.listed(limits, 2) if count(limits) > 0

shown(limits) := "none" if count(limits) == 0

fail contains {"sub_key": "client", "message": message} if {
	count(input.facts.ClientLimits.PerClient) == 0
	message := sprintf("no client is limited by itself (%s)", [picture])
}

fail contains {"sub_key": "global", "message": message} if {
	count(input.facts.ClientLimits.Global) == 0
	message := sprintf("only the account's limit holds for all clients together (%s)", [picture])
}
