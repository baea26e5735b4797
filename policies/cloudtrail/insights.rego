# METADATA
# title: The trail reports unusual rates of calls and errors
# description: >-
#   A stolen key that is tried out, or a program that works at machine speed, stands out from what is usual long
#   before anybody reads the log. CloudTrail Insights compares rates of calls and of errors in management events.
# custom:
#   severity: low
#   resource: AWS::CloudTrail::Trail
#   remediation:
#     cli: |
#       # Replaces the trail's insight selectors; Insights are charged by analysed event
#       aws cloudtrail put-insight-selectors --trail-name TRAIL --insight-selectors \
#         '[{"InsightType":"ApiCallRateInsight"},{"InsightType":"ApiErrorRateInsight"}]'
#     terraform: |
#       resource "aws_cloudtrail" "this" {
#         insight_selector {
#           insight_type = "ApiCallRateInsight"
#         }
#         insight_selector {
#           insight_type = "ApiErrorRateInsight"
#         }
#       }
#     cloudformation: |
#       InsightSelectors:
#         - InsightType: ApiCallRateInsight
#         - InsightType: ApiErrorRateInsight
#   controls:
#     - {framework: nist-800-53-r5, id: SI-4, grade: partial}
#     - {framework: owasp-api-2023, id: "API4:2023", grade: proxy}
package cloudtrail.insights

wanted := {"ApiCallRateInsight", "ApiErrorRateInsight"}

# None is absent: Insights are off.
missing := wanted - {selector.InsightType | some selector in input.properties.InsightSelectors; of_management(selector)}

pass if count(missing) == 0

fail contains {"sub_key": "", "message": message} if {
	count(missing) > 0
	message := sprintf("Insights of management events lack %s", [concat(" and ", sort(missing))])
}

# Without categories a selector is for management events.
of_management(selector) if not selector.EventCategories

of_management(selector) if "Management" in selector.EventCategories
