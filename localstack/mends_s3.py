"""Mends of S3 and S3 Control; what each is for stands in mends.py."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import answers
from exchange import Exchange
from operations import Request
from regions import DEFAULT_REGIONS

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
ROOTS = {
    "GetBucketVersioning": "VersioningConfiguration",
    "GetBucketNotification": "NotificationConfiguration",
    "GetBucketNotificationConfiguration": "NotificationConfiguration",
    "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
}
FORGOTTEN = (
    "PutBucketVersioning",
    "PutBucketLifecycleConfiguration",
    "PutBucketLogging",
)
# What a canned ACL grants its group, where that is more than one permission.
CANNED = {
    "public-read-write": ("READ", "WRITE"),
    "log-delivery-write": ("READ_ACP", "WRITE"),
}
# Keys that hold callers where a statement compares them with fixed values.
FIXED = {
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceVpce",
}
FLAGS = (
    "BlockPublicAcls",
    "IgnorePublicAcls",
    "BlockPublicPolicy",
    "RestrictPublicBuckets",
)


async def fresh_bucket(x: Exchange) -> None:
    if not x.ok:
        return
    for key in [key for key in x.memory if key[1] == x.bucket and key[0].startswith("GetBucket")]:
        del x.memory[key]
    block = "".join(f"<{flag}>true</{flag}>" for flag in FLAGS)
    await _put(x, "publicAccessBlock", "PublicAccessBlockConfiguration", block)
    if "x-amz-object-ownership" not in x.request.headers:
        rule = "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>"
        await _put(x, "ownershipControls", "OwnershipControls", rule)


async def _put(x: Exchange, query: str, root: str, inner: str) -> None:
    body = f'<{root} xmlns="{NAMESPACE}">{inner}</{root}>'.encode()
    await x.ask("s3", x.call.region, Request("PUT", f"/{x.bucket}", query, {}, body))


async def whole_canned_acl(x: Exchange) -> None:
    wanted = CANNED.get(x.request.headers.get("x-amz-acl", ""), ())
    if not x.ok or not wanted:
        return
    acl = await x.ask_s3(f"/{x.bucket}", "acl")
    grant = acl[acl.rindex(b"<Grant>") : acl.index(b"</AccessControlList>")]
    missing = b"".join(
        re.sub(rb"<Permission>\w+<", f"<Permission>{permission}<".encode(), grant)
        for permission in wanted
        if f"<Permission>{permission}<".encode() not in acl
    )
    if missing:
        body = acl.replace(grant, grant + missing)
        await x.ask("s3", x.call.region, Request("PUT", f"/{x.bucket}", "acl", {}, body))


async def page_of_buckets(x: Exchange) -> None:
    asked = x.request.parameters
    paged = {"max-buckets", "continuation-token", "prefix", "bucket-region"}
    if not x.ok or b"<BucketRegion>" in x.body or not paged & asked.keys():
        return
    regions = await _regions_of_buckets(x)
    after = base64.b64decode(asked.get("continuation-token", "")).decode()
    names = sorted(
        name
        for name, (_, region) in regions.items()
        if name > after
        and name.startswith(asked.get("prefix", ""))
        and region == asked.get("bucket-region", region)
    )
    page = names[: int(asked.get("max-buckets", 10_000))]
    rows = "".join(
        f"<Bucket><Name>{name}</Name><CreationDate>{regions[name][0]}</CreationDate>"
        f"<BucketRegion>{regions[name][1]}</BucketRegion>"
        f"<BucketArn>arn:aws:s3:::{name}</BucketArn></Bucket>"
        for name in page
    )
    token = ""
    if page and page != names:
        encoded = base64.b64encode(page[-1].encode()).decode()
        token = f"<ContinuationToken>{encoded}</ContinuationToken>"
    x.substitute("<Buckets>.*</Buckets>", f"<Buckets>{rows}</Buckets>{token}")
    if page:
        acl = await x.ask_s3(f"/{page[0]}", "acl", regions[page[0]][1])
        owner = re.search(rb"<ID>(\w+)</ID>", acl)
        if owner:
            x.substitute(r"<ID>\w+</ID>", owner[0].decode())


async def _regions_of_buckets(x: Exchange) -> dict[str, tuple[str, str]]:
    """Creation date and region of every bucket, by name."""
    row = rb"<Name>([^<]*)</Name><CreationDate>([^<]*)</CreationDate>"
    dates = dict(re.findall(row, await x.ask_s3("/", "")))
    found: dict[str, tuple[str, str]] = {}
    for region in DEFAULT_REGIONS:
        if len(found) == len(dates):
            break
        listed = await x.ask_s3("/", f"bucket-region={region}", region)
        found |= {n.decode(): (d.decode(), region) for n, d in re.findall(row, listed)}
    for name, date in dates.items():
        bucket = name.decode()
        if bucket not in found:
            found[bucket] = (date.decode(), await x.bucket_region(bucket))
    return found


async def default_encryption(x: Exchange) -> None:
    if b"<Code>ServerSideEncryptionConfigurationNotFoundError<" not in x.body:
        return
    rule = (
        "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
        "</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>"
    )
    root = "ServerSideEncryptionConfiguration"
    body = f'<{root} xmlns="{NAMESPACE}">{rule}</{root}>'
    x.answer((200, {"content-type": "application/xml"}, body.encode()))


async def remember(x: Exchange) -> None:
    if x.ok and x.call.operation in FORGOTTEN:
        x.memory[x.call.operation.replace("Put", "Get"), x.bucket] = x.request.body


async def recall(x: Exchange) -> None:
    put = x.memory.get((x.call.operation, x.bucket), b"")
    # The root does not count: root_element mends that.
    elements = re.findall(rb"<(\w+)", put)[1:]
    if x.ok and set(elements) - set(re.findall(rb"<(\w+)", x.body)):
        x.body = put


async def root_element(x: Exchange) -> None:
    root = ROOTS.get(x.call.operation)
    if x.ok and root:
        x.substitute(r"(</?)\w+Response(?=[ />])", rf"\1{root}")


async def one_retention_unit(x: Exchange) -> None:
    x.substitute("<(Days|Years)>0</(Days|Years)>", "")


async def policy_status(x: Exchange) -> None:
    policy = await x.ask_s3(f"/{x.bucket}", "policy")
    if not policy:
        return
    listed = json.loads(policy)["Statement"]
    statements = listed if isinstance(listed, list) else [listed]
    public = any(one["Effect"] == "Allow" and _is_public(one) for one in statements)
    body = f'<PolicyStatus xmlns="{NAMESPACE}"><IsPublic>{str(public).lower()}</IsPublic></PolicyStatus>'
    x.answer((200, {"content-type": "application/xml"}, body.encode()))


def _is_public(statement: dict[str, Any]) -> bool:
    """Whether nothing fixes the caller: enough for the policies that are filled in here."""
    principal = statement.get("Principal", "*")
    named = principal.get("AWS", []) if isinstance(principal, dict) else principal
    held = {
        key
        for operator, tests in statement.get("Condition", {}).items()
        if operator in ("ArnEquals", "ArnLike", "IpAddress", "StringEquals")
        for key in tests
    }
    return "*" in named and not held & FIXED


async def unknown_subresource(x: Exchange) -> None:
    if b"<ListBucketResult" in x.body:
        x.answer(answers.unknown_operation(x.call))


async def result_element(x: Exchange) -> None:
    if x.ok:
        x.substitute(r"(</?\w+)Response(?=[ />])", r"\1Result")


async def access_points_of_region(x: Exchange) -> None:
    if not x.ok:
        return
    account = await x.account()
    for point in re.findall(rb"<AccessPoint>.*?</AccessPoint>", x.body):
        here = await _in_its_region(x, point, account)
        x.body = x.body.replace(point, here)


async def access_point_at_home(x: Exchange) -> None:
    if not x.ok:
        return
    x.body = await _in_its_region(x, x.body, await x.account())
    if not x.body:
        x.answer(
            answers.error(
                x.call,
                404,
                "NoSuchAccessPoint",
                "The specified accesspoint does not exist",
            )
        )


async def _in_its_region(x: Exchange, point: bytes, account: str) -> bytes:
    """An access point as its own region shows it; nothing in another region."""
    bucket = re.search(rb"<Bucket>(.*?)</Bucket>", point)
    region = await x.bucket_region(bucket[1].decode() if bucket else "")
    if region != x.call.region:
        return b""
    point = point.replace(b"us-east-1", region.encode())
    if b"<BucketAccountId>" in point:
        return point
    owner = f"</Bucket><BucketAccountId>{account}</BucketAccountId>"
    return point.replace(b"</Bucket>", owner.encode(), 1)
