# METADATA
# title: CORS lets browsers cache preflight answers, but not for long
# description: >-
#   Without a time every call costs a second request; with a long time browsers go by a bad rule long after it was
#   mended. The parameter maximum_seconds says what is long.
# custom:
#   severity: info
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       # The method response must declare the header first
#       aws apigateway update-method-response --rest-api-id API --resource-id RESOURCE --http-method OPTIONS \
#         --status-code 200 --patch-operations \
#         op=add,path=/responseParameters/method.response.header.Access-Control-Max-Age,value=false
#       aws apigateway update-integration-response --rest-api-id API --resource-id RESOURCE --http-method OPTIONS \
#         --status-code 200 --patch-operations file://patch.json
#       # patch.json: the value stands in single quotes within the string
#       # [{"op": "add", "path": "/responseParameters/method.response.header.Access-Control-Max-Age",
#       #   "value": "'3600'"}]
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       # aws_api_gateway_integration_response.response_parameters
#       "method.response.header.Access-Control-Max-Age" = "'3600'"
#     cloudformation: |
#       Integration:
#         IntegrationResponses:
#           - StatusCode: "200"
#             ResponseParameters:
#               method.response.header.Access-Control-Max-Age: "'3600'"
#   parameters: {maximum_seconds: 3600}
#   controls:
#     - {framework: nist-800-53-r5, id: CM-6, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.cors_max_age

# Preflight requests are OPTIONS; elsewhere browsers ignore the header.
not_applicable if input.properties.HttpMethod != "OPTIONS"

not_applicable if not input.facts.CorsMaxAge

# There is an entry for each response that sets CORS headers.
pass if {
	input.properties.HttpMethod == "OPTIONS"
	input.facts.CorsMaxAge[0]
	every response in input.facts.CorsMaxAge {
		response.Seconds > 0
		response.Seconds <= data.params.maximum_seconds
	}
}

fail contains {"sub_key": response.Rule, "message": message} if {
	input.properties.HttpMethod == "OPTIONS"
	some response in input.facts.CorsMaxAge
	not response.Seconds
	message := sprintf("response %s sets no Access-Control-Max-Age", [response.Rule])
}

fail contains {"sub_key": response.Rule, "message": message} if {
	input.properties.HttpMethod == "OPTIONS"
	some response in input.facts.CorsMaxAge
	response.Seconds <= 0
	message := sprintf("response %s sets Access-Control-Max-Age to %v, which turns caching off", [
		response.Rule,
		response.Seconds,
	])
}

fail contains {"sub_key": response.Rule, "message": message} if {
	input.properties.HttpMethod == "OPTIONS"
	some response in input.facts.CorsMaxAge
	response.Seconds > 0
	response.Seconds > data.params.maximum_seconds
	message := sprintf("response %s lets browsers cache for %d seconds, more than %d", [
		response.Rule,
		response.Seconds,
		data.params.maximum_seconds,
	])
}
