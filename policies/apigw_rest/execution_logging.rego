# METADATA
# title: The stage writes execution logs
# description: >-
#   Execution logs tell what the authorizer, the validator and the integration did with a request: without them a
#   breach can be seen, but not how it went. ERROR is enough; only the setting for all methods (*/*) counts.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       # The region needs a role for logs: aws apigateway get-account
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations \
#         'op=replace,path=/*/*/logging/loglevel,value=ERROR'
#     terraform: |
#       resource "aws_api_gateway_method_settings" "all" {
#         method_path = "*/*"
#         settings {
#           logging_level = "ERROR"
#         }
#       }
#     cloudformation: |
#       MethodSettings:
#         - ResourcePath: "/*"
#           HttpMethod: "*"
#           LoggingLevel: ERROR
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
package apigw_rest.execution_logging

level := setting.LoggingLevel if {
	some setting in input.properties.MethodSettings
	setting.ResourcePath == "/*"
	setting.HttpMethod == "*"
}

pass if level in {"ERROR", "INFO"}

# Without a setting the level is OFF.
fail contains {"sub_key": "", "message": message} if {
	not level
	message := "no logging level is set for all methods: it is OFF"
}

fail contains {"sub_key": "", "message": message} if {
	level == "OFF"
	message := "the logging level for all methods is OFF"
}
