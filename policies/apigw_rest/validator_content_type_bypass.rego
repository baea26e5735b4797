# METADATA
# title: Validation does not end where the content type changes
# description: >-
#   Where no model matches the Content-Type of a request the gateway validates nothing and passes the body on: sending
#   text/plain goes around the schema. A model under $default matches all types, but Empty, which every API has, takes
#   everything; passthrough behaviour NEVER refuses the others, but only where the integration is no proxy.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       aws apigateway update-method --rest-api-id API --resource-id RESOURCE --http-method METHOD --patch-operations \
#         'op=add,path=/requestModels/$default,value=MODEL'
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_method" "this" {
#         request_models = {
#           "$default" = aws_api_gateway_model.this.name
#         }
#       }
#     cloudformation: |
#       RequestModels:
#         $default: !Ref Model
#   controls:
#     - {framework: nist-800-53-r5, id: SI-10, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.validator_content_type_bypass

import data.lib.text

# Nothing is validated: another check's matter.
not_applicable if input.facts.RequestValidation.Body == false

not_applicable if {
	input.facts.RequestValidation.Body == true
	not has_models
}

has_models if count(input.properties.RequestModels) > 0

pass if {
	input.facts.RequestValidation.Body == true
	is_string(input.properties.RequestModels["$default"])
	not input.properties.RequestModels["$default"] in {"", "Empty"}
}

pass if {
	input.facts.RequestValidation.Body == true
	has_models
	refuses_others
}

# A proxy hands every body on, whatever its passthrough behaviour says.
refuses_others if {
	input.properties.Integration.Type in {"HTTP", "AWS", "MOCK"}
	input.properties.Integration.PassthroughBehavior == "NEVER"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.RequestValidation.Body == true
	has_models
	not input.properties.RequestModels["$default"]
	not refuses_others
	message := sprintf("only bodies of type %s are validated, others are passed on", [
		text.listed(object.keys(input.properties.RequestModels), 2),
	])
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.RequestValidation.Body == true
	input.properties.RequestModels["$default"] == "Empty"
	not refuses_others
	message := "bodies of any other type are held against the model Empty, which takes everything"
}
