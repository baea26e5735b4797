# METADATA
# title: Access points let no stranger in, and those of models open to a VPC alone
# description: >-
#   A bucket that leaves access to its access points is only as private as their policies, which nobody sees who looks
#   at the bucket. Access points of buckets that hold models should take requests from a VPC only.
# custom:
#   severity: high
#   resource: AWS::S3::AccessPoint
#   remediation:
#     cli: |
#       aws s3control get-access-point-policy --account-id ACCOUNT --name NAME --query Policy --output text > policy.json
#       aws s3control put-access-point-policy --account-id ACCOUNT --name NAME --policy file://policy.json
#       # If nothing in it is needed: aws s3control delete-access-point-policy --account-id ACCOUNT --name NAME
#       # Where it takes requests from cannot be changed: make a new one, and delete the old one
#       aws s3control create-access-point --account-id ACCOUNT --name NEW_NAME --bucket BUCKET \
#         --vpc-configuration VpcId=VPC
#     terraform: |
#       resource "aws_s3_access_point" "this" {
#         bucket = aws_s3_bucket.this.id
#         name   = "this"
#         vpc_configuration {
#           vpc_id = aws_vpc.this.id
#         }
#       }
#     cloudformation: |
#       Type: AWS::S3::AccessPoint
#       Properties:
#         Bucket: !Ref Bucket
#         VpcConfiguration:
#           VpcId: !Ref Vpc
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
#     - {framework: nist-800-53-r5, id: SC-7, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: proxy}
package s3.access_point_policy_public

import data.lib.statement
import data.lib.text

# Only a VPC reaches it.
pass if {
	input.facts.PublicAccess.Public == false
	not input.facts.IsModel
}

pass if {
	input.facts.PublicAccess.Public == false
	input.facts.IsModel.Value == false
}

fail contains {"sub_key": key, "message": message} if {
	input.facts.PublicAccess.Public == true
	some grant in input.facts.PublicAccess.Grants
	key := statement.key(grant, input.facts.PublicAccess.Grants)
	message := sprintf("%s lets anyone %s", [statement.name(grant, input.facts.PublicAccess.Grants), deed])
}

fail contains {"sub_key": "", "message": "leads to models, and takes requests from the whole internet"} if {
	input.facts.IsModel.Value == true
}

# The fact lists the actions of all grants together: they are those of one only where there is one.
deed := sprintf("call %s", [text.listed(input.facts.PublicAccess.Actions, 2)]) if {
	count(input.facts.PublicAccess.Grants) == 1
}

deed := "read, list or change objects" if count(input.facts.PublicAccess.Grants) != 1
