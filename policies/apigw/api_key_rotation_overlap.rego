# METADATA
# title: A replaced API key is disabled within a day
# description: >-
#   When a key is renewed the old one should work only as long as the clients need to change over; what stays enabled
#   is a second way in that nobody watches. Keys of one customer belong together, else those whose names differ by a
#   version or date only. The parameter maximum_hours says how long both may work.
# custom:
#   severity: info
#   resource: AWS::ApiGateway::ApiKey
#   remediation:
#     cli: |
#       aws apigateway update-api-key --api-key OLD_KEY --patch-operations op=replace,path=/enabled,value=false
#     terraform: |
#       resource "aws_api_gateway_api_key" "old" {
#         enabled = false
#       }
#     cloudformation: |
#       # The old key
#       Enabled: false
#   parameters: {maximum_hours: 24}
#   controls:
#     - {framework: nist-800-53-r5, id: IA-5, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
package apigw.api_key_rotation_overlap

import data.lib.text

seconds_in_an_hour := 3600

not_applicable if input.properties.Enabled == false

not_applicable if {
	input.properties.Enabled == true
	input.facts.RotationPartners.Keys == []
}

has_partners if count(input.facts.RotationPartners.Keys) > 0

pass if {
	input.properties.Enabled == true
	has_partners
	is_number(input.facts.AgeSeconds)
	every key in input.facts.RotationPartners.Keys {
		is_fine(key)
	}
}

# An older key is the one that was replaced.
is_fine(key) if key.AgeSeconds > input.facts.AgeSeconds

is_fine(key) if key.AgeSeconds <= data.params.maximum_hours * seconds_in_an_hour

fail contains {"sub_key": "", "message": message} if {
	input.properties.Enabled == true
	is_number(input.facts.AgeSeconds)
	newer := {key.Id |
		some key in input.facts.RotationPartners.Keys
		is_number(key.AgeSeconds)
		not is_fine(key)
	}
	count(newer) > 0
	message := sprintf("the key still works more than %d hours after it was replaced by %s", [
		data.params.maximum_hours,
		text.listed(newer, 2),
	])
}
