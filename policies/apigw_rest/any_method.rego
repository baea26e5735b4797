# METADATA
# title: Paths and methods are spelt out
# description: >-
#   A method ANY or a path {proxy+} hands on requests that nobody listed: whatever the backend happens to answer is
#   open to the internet. Where a web framework behind the gateway needs it, name the paths in the parameter
#   accepted_paths (* for any text). Private APIs are left out.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       # Add the methods that are meant, then
#       aws apigateway delete-method --rest-api-id API --resource-id RESOURCE --http-method ANY
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_method" "this" {
#         http_method = "GET"
#       }
#     cloudformation: |
#       HttpMethod: GET
#   parameters: {accepted_paths: []}
#   controls:
#     - {framework: nist-800-53-r5, id: CM-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.any_method

import data.lib.pattern
import data.lib.text

# AWS lets a private API be nothing else.
not_applicable if input.facts.ApiReach.EndpointTypes == ["PRIVATE"]

not_applicable if {
	reachable
	catches
	accepted
}

pass if {
	reachable
	is_string(input.properties.HttpMethod)
	is_string(input.status.Path)
	not catches
}

fail contains {"sub_key": "", "message": message} if {
	reachable
	input.properties.HttpMethod == "ANY"
	not accepted
	message := sprintf("%s answers to every method", [text.short(input.status.Path, 64)])
}

fail contains {"sub_key": "", "message": message} if {
	reachable
	catches_paths
	not accepted
	message := sprintf("%s stands for every path below it", [text.short(input.status.Path, 64)])
}

reachable if {
	some kind in input.facts.ApiReach.EndpointTypes
	kind in {"EDGE", "REGIONAL"}
}

catches if input.properties.HttpMethod == "ANY"

catches if catches_paths

# A preflight answer that stands for all paths opens none.
catches_paths if {
	input.properties.HttpMethod != "OPTIONS"
	endswith(input.status.Path, "+}")
}

accepted if pattern.matches(input.status.Path, data.params.accepted_paths)
