# METADATA
# title: Block public access
# description: >-
#   The four switches that accounts, buckets and access points have in common.
package lib.public_access

flags := {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"}
