# METADATA
# title: Models of requests leave no room for what was not meant
# description: >-
#   A schema that allows further properties lets callers set fields that the backend trusts; one without bounds lets
#   in values of any size. Objects should say additionalProperties and required; strings maxLength, enum, format or
#   pattern; numbers maximum or enum; arrays maxItems.
# custom:
#   severity: low
#   resource: AWS::ApiGateway::Model
#   remediation:
#     cli: |
#       aws apigateway update-model --rest-api-id API --model-name MODEL --patch-operations \
#         "op=replace,path=/schema,value='$(cat schema.json)'"
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_model" "this" {
#         schema = jsonencode({
#           type                 = "object"
#           required             = ["name"]
#           additionalProperties = false
#           properties           = { name = { type = "string", maxLength = 500 } }
#         })
#       }
#     cloudformation: |
#       Schema:
#         type: object
#         required: [name]
#         additionalProperties: false
#         properties:
#           name: {type: string, maxLength: 500}
#   controls:
#     - {framework: nist-800-53-r5, id: SI-10, grade: partial}
#     - {framework: owasp-api-2023, id: "API3:2023", grade: partial}
package apigw_rest.model_strict

import data.lib.text

# Empty and Error, which AWS makes.
not_applicable if not input.facts.SchemaLooseness

# No method takes requests of this model.
not_applicable if count(input.facts.ModelUse) == 0

pass if {
	used
	is_array(input.facts.SchemaLooseness)
	count(input.facts.SchemaLooseness) == 0
}

used if {
	some method in input.facts.ModelUse
	is_string(method)
}

fail contains {"sub_key": path, "message": message} if {
	used
	some path in {loose.Path | some loose in input.facts.SchemaLooseness}
	lacks := {loose.Lacks | some loose in input.facts.SchemaLooseness; loose.Path == path}
	message := sprintf("%s lacks %s", [text.short(path, 64), concat(", ", sort(lacks))])
}
