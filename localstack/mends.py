"""What the proxy mends: answers of an emulator that AWS would never give.

A mend is one function over one exchange. It changes nothing where the answer is
right, so that one list serves moto, LocalStack and an emulator that has learnt.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from fnmatch import fnmatchcase
from typing import NamedTuple

import answers
import history
import mends_apigateway as rest
import mends_apigatewayv2 as http
import mends_audit as audit
import mends_iam as iam
import mends_s3 as s3
import mends_services as services
from exchange import JSON, Exchange


class Mend(NamedTuple):
    """Which calls are mended (a glob), by what, and what the fault is."""

    calls: str
    function: Callable[[Exchange], Awaitable[None]]
    fault: str


async def unknown_operation(x: Exchange) -> None:
    page = x.status == 404 and x.body.lstrip()[:14].lower() == b"<!doctype html"
    if page or (x.status == 501 and b"InternalFailure" in x.body):
        x.answer(answers.unknown_operation(x.call))


async def json_content_type(x: Exchange) -> None:
    html = x.headers.get("content-type", "").startswith("text/html")
    if html and "json" in x.call.protocol and x.body[:1] == b"{":
        x.headers["content-type"] = JSON if x.call.protocol == "json" else "application/json"


MENDS = (
    Mend(
        "sts:GetCallerIdentity",
        iam.user_of_iam,
        "moto names a user by an STS ARN and an access key's id; AWS by an IAM ARN and a user's id",
    ),
    Mend(
        "iam:ListAccountAliases",
        iam.complete_aliases,
        "moto leaves out IsTruncated",
    ),
    Mend(
        "account:ListRegions",
        services.list_of_regions,
        "neither emulator has it; the answer is that of a fresh account: the regions that are enabled by default",
    ),
    Mend(
        "ec2:DescribeRegions",
        services.enabled_regions,
        "regions that the account has not opted into are listed, though AllRegions was not asked for",
    ),
    Mend(
        "s3:CreateBucket",
        s3.fresh_bucket,
        "moto sets neither block public access nor BucketOwnerEnforced on a new bucket",
    ),
    Mend(
        "s3:PutBucketAcl",
        s3.whole_canned_acl,
        "moto shows one permission of canned ACLs that grant two",
    ),
    Mend(
        "s3:ListBuckets",
        s3.page_of_buckets,
        "moto leaves out BucketRegion, cuts the list at MaxBuckets without a token, and names another owner than the ACLs do",
    ),
    Mend(
        "s3:GetBucketEncryption",
        s3.default_encryption,
        "moto answers ServerSideEncryptionConfigurationNotFoundError, never given since 2023: the default is AES256",
    ),
    Mend(
        "s3:Put*",
        s3.remember,
        "remembers what moto forgets: MfaDelete, object sizes and version counts of lifecycle rules, key format of logging",
    ),
    Mend(
        "s3:Get*",
        s3.recall,
        "answers what was put, where the emulator left an element of it out",
    ),
    Mend(
        "s3:Get*",
        s3.root_element,
        "moto names the root after the operation: versioning, notification, acceleration",
    ),
    Mend(
        "s3:GetBucketPolicyStatus",
        s3.policy_status,
        "moto takes Allow with NotPrincipal for not public, and any condition for one that holds callers",
    ),
    Mend(
        "s3:GetObjectLockConfiguration",
        s3.one_retention_unit,
        "moto answers Days and Years; AWS the one that was set",
    ),
    Mend(
        "s3:Get*",
        s3.unknown_subresource,
        "moto answers a sub-resource that it does not know with a list of objects",
    ),
    Mend(
        "s3control:*",
        s3.result_element,
        "moto's root is XResponse; AWS's is XResult",
    ),
    Mend(
        "s3control:ListAccessPoints",
        s3.access_points_of_region,
        "moto lists those of all regions, all with ARNs of us-east-1, without BucketAccountId",
    ),
    Mend(
        "s3control:GetAccessPoint",
        s3.access_point_at_home,
        "moto answers in every region, with an ARN of us-east-1, without BucketAccountId",
    ),
    Mend(
        "kms:DescribeKey",
        services.key_of_stranger,
        "an ARN of another account is answered with the own key or NotFoundException; AWS denies access",
    ),
    Mend(
        "kms:DescribeKey",
        services.key_metadata,
        "AWS managed keys are called CUSTOMER; moto leaves KeyUsage and MultiRegion null and lists that are empty",
    ),
    Mend(
        "kms:ListAliases",
        services.list_of_aliases,
        "moto's alias/aws/... name keys that do not exist, where AWS gives no TargetKeyId; LocalStack leaves out Truncated",
    ),
    Mend(
        "cloudtrail:DescribeTrails",
        services.custom_selectors,
        "moto always says that a trail has no event selectors of its own",
    ),
    Mend(
        "cloudtrail:GetEventSelectors",
        services.one_kind_of_selectors,
        "moto answers both kinds; AWS the one in force, filled with its defaults, and a default selector where none was put",
    ),
    Mend(
        "iam:GetAccountAuthorizationDetails",
        iam.policies_in_use,
        "moto lists every AWS managed policy; AWS those that somebody has; moto leaves out PermissionsBoundaryUsageCount",
    ),
    Mend(
        "iam:GetAccountAuthorizationDetails",
        iam.page_of_details,
        "moto answers all at once; AWS 100, or as many as were asked for",
    ),
    Mend(
        "iam:GetAccountPasswordPolicy",
        iam.no_age_of_passwords,
        "moto answers MaxPasswordAge 0 where passwords do not expire",
    ),
    Mend(
        "iam:ListVirtualMFADevices",
        iam.no_seeds,
        "moto answers the secret seed of each device; AWS only when it is made",
    ),
    Mend(
        "iam:GetAccountSummary",
        iam.whole_summary,
        "moto leaves out AccountPasswordPresent",
    ),
    Mend(
        "iam:GetAccessKeyLastUsed",
        iam.never_used,
        "moto answers an empty LastUsedDate of a key that was never used",
    ),
    Mend(
        "iam:UploadServerCertificate",
        iam.remember_certificate,
        "remembers from when to when a server certificate is valid: moto gives all the same dates",
    ),
    Mend(
        "iam:ListServerCertificates",
        iam.dates_of_certificates,
        "answers the dates of the certificate",
    ),
    Mend(
        "iam:GetCredentialReport",
        iam.whole_credential_report,
        "moto leaves out root, gives dates of passwords that do not exist, and dates the report of 2015; LocalStack names one user only",
    ),
    Mend(
        "apigateway:*",
        rest.remember,
        "remembers what moto forgets: documentation version, canary and client certificate of stages, mutual TLS and policy of domains, parts of integrations, dates of stages",
    ),
    Mend(
        "apigateway:UpdateStage",
        rest.update_stage,
        "remembers which settings of a method were set: moto fills in others than AWS",
    ),
    Mend(
        "apigateway:Get*",
        rest.recall,
        "answers what was put where moto left it out; what is not set is absent, not null; LocalStack calls every security policy TLS_1_2",
    ),
    Mend(
        "apigateway:GetRestApi*",
        rest.escaped_policy,
        "AWS answers a policy with escaped quotes and whole ARNs, and neither a version nor media types that nobody set",
    ),
    Mend(
        "apigateway:GetModels",
        rest.first_models,
        "moto leaves out the two models that every API begins with",
    ),
    Mend(
        "apigateway:GetApiKey*",
        rest.no_key_values,
        "values of keys are answered only where they are asked for",
    ),
    Mend(
        "apigateway:CreateDeployment",
        rest.deployed,
        "remembers how each method was protected when the API was deployed",
    ),
    Mend(
        "apigateway:GetDeployment",
        rest.summary_of_deployment,
        "moto leaves out apiSummary",
    ),
    Mend(
        "apigateway:GetGatewayResponses",
        rest.all_gateway_responses,
        "moto lists those that are set; AWS all, with its own defaults",
    ),
    *(
        Mend(f"apigateway:{made}", rest.put_on_shelf, f"moto lacks it and {listed}: kept in memory")
        for made, listed in rest.SHELVES.items()
    ),
    *(
        Mend(f"apigateway:{listed}", rest.take_from_shelf, "moto lacks it: answers what was made")
        for listed in rest.SHELVES.values()
    ),
    Mend("apigateway:Get*", rest.page, "moto answers all at once; AWS 25, or as many as were asked for"),
    Mend(
        "apigateway:CreateDomainName",
        rest.domain_in_both,
        "moto keeps domains of REST and HTTP APIs apart; AWS has one list of regional ones",
    ),
    Mend(
        "wafv2:*WebACL",
        rest.web_acls,
        "LocalStack lacks them: remembers which stage has one",
    ),
    Mend(
        "apigatewayv2:CreateApi",
        http.no_wildcard_with_credentials,
        "moto takes any origin with credentials; AWS refuses it",
    ),
    Mend(
        "apigatewayv2:CreateAuthorizer",
        http.remember_authorizer,
        "remembers the id: moto lists no authorizers",
    ),
    Mend(
        "apigatewayv2:GetAuthorizers",
        http.list_of_authorizers,
        "moto lacks it: each is asked for",
    ),
    Mend(
        "apigatewayv2:GetApiMappings",
        http.mappings_of_rest_apis,
        "moto leaves out a domain's mappings to REST APIs",
    ),
    Mend(
        "apigatewayv2:Get*",
        http.tidy,
        "moto answers null, https for WebSocket APIs, and no AuthorizationType where none was put",
    ),
    Mend("apigatewayv2:Get*", http.page, "moto answers all at once; AWS as many as were asked for"),
    Mend(
        "kms:EnableKeyRotation",
        audit.remember_rotation,
        "remembers the period: moto forgets it",
    ),
    Mend(
        "kms:GetKeyRotationStatus",
        audit.whole_rotation,
        "moto leaves out period and next date, calls AWS managed keys not rotated, and knows of asymmetric ones",
    ),
    Mend(
        "kms:GetKeyPolicy",
        audit.policy_of_managed_key,
        "moto gives AWS managed keys the policy of a customer's",
    ),
    Mend(
        "cloudtrail:GetInsightSelectors",
        audit.no_insights,
        "moto answers nothing where AWS says InsightNotEnabledException",
    ),
    Mend(
        "cloudtrail:DescribeTrails",
        audit.insights_of_trails,
        "moto always says that a trail has no insight selectors",
    ),
    Mend(
        "cloudtrail:*EventDataStore*",
        audit.event_data_stores,
        "moto lacks them: kept in memory",
    ),
    Mend(
        "cloudtrail:DescribeTrails",
        audit.without_nulls,
        "what is not set is absent, not null",
    ),
    Mend(
        "logs:CreateLogGroup",
        audit.remember_log_group,
        "remembers deletion protection: moto forgets it",
    ),
    Mend(
        "logs:DescribeLogGroups",
        audit.whole_log_groups,
        "moto leaves out the class and deletion protection, and counts no metric filters",
    ),
    Mend(
        "logs:DescribeResourcePolicies",
        audit.scope_of_policies,
        "moto leaves out the scope",
    ),
    Mend(
        "logs:*AccountPolic*",
        audit.account_policies,
        "moto lacks them: kept in memory",
    ),
    Mend(
        "logs:Describe*",
        audit.without_nulls,
        "what is not set is absent, not null",
    ),
    *(
        Mend(f"{service}:List*", audit.without_nulls, "what is not set is absent, not null")
        for service in ("kms", "organizations")
    ),
    Mend(
        "organizations:DescribeEffectivePolicy",
        audit.no_effective_policy,
        "moto lacks it; AWS answers EffectivePolicyNotFoundException where no policy of the type is in force",
    ),
    Mend(
        "*",
        history.as_time_made_it,
        "an emulator makes everything now: answers the dates, last uses and deliveries that seed.py told (history.py)",
    ),
    Mend("*", json_content_type, "moto calls JSON text/html"),
    Mend(
        "*",
        unknown_operation,
        "what the emulator lacks gets an HTML page with 404 (moto) or InternalFailure with 501 (LocalStack); AWS names no such operation in the service's protocol",
    ),
)


async def mend(x: Exchange) -> None:
    """Applies every mend of the call, in the order of the list."""
    for entry in MENDS:
        if fnmatchcase(str(x.call), entry.calls):
            await entry.function(x)


if __name__ == "__main__":
    for entry in MENDS:
        print(f"| `{entry.calls}` | {entry.fault} |")
