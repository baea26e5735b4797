# METADATA
# title: CORS names the methods and headers that it allows
# description: >-
#   A star, or a method that the path does not have, allows what nobody meant to offer: the day such a method is
#   added, every allowed page can call it. OPTIONS itself may be named; a method ANY answers to all.
# custom:
#   severity: low
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       aws apigateway update-integration-response --rest-api-id API --resource-id RESOURCE --http-method OPTIONS \
#         --status-code 200 --patch-operations file://patch.json
#       # patch.json: the values stand in single quotes within the strings
#       # [{"op": "replace", "path": "/responseParameters/method.response.header.Access-Control-Allow-Methods",
#       #   "value": "'GET,POST'"},
#       #  {"op": "replace", "path": "/responseParameters/method.response.header.Access-Control-Allow-Headers",
#       #   "value": "'authorization,content-type'"}]
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       # aws_api_gateway_integration_response.response_parameters
#       "method.response.header.Access-Control-Allow-Methods" = "'GET,POST'"
#       "method.response.header.Access-Control-Allow-Headers" = "'authorization,content-type'"
#     cloudformation: |
#       Integration:
#         IntegrationResponses:
#           - StatusCode: "200"
#             ResponseParameters:
#               method.response.header.Access-Control-Allow-Methods: "'GET,POST'"
#               method.response.header.Access-Control-Allow-Headers: "'authorization,content-type'"
#   controls:
#     - {framework: nist-800-53-r5, id: CM-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.cors_wildcard_methods_headers

import data.lib.text

# The gateway allows neither here.
not_applicable if {
	not input.facts.CorsMethods
	not input.facts.CorsHeaders
}

pass if {
	allows_something
	sound_methods
	sound_headers
}

allows_something if input.facts.CorsMethods[0]

allows_something if input.facts.CorsHeaders[0]

sound_methods if not input.facts.CorsMethods

sound_methods if {
	is_array(input.facts.CorsMethods)
	every response in input.facts.CorsMethods {
		every method in response.Values {
			exists(method)
		}
	}
}

sound_headers if not input.facts.CorsHeaders

sound_headers if {
	is_array(input.facts.CorsHeaders)
	every response in input.facts.CorsHeaders {
		every header in response.Values {
			is_string(header)
			header != "*"
		}
	}
}

exists(method) if method == "OPTIONS"

exists(method) if method in input.facts.PathMethods

exists(method) if {
	method != "*"
	"ANY" in input.facts.PathMethods
}

fail contains {"sub_key": response.Rule, "message": message} if {
	some response in input.facts.CorsMethods
	"*" in response.Values
	message := sprintf("response %s allows every method (*)", [response.Rule])
}

fail contains {"sub_key": response.Rule, "message": message} if {
	some response in input.facts.CorsMethods
	is_array(input.facts.PathMethods)
	missing := {method | some method in response.Values; method != "*"; not exists(method)}
	count(missing) > 0
	message := sprintf("response %s allows %s, which the path does not have", [response.Rule, text.listed(missing, 3)])
}

fail contains {"sub_key": response.Rule, "message": message} if {
	some response in input.facts.CorsHeaders
	"*" in response.Values
	message := sprintf("response %s allows every header (*)", [response.Rule])
}
