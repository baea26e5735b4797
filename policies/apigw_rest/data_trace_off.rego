# METADATA
# title: Production stages log no requests and answers in full
# description: >-
#   Data tracing writes bodies and headers, tokens included, to the execution logs, where far more people can read
#   them than may call the API. What is production is declared in aplomb.toml (IsProduction). For the size of payloads
#   log $context.responseLength.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations \
#         'op=replace,path=/*/*/logging/dataTrace,value=false'
#     terraform: |
#       resource "aws_api_gateway_method_settings" "all" {
#         method_path = "*/*"
#         settings {
#           data_trace_enabled = false
#         }
#       }
#     cloudformation: |
#       MethodSettings:
#         - ResourcePath: "/*"
#           HttpMethod: "*"
#           DataTraceEnabled: false
#   controls:
#     - {framework: nist-800-53-r5, id: AU-3, grade: partial}
#     - {framework: nist-800-53-r5, id: SI-12, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.data_trace_off

import data.lib.text

not_applicable if input.facts.IsProduction.Value == false

pass if {
	input.facts.IsProduction.Value == true
	untraced
}

# Without settings tracing is off, as it is where a setting does not mention it.
untraced if not input.properties.MethodSettings

untraced if {
	is_array(input.properties.MethodSettings)
	every setting in input.properties.MethodSettings {
		is_string(setting.ResourcePath)
		not setting.DataTraceEnabled
	}
}

fail contains {"sub_key": method, "message": message} if {
	input.facts.IsProduction.Value == true
	some setting in input.properties.MethodSettings
	setting.DataTraceEnabled == true
	method := sprintf("%s %s", [setting.HttpMethod, setting.ResourcePath])
	message := sprintf("requests and answers of %s are logged in full", [text.short(method, 64)])
}
