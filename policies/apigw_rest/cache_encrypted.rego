# METADATA
# title: Cached answers are encrypted
# description: >-
#   The cache keeps whole answers, personal data included, for up to an hour. Encryption at rest is off unless it is
#   asked for. A stage with a cache and without settings keeps the answers to GET; where settings name some methods
#   only, it is not known what the others do.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations \
#         'op=replace,path=/*/*/caching/dataEncrypted,value=true'
#     terraform: |
#       resource "aws_api_gateway_method_settings" "all" {
#         method_path = "*/*"
#         settings {
#           caching_enabled      = true
#           cache_data_encrypted = true
#         }
#       }
#     cloudformation: |
#       MethodSettings:
#         - ResourcePath: "/*"
#           HttpMethod: "*"
#           CachingEnabled: true
#           CacheDataEncrypted: true
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: APIGateway.5, grade: partial}
#     - {framework: nist-800-53-r5, id: CA-9(1), grade: proxy}
#     - {framework: nist-800-53-r5, id: CM-3(6), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7(10), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-13, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-28, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-28(1), grade: partial}
#     - {framework: nist-800-53-r5, id: SI-7(6), grade: proxy}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
package apigw_rest.cache_encrypted

import data.lib.text

caching contains setting if {
	some setting in input.properties.MethodSettings
	setting.CachingEnabled == true
}

# Without a cluster nothing is cached, whatever the methods say; absent is off.
not_applicable if not input.properties.CacheClusterEnabled

# The setting for all methods that have none of their own.
for_all if {
	some setting in input.properties.MethodSettings
	setting.ResourcePath == "/*"
	setting.HttpMethod == "*"
}

not_applicable if {
	input.properties.CacheClusterEnabled == true
	for_all
	count(caching) == 0
}

pass if {
	input.properties.CacheClusterEnabled == true
	for_all
	count(caching) > 0
	every setting in caching {
		setting.CacheDataEncrypted == true
	}
}

# API Gateway Developer Guide, "Cache settings for REST APIs": GET is cached by default. Encryption is asked for.
fail contains {"sub_key": "", "message": message} if {
	input.properties.CacheClusterEnabled == true
	not input.properties.MethodSettings
	message := "the stage has a cache and no settings: answers to GET are cached without encryption"
}

# Absent is not encrypted.
fail contains {"sub_key": method, "message": message} if {
	input.properties.CacheClusterEnabled == true
	some setting in caching
	not setting.CacheDataEncrypted == true
	method := sprintf("%s %s", [setting.HttpMethod, setting.ResourcePath])
	message := sprintf("answers of %s are cached without encryption", [text.short(method, 64)])
}
