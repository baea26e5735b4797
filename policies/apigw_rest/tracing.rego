# METADATA
# title: Requests are traced
# description: >-
#   With X-Ray one can follow a request from the gateway through everything behind it. Where the backends trace by
#   OpenTelemetry from the first byte, waive it.
# custom:
#   severity: low
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations \
#         op=replace,path=/tracingEnabled,value=true
#     terraform: |
#       resource "aws_api_gateway_stage" "this" {
#         xray_tracing_enabled = true
#       }
#     cloudformation: |
#       TracingEnabled: true
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: APIGateway.3, grade: exact}
#     - {framework: nist-800-53-r5, id: AU-12, grade: partial}
#     - {framework: nist-800-53-r5, id: CA-7, grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package apigw_rest.tracing

pass if input.properties.TracingEnabled == true

# Absent is off.
fail contains {"sub_key": "", "message": message} if {
	not input.properties.TracingEnabled
	message := "X-Ray tracing is off"
}
