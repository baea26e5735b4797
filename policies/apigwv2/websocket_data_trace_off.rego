# METADATA
# title: WebSocket stages log executions, but no messages in full
# description: >-
#   Execution logs tell what the authorizer and the integration did with a message: without them a breach can be seen,
#   but not how it went. Data tracing writes the messages themselves into those logs, where far more people can read
#   them.
# custom:
#   severity: medium
#   resource: AWS::ApiGatewayV2::Stage
#   remediation:
#     cli: |
#       aws apigatewayv2 update-stage --api-id API --stage-name STAGE \
#         --default-route-settings LoggingLevel=ERROR,DataTraceEnabled=false
#     terraform: |
#       resource "aws_apigatewayv2_stage" "this" {
#         default_route_settings {
#           logging_level      = "ERROR"
#           data_trace_enabled = false
#         }
#       }
#     cloudformation: |
#       DefaultRouteSettings:
#         LoggingLevel: ERROR
#         DataTraceEnabled: false
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: APIGateway.1, grade: partial}
#     - {framework: cis-aws-7.0, id: "4.10", grade: proxy}
#     - {framework: nist-800-53-r5, id: AC-4(26), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-2, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-3, grade: partial}
#     - {framework: nist-800-53-r5, id: AU-6(3), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-6(4), grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-10, grade: proxy}
#     - {framework: nist-800-53-r5, id: AU-12, grade: partial}
#     - {framework: nist-800-53-r5, id: CA-7, grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(9), grade: proxy}
#     - {framework: nist-800-53-r5, id: SI-7(8), grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigwv2.websocket_data_trace_off

import data.lib.text

# HTTP APIs have no execution logs.
not_applicable if input.facts.ApiProtocol == "HTTP"

pass if {
	input.facts.ApiProtocol == "WEBSOCKET"
	input.properties.DefaultRouteSettings.LoggingLevel in {"ERROR", "INFO"}
	not input.properties.DefaultRouteSettings.DataTraceEnabled
	untraced_routes
}

# Absent is off.
untraced_routes if not input.properties.RouteSettings

untraced_routes if {
	is_object(input.properties.RouteSettings)
	every settings in input.properties.RouteSettings {
		is_object(settings)
		not settings.DataTraceEnabled
	}
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.ApiProtocol == "WEBSOCKET"
	not input.properties.DefaultRouteSettings.LoggingLevel in {"ERROR", "INFO"}
	message := "execution logging is off"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.ApiProtocol == "WEBSOCKET"
	input.properties.DefaultRouteSettings.DataTraceEnabled == true
	message := "messages of all routes are logged in full"
}

fail contains {"sub_key": route, "message": message} if {
	input.facts.ApiProtocol == "WEBSOCKET"
	some route, settings in input.properties.RouteSettings
	settings.DataTraceEnabled == true
	message := sprintf("messages of %s are logged in full", [text.short(route, 64)])
}
