# METADATA
# title: The gateway's own answers give nothing away
# description: >-
#   Validation errors name fields and patterns of the schema, messages of integrations and authorizers what stands
#   behind the gateway. $context.error.messageString, the default, says enough. The parameter variables holds the
#   beginnings of those that must not be sent.
# custom:
#   severity: low
#   resource: AWS::ApiGateway::GatewayResponse
#   remediation:
#     cli: |
#       # Not put-gateway-response: that replaces the whole response, its status and headers too
#       aws apigateway update-gateway-response --rest-api-id API --response-type BAD_REQUEST_BODY \
#         --patch-operations file://patch.json
#       # patch.json: ~1 stands for the slash of the content type
#       # [{"op": "replace", "path": "/responseTemplates/application~1json",
#       #   "value": "{\"message\":$context.error.messageString}"}]
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_gateway_response" "this" {
#         response_templates = {
#           "application/json" = "{\"message\":$context.error.messageString}"
#         }
#       }
#     cloudformation: |
#       ResponseTemplates:
#         application/json: '{"message":$context.error.messageString}'
#   parameters:
#     variables:
#       - $context.error.validationErrorString
#       - $context.integrationErrorMessage
#       - $context.integration.error
#       - $context.authorizer.error
#       - $context.identity.
#   controls:
#     - {framework: nist-800-53-r5, id: SI-11, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw.gateway_response_verbose

import data.lib.text

# What nobody set sends what it inherits: the response that it comes from is judged.
not_applicable if input.status.DefaultResponse == true

is_own if input.status.DefaultResponse == false

# Without a template of its own it sends the message alone.
pass if {
	is_own
	not input.properties.ResponseTemplates
}

pass if {
	is_own
	is_object(input.properties.ResponseTemplates)
	every template in input.properties.ResponseTemplates {
		is_string(template)
		count(told(template)) == 0
	}
}

told(template) := {variable | some variable in data.params.variables; contains(template, variable)}

fail contains {"sub_key": content_type, "message": message} if {
	is_own
	some content_type, template in input.properties.ResponseTemplates
	variables := told(template)
	count(variables) > 0
	message := sprintf("the template for %s sends %s", [text.short(content_type, 64), text.listed(variables, 2)])
}
