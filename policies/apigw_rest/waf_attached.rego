# METADATA
# title: A web ACL stands before the stage
# description: >-
#   A web ACL drops known attacks, bad sources and floods before they reach the API. Stages of private APIs are left
#   out. Where the default endpoint is off, a web ACL of CloudFront may do the work; this version does not read
#   CloudFront, so such a stage without one of its own is unknown.
# custom:
#   severity: medium
#   resource: AWS::ApiGateway::Stage
#   remediation:
#     cli: |
#       aws wafv2 associate-web-acl --web-acl-arn WEB_ACL_ARN --resource-arn STAGE_ARN
#     terraform: |
#       resource "aws_wafv2_web_acl_association" "this" {
#         resource_arn = aws_api_gateway_stage.this.arn
#         web_acl_arn  = aws_wafv2_web_acl.this.arn
#       }
#     cloudformation: |
#       Association:
#         Type: AWS::WAFv2::WebACLAssociation
#         Properties:
#           ResourceArn: !Sub arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}
#           WebACLArn: !GetAtt WebAcl.Arn
#   controls:
#     - {framework: aws-fsbp-1.0.0, id: APIGateway.4, grade: partial}
#     - {framework: nist-800-53-r5, id: AC-4(21), grade: proxy}
#     - {framework: nist-800-53-r5, id: SC-7, grade: partial}
#     - {framework: nist-800-53-r5, id: SI-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API8:2023", grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: proxy}
package apigw_rest.waf_attached

# WAF classic has ARNs (regional) or bare ids (EDGE); AWS answers the ARN.
has_acl if startswith(input.status.WebAclArn, "arn:")

# Its callers are inside networks already.
not_applicable if {
	not has_acl
	input.facts.ApiReach.EndpointTypes == ["PRIVATE"]
}

pass if {
	has_acl
	is_object(input.facts.ApiReach)
}

fail contains {"sub_key": "", "message": message} if {
	not input.status.WebAclArn
	some kind in input.facts.ApiReach.EndpointTypes
	kind in {"EDGE", "REGIONAL"}
	input.facts.ApiReach.DefaultEndpoint == true
	message := "no web ACL stands before the stage, and its default endpoint is on"
}
