"""Fills an emulated account: `demo` is deliberately faulty, `good` is not, `many` is large.

    python localstack/seed.py --endpoint-url http://127.0.0.1:5000

What is filled in stands in buckets.py, filling.py, identities.py, rest_apis.py, plans.py, http_apis.py and
audit.py. Never point this at a real account.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import filling
import seed_audit
import seed_http_apis
import seed_identities
import seed_rest_apis
from buckets import BUCKETS, GONE
from emulated import THREADS, Account
from resources import EU, ON, US, AccessPoint, Bucket, Trail
from statements import LOGS_ALLOWED, Document

LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}


def block(flags: tuple[str, ...]) -> dict[str, bool]:
    return {flag: flag in flags for flag in ON}


def make_bucket(account: Account, bucket: Bucket) -> None:
    s3 = account.client("s3", bucket.region)
    place = {"CreateBucketConfiguration": {"LocationConstraint": bucket.region}}
    more = {} if bucket.region == US else place
    s3.create_bucket(Bucket=bucket.name, ObjectLockEnabledForBucket=bucket.lock, **more)
    for what, call, parameters in _settings(account, s3, bucket):
        account.attempt(f"{what} of {bucket.name}", call, Bucket=bucket.name, **parameters)


def _settings(
    account: Account, s3: Any, bucket: Bucket
) -> list[tuple[str, Callable[..., Any], dict[str, Any]]]:
    """The calls that make a bucket what it is, in an order that AWS takes."""
    calls: list[tuple[str, Callable[..., Any], dict[str, Any]]] = []

    def put(what: str, call: Callable[..., Any], **parameters: Any) -> None:
        calls.append((what, call, parameters))

    if bucket.block != ON:
        put("block", s3.delete_public_access_block)
    if bucket.acl:
        # The list must be there before ownership makes it void.
        writer = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
        put("ownership", s3.put_bucket_ownership_controls, OwnershipControls=writer)
        put("acl", s3.put_bucket_acl, ACL=bucket.acl)
        rules = {"Rules": [{"ObjectOwnership": bucket.ownership}]}
        put("ownership", s3.put_bucket_ownership_controls, OwnershipControls=rules)
    if bucket.encryption:
        rule = encryption_rule(account, bucket)
        put("encryption", s3.put_bucket_encryption, ServerSideEncryptionConfiguration={"Rules": [rule]})
    if bucket.mfa_delete:
        status = {"Status": "Enabled", "MFADelete": "Enabled"}
        device = f"arn:{account.partition}:iam::{account.id}:mfa/root 123456"
        put("versioning", s3.put_bucket_versioning, VersioningConfiguration=status, MFA=device)
    elif bucket.versioning and not bucket.lock:
        put("versioning", s3.put_bucket_versioning, VersioningConfiguration={"Status": bucket.versioning})
    if bucket.retention:
        lock = {"ObjectLockEnabled": "Enabled", "Rule": bucket.retention}
        put("lock", s3.put_object_lock_configuration, ObjectLockConfiguration=lock)
    if bucket.policy:
        put("policy", s3.put_bucket_policy, Policy=account.policy(bucket.policy, bucket.name))
    if bucket.block not in (ON, None):
        flags = block(bucket.block or ())
        put("block", s3.put_public_access_block, PublicAccessBlockConfiguration=flags)
    if bucket.tags:
        tags = [{"Key": key, "Value": value} for key, value in bucket.tags.items()]
        put("tags", s3.put_bucket_tagging, Tagging={"TagSet": tags})
    if bucket.lifecycle:
        rules = {"Rules": list(bucket.lifecycle)}
        put("lifecycle", s3.put_bucket_lifecycle_configuration, LifecycleConfiguration=rules)
    if bucket.cors:
        put("cors", s3.put_bucket_cors, CORSConfiguration={"CORSRules": list(bucket.cors)})
    if bucket.website:
        site = {"IndexDocument": {"Suffix": "index.html"}}
        put("website", s3.put_bucket_website, WebsiteConfiguration=site)
    return calls


def encryption_rule(account: Account, bucket: Bucket) -> Document:
    algorithm, key = bucket.encryption or ("AES256", "")
    default = {"SSEAlgorithm": algorithm}
    if key.startswith("arn of "):
        default["KMSMasterKeyID"] = account.keys[bucket.region, key.removeprefix("arn of ")]
    elif key:
        default["KMSMasterKeyID"] = account.filled_in(key)
    return {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}


def log_accesses(account: Account, buckets: list[Bucket]) -> None:
    """Turns access logs on; a target that is faulty is made so only afterwards."""
    targets = {bucket.logs_to for bucket in buckets if bucket.logs_to}
    for target in (bucket for bucket in buckets if bucket.name in targets):
        s3 = account.client("s3", target.region)
        faulty = not target.acl and LOGS_ALLOWED not in target.policy
        if faulty:
            allowed = account.policy((LOGS_ALLOWED,), target.name)
            s3.put_bucket_policy(Bucket=target.name, Policy=allowed)
        for source in (bucket for bucket in buckets if bucket.logs_to == target.name):
            status = {"LoggingEnabled": {"TargetBucket": target.name, "TargetPrefix": f"{source.name}/"}}
            what = f"logging of {source.name}"
            account.attempt(what, s3.put_bucket_logging, Bucket=source.name, BucketLoggingStatus=status)
        if faulty:
            policy = account.policy(target.policy, target.name)
            s3.put_bucket_policy(Bucket=target.name, Policy=policy)


def delete_bucket(account: Account, bucket: Bucket) -> None:
    s3 = account.client("s3", bucket.region)
    # moto delivers logs at once, and only an empty bucket can be deleted.
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket.name):
        for content in page.get("Contents", []):
            s3.delete_object(Bucket=bucket.name, Key=content["Key"])
    s3.delete_bucket(Bucket=bucket.name)


def make_access_point(account: Account, point: AccessPoint, region: str) -> None:
    client = account.client("s3control", region)
    what = f"access point {point.name}"
    vpc = {"VpcConfiguration": {"VpcId": point.vpc}} if point.vpc else {}
    account.attempt(
        what,
        client.create_access_point,
        AccountId=account.id,
        Name=point.name,
        Bucket=point.bucket,
        PublicAccessBlockConfiguration=block(point.block),
        **vpc,
    )
    if point.policy:
        policy = account.policy(point.policy)
        put = client.put_access_point_policy
        account.attempt(f"policy of {what}", put, AccountId=account.id, Name=point.name, Policy=policy)


def make_trail(account: Account, trail: Trail) -> None:
    client = account.client("cloudtrail", trail.region)
    more: dict[str, Any] = {}
    if trail.key:
        more["KmsKeyId"] = account.keys[trail.region, trail.key]
    if trail.log_group:
        group = f"arn:PARTITION:logs:REGION:ACCOUNT_ID:log-group:{trail.log_group}:*"
        more["CloudWatchLogsLogGroupArn"] = account.in_region(group, trail.region)
        role = "arn:PARTITION:iam::ACCOUNT_ID:role/acme-cloudtrail-logs"
        more["CloudWatchLogsRoleArn"] = account.filled_in(role)
    made = account.attempt(
        f"trail {trail.name}",
        client.create_trail,
        Name=trail.name,
        S3BucketName=trail.bucket,
        IsMultiRegionTrail=trail.everywhere,
        EnableLogFileValidation=trail.validated,
        **more,
    )
    if not made:
        return
    arn = f"arn:{account.partition}:s3"
    values = [f"{arn}:::{bucket}/" if bucket else arn for bucket in trail.data_events]
    selector = {
        "ReadWriteType": "All",
        "IncludeManagementEvents": True,
        "DataResources": [{"Type": "AWS::S3::Object", "Values": values}],
        "ExcludeManagementEventSources": list(trail.without),
    }
    client.put_event_selectors(TrailName=trail.name, EventSelectors=[selector])
    if trail.insights:
        insights = [{"InsightType": kind} for kind in trail.insights]
        client.put_insight_selectors(TrailName=trail.name, InsightSelectors=insights)
    client.start_logging(Name=trail.name)
    if not trail.logging:
        client.stop_logging(Name=trail.name)
    if trail.log_group:
        delivered = {"LatestCloudWatchLogsDeliveryTime": {"days": 0.01}}
        account.history("cloudtrail:GetTrailStatus", {"Name": made["TrailARN"]}, **delivered)


def fill(account: Account, filling_name: str) -> None:
    """The company's account: all of it, or only what is good in it."""
    good_only = filling_name == "good"
    buckets = [bucket for bucket in BUCKETS if bucket.good or not good_only]
    regions = {bucket.name: bucket.region for bucket in buckets}
    seed_audit.make_organization(account, filling_name)
    seed_identities.fill(account, filling_name)
    seed_audit.make_keys(account, filling_name)
    seed_audit.make_logs(account, filling_name)
    gone = [] if good_only else [GONE]
    for bucket in [*gone, *buckets]:
        make_bucket(account, bucket)
    log_accesses(account, [*gone, *buckets])
    for bucket in gone:
        delete_bucket(account, bucket)
    for point in filling.ACCESS_POINTS:
        if point.good or not good_only:
            make_access_point(account, point, regions[point.bucket])
    for trail in filling.GOOD_TRAILS if good_only else filling.TRAILS:
        make_trail(account, trail)
    account.attempt(
        "block public access of the account",
        account.client("s3control", US).put_public_access_block,
        AccountId=account.id,
        PublicAccessBlockConfiguration=block(filling.ACCOUNT_BLOCK[filling_name]),
    )
    seed_rest_apis.fill(account, filling_name)
    seed_http_apis.fill(account, filling_name)
    seed_audit.make_alarms(account, filling_name)
    seed_audit.delete_keys(account, filling_name)


def fill_many(account: Account, arguments: argparse.Namespace) -> None:
    """Plain things, as many as were asked for; what has a region is half in each."""
    names = (f"acme-many-{number:05}" for number in range(arguments.buckets))
    plain = [Bucket(name, "plain", (US, EU)[number % 2]) for number, name in enumerate(names)]
    # Made here, before the threads want them.
    for region in (US, EU):
        account.client("s3", region)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda bucket: make_bucket(account, bucket), plain))
    seed_identities.fill_many(account, arguments.principals)
    seed_rest_apis.fill_many(account, arguments.rest_apis)
    seed_http_apis.fill_many(account, arguments.http_apis)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--endpoint-url", required=True, metavar="URL")
    parser.add_argument("--fill", choices=("demo", "good", "many"), default="demo")
    parser.add_argument("--buckets", type=int, default=1000, metavar="N", help="for many")
    parser.add_argument(
        "--principals",
        type=int,
        default=0,
        metavar="N",
        help="for many: users, roles and policies, N of each",
    )
    parser.add_argument("--rest-apis", type=int, default=0, metavar="N", help="for many")
    parser.add_argument("--http-apis", type=int, default=0, metavar="N", help="for many: HTTP APIs")
    arguments = parser.parse_args()
    if urlsplit(arguments.endpoint_url).hostname not in LOCAL_HOSTS:
        raise SystemExit("seed.py fills emulated accounts on this machine only")
    account = Account(arguments.endpoint_url)
    account.same_ids()
    if arguments.fill == "many":
        fill_many(account, arguments)
    else:
        fill(account, arguments.fill)
    if account.failed:
        raise SystemExit("the emulator refused some of it: see above")


if __name__ == "__main__":
    main()
