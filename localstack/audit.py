"""Acme's keys, logs, alarms and guardrails: what is good and what is faulty."""

from __future__ import annotations

from dataclasses import dataclass, field

from resources import EU, US, Key
from statements import ANYONE, PARTNER, STRANGER, Document, allow, service

OWN_KEY = allow("Account", {"AWS": "arn:PARTITION:iam::ACCOUNT_ID:root"}, "kms:*", "*")

KEYS = (
    Key(
        "alias/acme-data",
        US,
        "of data, with grants for a role and for a partner that is trusted",
        good=True,
        policy=(OWN_KEY,),
        grants=(
            ("arn:PARTITION:iam::ACCOUNT_ID:role/acme-lambda-completions", ("Decrypt",)),
            (PARTNER["AWS"], ("Decrypt", "DescribeKey")),
        ),
    ),
    Key("alias/acme-data", EU, "of data", good=True, policy=(OWN_KEY,)),
    Key(
        "alias/acme-logs",
        US,
        "of logs, every 90 days a new one",
        good=True,
        rotation=90,
        policy=(
            OWN_KEY,
            allow(
                "Logs",
                service("logs.REGION"),
                ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
                "*",
                Condition={
                    "ArnLike": {
                        "kms:EncryptionContext:aws:logs:arn": "arn:PARTITION:logs:REGION:ACCOUNT_ID:*"
                    }
                },
            ),
            allow(
                "Trail",
                service("cloudtrail"),
                ["kms:GenerateDataKey*", "kms:DescribeKey"],
                "*",
                Condition={
                    "StringEquals": {
                        "aws:SourceArn": "arn:PARTITION:cloudtrail:us-east-1:ACCOUNT_ID:trail/acme-audit"
                    }
                },
            ),
        ),
    ),
    Key("alias/acme-retired", US, "switched off, and a bucket still needs it", enabled=False),
    Key(
        "alias/acme-reports-2021",
        US,
        "about to be deleted, and a bucket still needs it",
        pending_deletion=True,
    ),
    Key("alias/acme-slow", US, "a new one every seven years", rotation=2560),
    Key("alias/acme-never-rotated", EU, "never a new one", rotation=0),
    Key(
        "alias/acme-shared",
        US,
        "everybody of every account may decrypt with it",
        policy=(OWN_KEY, allow("Sharing", {"AWS": "*"}, ["kms:Decrypt", "kms:DescribeKey"], "*")),
    ),
    Key(
        "alias/acme-caller-bound",
        US,
        "everybody of the own account, through S3",
        policy=(
            OWN_KEY,
            allow(
                "ThroughS3",
                {"AWS": "*"},
                ["kms:Decrypt", "kms:GenerateDataKey"],
                "*",
                Condition={
                    "StringEquals": {
                        "kms:CallerAccount": "ACCOUNT_ID",
                        "kms:ViaService": "s3.us-east-1.amazonaws.com",
                    }
                },
            ),
        ),
    ),
    Key("alias/acme-token-signing", US, "signs tokens", good=True, signs=True, age=20),
    Key("alias/acme-token-signing-old", US, "signs tokens for more than a year", signs=True, age=400),
    Key(
        "alias/acme-granted",
        US,
        "a policy that lets nobody in, and a grant for a stranger",
        policy=(OWN_KEY,),
        grants=((STRANGER["AWS"], ("Decrypt", "GenerateDataKey")),),
    ),
)


@dataclass(frozen=True)
class LogGroup:
    name: str
    region: str = US
    good: bool = False
    # Days; 0: for ever.
    retention: int = 0
    # An alias.
    key: str = ""


LOG_GROUPS = (
    LogGroup("/acme/api/access", US, True, 400, "alias/acme-logs"),
    LogGroup("/acme/audit/trail", US, True, 731, "alias/acme-logs"),
    LogGroup("/acme/api/access-eu", EU, False, 30),
    LogGroup("/aws/lambda/acme-completions", US, True, 400, "alias/acme-logs"),
    LogGroup("/aws/lambda/acme-chat", US),
    LogGroup("/acme/payload/prompts", US, False, 0, "alias/acme-logs"),
    LogGroup("/acme/payload/completions", US, False, 90, "alias/acme-logs"),
    LogGroup("/acme/batch", EU, False, 14),
)

# Who may write to the logs of a region: name, document, good?
SOURCE_ACCOUNT = {"StringEquals": {"aws:SourceAccount": "ACCOUNT_ID"}}
WRITE = ["logs:CreateLogStream", "logs:PutLogEvents"]
GROUPS = "arn:PARTITION:logs:us-east-1:ACCOUNT_ID:log-group:/acme/*"
LOG_POLICIES: tuple[tuple[str, tuple[Document, ...], bool], ...] = (
    (
        "acme-deliveries",
        (allow("Delivery", service("delivery.logs"), WRITE, GROUPS, Condition=SOURCE_ACCOUNT),),
        True,
    ),
    ("acme-open-ingest", (allow("Anybody", ANYONE, WRITE, GROUPS),), False),
    ("acme-vendor-reads", (allow("Vendor", STRANGER, "logs:GetLogEvents", GROUPS),), False),
)
LOG_DESTINATIONS: tuple[tuple[str, tuple[Document, ...]], ...] = (
    (
        "acme-siem",
        (
            allow(
                "OwnOrganisation",
                ANYONE,
                "logs:PutSubscriptionFilter",
                "arn:PARTITION:logs:us-east-1:ACCOUNT_ID:destination:acme-siem",
                Condition={"StringEquals": {"aws:PrincipalOrgID": "ORGANIZATION_ID"}},
            ),
        ),
    ),
    (
        "acme-open-sink",
        (
            allow(
                "Anybody",
                ANYONE,
                "logs:PutSubscriptionFilter",
                "arn:PARTITION:logs:us-east-1:ACCOUNT_ID:destination:acme-open-sink",
            ),
        ),
    ),
)


@dataclass(frozen=True)
class MetricFilter:
    name: str
    group: str
    pattern: str
    region: str = US
    good: bool = False


METRIC_FILTERS = (
    MetricFilter(
        "acme-refused-calls",
        "/acme/api/access",
        "{ ($.status = 401) || ($.status = 403) || ($.status = 429) }",
        good=True,
    ),
    MetricFilter("acme-slow-calls", "/acme/api/access-eu", "{ $.length > 100000 }", region=EU),
)


@dataclass(frozen=True)
class Alarm:
    """An API's own metric has the API's name as dimension, or for HTTP APIs its id."""

    name: str
    metric: str
    namespace: str = "AWS/ApiGateway"
    api: str = ""
    actions: bool = True
    region: str = US
    good: bool = False
    dimension: str = field(default="ApiName")


ALARMS = (
    Alarm("acme-refused-calls", "acme-refused-calls", "Acme", good=True),
    Alarm("acme-models-refused", "4XXError", api="acme-models", good=True),
    Alarm("acme-drafts-refused", "4xx", api="acme-drafts", dimension="ApiId", good=True),
    Alarm("acme-payments-refused", "4XXError", api="acme-payments", region=EU),
    Alarm("acme-telemetry-refused", "4xx", api="acme-telemetry", dimension="ApiId", region=EU),
    Alarm("acme-legacy-broken", "5XXError", api="acme-legacy", actions=False),
)
TOPIC = "arn:PARTITION:sns:REGION:ACCOUNT_ID:acme-on-call"

# A unit of the organisation that the account is not in.
SANDBOXES = "acme-sandboxes"
NOT_OF_THE_ORGANISATION = {
    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "ORGANIZATION_ID"},
    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
}

# Policies of the organisation: kind, the unit that they hang on ("": the root) and statements. Each stops half-way.
GUARDRAILS: dict[str, tuple[str, str, tuple[Document, ...]]] = {
    "acme-keep-the-trail": (
        "SERVICE_CONTROL_POLICY",
        "",
        (
            {
                "Sid": "KeepTheTrail",
                "Effect": "Deny",
                "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"],
                "Resource": "*",
            },
        ),
    ),
    "acme-quiet-sandboxes": (
        "SERVICE_CONTROL_POLICY",
        SANDBOXES,
        (
            {
                "Sid": "NothingIsStopped",
                "Effect": "Deny",
                "Action": ["cloudtrail:*", "config:*", "guardduty:*", "logs:Delete*", "s3:*"],
                "Resource": "*",
            },
        ),
    ),
    "acme-own-buckets": (
        "RESOURCE_CONTROL_POLICY",
        "",
        (
            {
                "Sid": "OwnOrganisation",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                # Whatever else is public stays so.
                "Resource": [
                    "arn:PARTITION:s3:::acme-customer-*",
                    "arn:PARTITION:s3:::acme-old-*",
                    "arn:PARTITION:s3:::acme-upload-*",
                ],
                "Condition": NOT_OF_THE_ORGANISATION,
            },
            {
                "Sid": "OwnSecrets",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "secretsmanager:*",
                "Resource": "*",
                "Condition": NOT_OF_THE_ORGANISATION,
            },
        ),
    ),
}
# Manages the demo's organisation; the account itself may read its policies.
MANAGER = "121212121212"
