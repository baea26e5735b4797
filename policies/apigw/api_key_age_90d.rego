# METADATA
# title: API keys are not older than 90 days
# description: >-
#   An API key is a secret that many hands have copied: the older it is, the more of them are strangers'. It counts
#   from its creation, since its date of change moves with every tag. The parameter maximum_days says what is old.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::ApiKey
#   remediation:
#     cli: |
#       # Give the clients a new key first
#       aws apigateway update-api-key --api-key KEY --patch-operations op=replace,path=/enabled,value=false
#     terraform: |
#       resource "aws_api_gateway_api_key" "this" {
#         name    = "client-2"
#         enabled = true
#       }
#     cloudformation: |
#       # Add a key with another logical id, move the clients, then
#       Enabled: false
#   parameters: {maximum_days: 90}
#   controls:
#     - {framework: nist-800-53-r5, id: IA-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
package apigw.api_key_age_90d

seconds_in_a_day := 86400

not_applicable if input.properties.Enabled == false

pass if {
	input.properties.Enabled == true
	is_number(input.facts.AgeSeconds)
	input.facts.AgeSeconds <= data.params.maximum_days * seconds_in_a_day
}

fail contains {"sub_key": "", "message": message} if {
	input.properties.Enabled == true
	is_number(input.facts.AgeSeconds)
	input.facts.AgeSeconds > data.params.maximum_days * seconds_in_a_day
	message := sprintf("the key is %d days old, more than %d", [
		floor(input.facts.AgeSeconds / seconds_in_a_day),
		data.params.maximum_days,
	])
}
