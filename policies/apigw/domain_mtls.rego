# METADATA
# title: Domains of high security ask clients for a certificate
# description: >-
#   With mutual TLS a stolen token is of no use without the client's key. The trust store should be pinned to a
#   version, else whoever may write to its bucket decides who gets in, and AWS should have no complaint about its
#   certificates. Which domains need it is declared in aplomb.toml (IsHighSecurity). API Gateway looks at no
#   revocation lists.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::DomainName
#   remediation:
#     cli: |
#       aws apigateway update-domain-name --domain-name DOMAIN --patch-operations \
#         op=replace,path=/mutualTlsAuthentication/truststoreUri,value=s3://BUCKET/truststore.pem \
#         op=replace,path=/mutualTlsAuthentication/truststoreVersion,value=VERSION
#     terraform: |
#       resource "aws_api_gateway_domain_name" "this" {
#         mutual_tls_authentication {
#           truststore_uri     = "s3://${aws_s3_bucket.trust.id}/truststore.pem"
#           truststore_version = aws_s3_object.truststore.version_id
#         }
#       }
#     cloudformation: |
#       MutualTlsAuthentication:
#         TruststoreUri: s3://BUCKET/truststore.pem
#         TruststoreVersion: VERSION
#   controls:
#     - {framework: nist-800-53-r5, id: IA-3, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-8, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-23, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: partial}
package apigw.domain_mtls

import data.lib.text

not_applicable if input.facts.IsHighSecurity.Value == false

pass if {
	input.facts.IsHighSecurity.Value == true
	startswith(input.properties.MutualTlsAuthentication.TruststoreUri, "s3://")
	is_string(input.properties.MutualTlsAuthentication.TruststoreVersion)
	not unpinned
	no_warnings
}

asks_nobody if not input.properties.MutualTlsAuthentication.TruststoreUri

asks_nobody if input.properties.MutualTlsAuthentication.TruststoreUri == ""

unpinned if not input.properties.MutualTlsAuthentication.TruststoreVersion

unpinned if input.properties.MutualTlsAuthentication.TruststoreVersion == ""

warned if input.status.MutualTlsAuthentication.TruststoreWarnings[0]

no_warnings if not input.status.MutualTlsAuthentication

no_warnings if {
	is_object(input.status.MutualTlsAuthentication)
	not input.status.MutualTlsAuthentication.TruststoreWarnings
}

no_warnings if input.status.MutualTlsAuthentication.TruststoreWarnings == []

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsHighSecurity.Value == true
	asks_nobody
	message := "clients are asked for no certificate"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsHighSecurity.Value == true
	not asks_nobody
	unpinned
	message := "the trust store is pinned to no version"
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.IsHighSecurity.Value == true
	warned
	message := sprintf("AWS warns of the trust store: %s", [
		text.short(input.status.MutualTlsAuthentication.TruststoreWarnings[0], 120),
	])
}
