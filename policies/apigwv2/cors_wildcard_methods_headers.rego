# METADATA
# title: CORS names methods and headers where callers must log in
# description: >-
#   With a star the day a new method or header is added every allowed page may use it. Where no route asks for a login
#   a star passes.
# custom:
#   severity: low
#   resource: AWS::ApiGatewayV2::Api
#   remediation:
#     cli: |
#       # Replaces the whole CORS configuration
#       aws apigatewayv2 update-api --api-id API \
#         --cors-configuration AllowOrigins=https://app.example.com,AllowMethods=GET,POST,AllowHeaders=authorization
#     terraform: |
#       resource "aws_apigatewayv2_api" "this" {
#         cors_configuration {
#           allow_methods = ["GET", "POST"]
#           allow_headers = ["authorization", "content-type"]
#         }
#       }
#     cloudformation: |
#       CorsConfiguration:
#         AllowMethods: [GET, POST]
#         AllowHeaders: [authorization, content-type]
#   controls:
#     - {framework: nist-800-53-r5, id: CM-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigwv2.cors_wildcard_methods_headers

# The configuration allows neither.
not_applicable if {
	not input.facts.CorsMethods
	not input.facts.CorsHeaders
}

allows_something if input.facts.CorsMethods[0]

allows_something if input.facts.CorsHeaders[0]

pass if {
	allows_something
	sound_methods
	sound_headers
	is_array(input.facts.Authorization.Protected)
}

pass if {
	allows_something
	some_star
	count(input.facts.Authorization.Protected) == 0
}

sound_methods if not input.facts.CorsMethods

sound_methods if {
	is_array(input.facts.CorsMethods)
	every entry in input.facts.CorsMethods {
		is_named(entry)
	}
}

sound_headers if not input.facts.CorsHeaders

sound_headers if {
	is_array(input.facts.CorsHeaders)
	every entry in input.facts.CorsHeaders {
		is_named(entry)
	}
}

is_named(entry) if {
	every value in entry.Values {
		is_string(value)
		value != "*"
	}
}

is_star(entry) if "*" in entry.Values

some_star if {
	some entry in input.facts.CorsMethods
	is_star(entry)
}

some_star if {
	some entry in input.facts.CorsHeaders
	is_star(entry)
}

fail contains {"sub_key": "", "message": message} if {
	some entry in input.facts.CorsMethods
	is_star(entry)
	count(input.facts.Authorization.Protected) > 0
	message := "every method (*) is allowed"
}

fail contains {"sub_key": "", "message": message} if {
	some entry in input.facts.CorsHeaders
	is_star(entry)
	count(input.facts.Authorization.Protected) > 0
	message := "every header (*) is allowed"
}
