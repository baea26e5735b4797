# METADATA
# title: Certificates kept in IAM are valid for 30 more days
# description: >-
#   IAM neither renews a certificate nor warns before it ends. What still uses it then breaks, or teaches people to
#   click warnings away. Certificates belong into AWS Certificate Manager, which renews them.
# custom:
#   severity: medium
#   resource: AWS::IAM::ServerCertificate
#   remediation:
#     cli: |
#       # Put one of AWS Certificate Manager into its place first
#       aws acm request-certificate --domain-name NAME --validation-method DNS
#       aws iam delete-server-certificate --server-certificate-name CERTIFICATE
#     terraform: |
#       # In the place of aws_iam_server_certificate
#       resource "aws_acm_certificate" "this" {
#         domain_name       = "NAME"
#         validation_method = "DNS"
#       }
#     cloudformation: |
#       # In the place of AWS::IAM::ServerCertificate
#       Certificate:
#         Type: AWS::CertificateManager::Certificate
#         Properties:
#           DomainName: NAME
#           ValidationMethod: DNS
#   parameters: {minimum_days: 30}
#   controls:
#     - {framework: aws-security-hub, id: IAM.26, grade: partial}
#     - {framework: cis-aws-3.0, id: "1.19", grade: partial}
#     - {framework: cis-aws-4.0.1, id: "1.19", grade: partial}
#     - {framework: cis-aws-5.0, id: "1.18", grade: partial}
#     - {framework: cis-aws-6.0, id: "2.18", grade: partial}
#     - {framework: cis-aws-7.0, id: "2.17", grade: partial}
#     - {framework: nist-800-53-r5, id: SC-17, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package iam.server_certificate_expired

pass if {
	is_number(input.facts.SecondsToExpiry)
	input.facts.SecondsToExpiry >= data.params.minimum_days * 86400
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.SecondsToExpiry < 0
	message := sprintf("the certificate expired %d days ago", [floor(abs(input.facts.SecondsToExpiry) / 86400)])
}

fail contains {"sub_key": "", "message": message} if {
	input.facts.SecondsToExpiry >= 0
	input.facts.SecondsToExpiry < data.params.minimum_days * 86400
	message := sprintf("the certificate expires in %d days, less than %d", [
		floor(input.facts.SecondsToExpiry / 86400),
		data.params.minimum_days,
	])
}
