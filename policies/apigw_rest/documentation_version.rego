# METADATA
# title: The stage's documentation is as new as what it serves
# description: >-
#   Callers and reviewers go by the documentation: what it leaves out is an endpoint that nobody knows. The
#   documentation version of a stage must not be older than its deployment by more than the parameter
#   tolerance_seconds. Teams that keep their documents elsewhere may waive it.
# custom:
#   severity: low
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       aws apigateway create-documentation-version --rest-api-id API --documentation-version VERSION --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_stage" "this" {
#         documentation_version = aws_api_gateway_documentation_version.this.version
#       }
#     cloudformation: |
#       DocumentationVersion: !Ref Version
#   parameters: {tolerance_seconds: 0}
#   controls:
#     - {framework: nist-800-53-r5, id: CM-8, grade: partial}
#     - {framework: nist-800-53-r5, id: SA-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API9:2023", grade: partial}
package apigw_rest.documentation_version

import data.lib.text

pass if {
	is_string(input.properties.DocumentationVersion)
	is_number(input.facts.DocumentationBehind.Seconds)
	input.facts.DocumentationBehind.Seconds <= data.params.tolerance_seconds
}

fail contains {"sub_key": "", "message": message} if {
	not input.properties.DocumentationVersion
	message := "the stage has no documentation version"
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.DocumentationVersion
	input.facts.DocumentationBehind.Seconds > data.params.tolerance_seconds
	message := sprintf("documentation version %s is %d seconds older than the deployment", [
		text.short(input.properties.DocumentationVersion, 40),
		input.facts.DocumentationBehind.Seconds,
	])
}
