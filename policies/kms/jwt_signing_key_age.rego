# METADATA
# title: Keys that sign tokens are at most 90 days old
# description: >-
#   Whoever gets hold of a signing key can be anybody until it is exchanged. KMS does not rotate asymmetric keys: make
#   a new one, publish both public keys, move the alias, then disable the old one. Which keys sign tokens is declared
#   as IsTokenSigning in aplomb.toml.
# custom:
#   severity: low
#   resource: AWS::KMS::Key
#   remediation:
#     cli: |
#       aws kms create-key --key-usage SIGN_VERIFY --key-spec RSA_2048
#       aws kms update-alias --alias-name alias/NAME --target-key-id NEW_KEY
#       # When the last token that it signed has expired
#       aws kms disable-key --key-id KEY
#     terraform: |
#       # A new resource beside the old one; the alias moves
#       resource "aws_kms_key" "signing_next" {
#         key_usage                = "SIGN_VERIFY"
#         customer_master_key_spec = "RSA_2048"
#       }
#       resource "aws_kms_alias" "signing" {
#         name          = "alias/NAME"
#         target_key_id = aws_kms_key.signing_next.id
#       }
#     cloudformation: |
#       # A new resource beside the old one; the alias moves
#       SigningNext:
#         Type: AWS::KMS::Key
#         Properties:
#           KeyUsage: SIGN_VERIFY
#           KeySpec: RSA_2048
#       Signing:
#         Type: AWS::KMS::Alias
#         Properties:
#           AliasName: alias/NAME
#           TargetKeyId: !Ref SigningNext
#   parameters: {maximum_days: 90}
#   controls:
#     - {framework: nist-800-53-r5, id: SC-12, grade: partial}
#     - {framework: owasp-api-2023, id: "API2:2023", grade: proxy}
package kms.jwt_signing_key_age

# A key that does not sign.
not_applicable if not input.facts.IsTokenSigning

not_applicable if input.facts.IsTokenSigning.Value == false

not_applicable if not_live

pass if {
	signs
	is_number(input.facts.AgeSeconds)
	input.facts.AgeSeconds <= data.params.maximum_days * 86400
}

fail contains {"sub_key": "", "message": message} if {
	signs
	input.facts.AgeSeconds > data.params.maximum_days * 86400
	message := sprintf("the key signs tokens and is %d days old, more than %d", [
		floor(input.facts.AgeSeconds / 86400),
		data.params.maximum_days,
	])
}

signs if {
	input.facts.IsTokenSigning.Value == true
	input.status.KeyState == "Enabled"
}

# It signs nothing any more, or nothing yet.
not_live if {
	is_string(input.status.KeyState)
	input.status.KeyState != "Enabled"
}
