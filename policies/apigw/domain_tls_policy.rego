# METADATA
# title: The domain takes TLS 1.2 or later only
# description: >-
#   TLS 1.0 has known weaknesses, and who can stand between may talk both sides down to it. The parameter accepted
#   holds the policies that will do (* for any text): leave out TLS_1_2 to ask for what AWS recommends. A domain with
#   mutual TLS can have no other than TLS_1_2.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::DomainName
#   remediation:
#     cli: |
#       aws apigateway update-domain-name --domain-name DOMAIN --patch-operations \
#         op=replace,path=/securityPolicy,value=TLS_1_2
#     terraform: |
#       resource "aws_api_gateway_domain_name" "this" {
#         security_policy = "TLS_1_2"
#       }
#     cloudformation: |
#       SecurityPolicy: TLS_1_2
#   parameters:
#     accepted: [TLS_1_2, "SecurityPolicy_TLS13_*", "SecurityPolicy_TLS12_PFS_*"]
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: APIGateway.11, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-8, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-8(1), grade: partial}
#     - {framework: nist-800-53-r5, id: SC-13, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw.domain_tls_policy

import data.lib.pattern
import data.lib.text

pass if pattern.matches(input.properties.SecurityPolicy, data.params.accepted)

fail contains {"sub_key": "", "message": message} if {
	policy := input.properties.SecurityPolicy
	is_string(policy)
	not pattern.matches(policy, data.params.accepted)
	message := sprintf("the security policy is %s", [text.short(policy, 64)])
}
