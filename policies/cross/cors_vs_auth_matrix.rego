# METADATA
# title: No path that asks for a login answers pages of strangers
# description: >-
#   What a browser allows is decided by all places that set CORS headers together: the preflight answer, the answers
#   of the methods, the gateway's own errors. Judged is the widest origin of each path that asks for a login or a key:
#   any, a pattern or reflection that strangers can satisfy, or null, which every page can send. Where a backend sets
#   the headers by itself they cannot be seen: unknown.
# custom:
#   severity: high
#   resource: [AWS::ApiGateway::RestApi, AWS::ApiGatewayV2::Api]
#   remediation:
#     cli: |
#       # HTTP API: replaces the whole CORS configuration
#       aws apigatewayv2 update-api --api-id API \
#         --cors-configuration AllowOrigins=https://app.example.com,AllowMethods=GET
#       # REST API: the headers of the path, then deploy
#       aws apigateway update-integration-response --rest-api-id API --resource-id RESOURCE --http-method OPTIONS \
#         --status-code 200 --patch-operations file://patch.json
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       # aws_api_gateway_integration_response.response_parameters
#       "method.response.header.Access-Control-Allow-Origin" = "'https://app.example.com'"
#     cloudformation: |
#       # HTTP API
#       CorsConfiguration:
#         AllowOrigins: ["https://app.example.com"]
#   controls:
#     - {framework: nist-800-53-r5, id: AC-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package cross.cors_vs_auth_matrix

import data.lib.text

strange := {"any", "scheme-any", "reflecting", "null"}

sound := {"anchored", "exact", "loopback", "none"}

protected := [entry | some entry in input.facts.CorsMatrix; entry.Protected == true]

# No CORS configuration, or every path is open to all anyway.
not_applicable if not input.facts.CorsMatrix

not_applicable if {
	is_array(input.facts.CorsMatrix)
	every entry in input.facts.CorsMatrix {
		entry.Protected == false
	}
}

pass if {
	count(protected) > 0
	every entry in protected {
		entry.Origin in sound
		entry.Source in {"preflight", "response", "gateway", "none"}
	}
}

fail contains {"sub_key": entry.Path, "message": message} if {
	some entry in protected
	entry.Origin in strange
	message := sprintf("%s asks for a login, yet its %s allows %s%s", [
		text.short(entry.Path, 64),
		place(entry),
		wording[entry.Origin],
		credentials(entry),
	])
}

place(entry) := "preflight answer" if entry.Source == "preflight"

place(entry) := "own answer" if entry.Source == "response"

place(entry) := "gateway response" if entry.Source == "gateway"

place(entry) := "backend" if not entry.Source in {"preflight", "response", "gateway"}

wording := {
	"any": "every origin (*)",
	"scheme-any": "every origin of a scheme",
	"reflecting": "origins that strangers can match",
	"null": "the origin null, which every page can send",
}

credentials(entry) := ", with credentials" if entry.Credentials == true

credentials(entry) := "" if not entry.Credentials
