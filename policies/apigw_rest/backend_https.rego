# METADATA
# title: The gateway reaches its backend over HTTPS
# description: >-
#   Over plain HTTP everybody on the way reads and changes what callers trusted to TLS. Through a VPC link the traffic
#   stays inside the network, but is as readable there; on port 443 of a load balancer it depends on the listener,
#   which is not read: unknown.
# custom:
#   severity: high
#   resource: AWS::ApiGateway::Method
#   remediation:
#     cli: |
#       aws apigateway update-integration --rest-api-id API --resource-id RESOURCE --http-method METHOD \
#         --patch-operations op=replace,path=/uri,value=https://backend.example.com/pets
#       aws apigateway create-deployment --rest-api-id API --stage-name STAGE
#     terraform: |
#       resource "aws_api_gateway_integration" "this" {
#         uri = "https://backend.example.com/pets"
#       }
#     cloudformation: |
#       Integration:
#         Uri: https://backend.example.com/pets
#   controls:
#     - {framework: nist-800-53-r5, id: SC-8, grade: partial}
#     - {framework: owasp-api-2023, id: "API10:2023", grade: partial}
package apigw_rest.backend_https

import data.lib.text

# No integration with an address: Lambda, another service of AWS, a mock.
not_applicable if not input.facts.Backend

pass if {
	input.facts.Backend.Scheme == "https"
	is_object(input.properties.Integration)
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.Backend.Scheme == "http"
	not is_undecided
	message := sprintf("the backend %s is called over plain HTTP", [text.short(input.facts.Backend.Host, 64)])
}

# The load balancer's listener decides.
is_undecided if {
	input.properties.Integration.ConnectionType == "VPC_LINK"
	regex.match(`^[^/]*//[^/]*:443(/|$)`, input.properties.Integration.Uri)
}

# The stage variable may hold a port.
is_undecided if {
	input.properties.Integration.ConnectionType == "VPC_LINK"
	startswith(input.properties.Integration.Uri, "${")
}
