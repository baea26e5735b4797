# METADATA
# title: Callers that exceed a limit are told when to come back
# description: >-
#   Without Retry-After clients guess, and most guess too short: the flood goes on. Judged are THROTTLED and
#   QUOTA_EXCEEDED, with what they inherit from DEFAULT_4XX. The gateway can send a fixed time only.
# custom:
#   severity: low
#   resource: AWS::ApiGateway::GatewayResponse
#   remediation:
#     cli: |
#       # Not put-gateway-response: that replaces the whole response, its other headers and templates too
#       aws apigateway update-gateway-response --rest-api-id API --response-type THROTTLED \
#         --patch-operations file://patch.json
#       # patch.json: the value stands in single quotes within the string
#       # [{"op": "add", "path": "/responseParameters/gatewayresponse.header.Retry-After", "value": "'60'"}]
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_gateway_response" "throttled" {
#         response_type = "THROTTLED"
#         status_code   = "429"
#         response_parameters = {
#           "gatewayresponse.header.Retry-After" = "'60'"
#         }
#       }
#     cloudformation: |
#       ResponseType: THROTTLED
#       StatusCode: "429"
#       ResponseParameters:
#         gatewayresponse.header.Retry-After: "'60'"
#   controls:
#     - {framework: nist-800-53-r5, id: SC-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: partial}
package apigw.gateway_response_retry_after

limiting if input.properties.ResponseType in {"THROTTLED", "QUOTA_EXCEEDED"}

not_applicable if {
	is_string(input.properties.ResponseType)
	not limiting
}

pass if {
	limiting
	tells_time
}

# Names of headers compare without case; a constant stands in single quotes.
tells_time if {
	some name, value in input.facts.EffectiveResponse.ResponseParameters
	lower(name) == "gatewayresponse.header.retry-after"
	trim(value, "' ") != ""
}

fail contains {"sub_key": "", "message": message} if {
	limiting
	is_object(input.facts.EffectiveResponse.ResponseParameters)
	not tells_time
	message := "callers above the limit get no Retry-After"
}
