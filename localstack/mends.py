"""What the proxy mends: answers of an emulator that AWS would never give.

A mend is one function over one exchange. It changes nothing where the answer is
right, so that one list serves moto, LocalStack and an emulator that has learnt.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from fnmatch import fnmatchcase
from typing import NamedTuple

import answers
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
        services.user_of_iam,
        "moto names a user by an STS ARN and an access key's id; AWS by an IAM ARN and a user's id",
    ),
    Mend(
        "iam:ListAccountAliases",
        services.complete_aliases,
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
