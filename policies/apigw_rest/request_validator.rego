# METADATA
# title: Requests are validated before they reach the backend
# description: >-
#   The backend gets whatever callers send unless the gateway holds it against a model. POST, PUT and PATCH need a
#   validator of bodies and a model other than Empty, which accepts every object; methods with required parameters
#   need one of parameters. Parts of the path are always there, and a method ANY cannot be validated usefully.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       aws apigateway create-request-validator --rest-api-id API --name all --validate-request-body \
#         --validate-request-parameters
#       aws apigateway update-method --rest-api-id API --resource-id RESOURCE --http-method METHOD --patch-operations \
#         op=replace,path=/requestValidatorId,value=VALIDATOR 'op=add,path=/requestModels/$default,value=MODEL'
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_method" "this" {
#         request_validator_id = aws_api_gateway_request_validator.all.id
#         request_models = {
#           "$default" = aws_api_gateway_model.this.name
#         }
#       }
#     cloudformation: |
#       RequestValidatorId: !Ref Validator
#       RequestModels:
#         $default: !Ref Model
#   controls:
#     - {framework: nist-800-53-r5, id: SI-10, grade: partial}
#     - {framework: owasp-api-2023, id: "API3:2023", grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
#     - {framework: owasp-api-2023, id: "API10:2023", grade: proxy}
package apigw_rest.request_validator

import data.lib.text

takes_body if input.properties.HttpMethod in {"POST", "PUT", "PATCH"}

takes_parameters if {
	is_string(input.properties.HttpMethod)
	input.properties.HttpMethod != "ANY"
	count(required) > 0
}

required contains name if {
	some name, true in input.properties.RequestParameters
	not startswith(name, "method.request.path.")
}

models contains name if {
	is_object(input.properties.RequestModels)
	some name in input.properties.RequestModels
	is_string(name)
	name != "Empty"
}

not_applicable if {
	is_string(input.properties.HttpMethod)
	not takes_body
	not takes_parameters
}

pass if {
	needed
	sound_body
	sound_parameters
}

needed if takes_body

needed if takes_parameters

sound_body if {
	takes_body
	input.facts.RequestValidation.Body == true
	count(models) > 0
}

sound_body if not takes_body

sound_parameters if {
	takes_parameters
	input.facts.RequestValidation.Parameters == true
}

sound_parameters if not takes_parameters

fail contains {"sub_key": "", "message": message} if {
	takes_body
	input.facts.RequestValidation.Body == false
	message := "no validator looks at the body"
}

fail contains {"sub_key": "", "message": message} if {
	takes_body
	count(models) == 0
	message := "no model says what the body may hold"
}

fail contains {"sub_key": "", "message": message} if {
	takes_parameters
	input.facts.RequestValidation.Parameters == false
	message := sprintf("%s required, but no validator looks at parameters", [text.listed(required, 2)])
}
