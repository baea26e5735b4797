# METADATA
# title: Callers that exceed a limit are told so with status 429
# description: >-
#   Clients and retry logic go by the status. With 200 and an error in the body they take a refusal for an answer and
#   go on at full speed; with another 4xx or 5xx they cannot tell it from a fault. Judged are THROTTLED and
#   QUOTA_EXCEEDED, with what they inherit from DEFAULT_4XX.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::GatewayResponse
#   remediation:
#     cli: |
#       # Not put-gateway-response: that replaces the whole response, its headers and templates too
#       aws apigateway update-gateway-response --rest-api-id API --response-type THROTTLED \
#         --patch-operations op=replace,path=/statusCode,value=429
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_gateway_response" "throttled" {
#         response_type = "THROTTLED"
#         status_code   = "429"
#       }
#     cloudformation: |
#       ResponseType: THROTTLED
#       StatusCode: "429"
#   controls:
#     - {framework: nist-800-53-r5, id: SI-11, grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: partial}
package apigw.gateway_response_429

limiting if input.properties.ResponseType in {"THROTTLED", "QUOTA_EXCEEDED"}

not_applicable if {
	is_string(input.properties.ResponseType)
	not limiting
}

pass if {
	limiting
	input.facts.EffectiveResponse.StatusCode == "429"
}

fail contains {"sub_key": "", "message": message} if {
	limiting
	status := input.facts.EffectiveResponse.StatusCode
	status != "429"
	message := sprintf("callers above the limit are told %s, not 429", [status])
}
