"""Short ways to write bucket policies, CORS rules and lifecycle rules.

Capital words stand for what is known only when a bucket is made:
PARTITION, ACCOUNT_ID, ORGANIZATION_ID, BUCKET.
"""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

ANYONE = "*"
OWN_ACCOUNT = {"AWS": "arn:PARTITION:iam::ACCOUNT_ID:root"}
# Declared as trusted in aplomb.toml.
PARTNER = {"AWS": "arn:PARTITION:iam::210987654321:role/acme-exchange"}
STRANGER = {"AWS": "arn:PARTITION:iam::998877665544:root"}
READER = {"AWS": "arn:PARTITION:iam::ACCOUNT_ID:role/acme-lambda-completions"}
LOG_DELIVERY = {"Service": "logging.s3.amazonaws.com"}

BUCKET = "arn:PARTITION:s3:::BUCKET"
OBJECTS = "arn:PARTITION:s3:::BUCKET/*"


def allow(sid: str, principal: Any, actions: Any, resource: Any = OBJECTS, **more: Any) -> Document:
    """An Allow statement; `more` holds further elements, such as Condition."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": actions,
        "Resource": resource,
        **more,
    }


def deny_plain_http(*resources: str) -> Document:
    """Refuses everybody everything that does not come over TLS."""
    return {
        "Sid": "DenyPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


TLS_ONLY = deny_plain_http(BUCKET, OBJECTS)
# Uploads that ask for nothing get the bucket's default.
KMS_ONLY = {
    "Sid": "OnlyKms",
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:PutObject",
    "Resource": OBJECTS,
    "Condition": {
        "Null": {"s3:x-amz-server-side-encryption": "false"},
        "StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"},
    },
}
LOGS_ALLOWED = allow("ServerAccessLogs", LOG_DELIVERY, "s3:PutObject")


def trail_allowed(trail: str, region: str) -> tuple[Document, Document]:
    """What CloudTrail asks of the bucket of a trail."""
    service = {"Service": "cloudtrail.amazonaws.com"}
    source = f"arn:PARTITION:cloudtrail:{region}:ACCOUNT_ID:trail/{trail}"
    return (
        allow(
            "TrailReadsAcl",
            service,
            "s3:GetBucketAcl",
            BUCKET,
            Condition={"StringEquals": {"aws:SourceArn": source}},
        ),
        allow(
            "TrailWrites",
            service,
            "s3:PutObject",
            f"{BUCKET}/AWSLogs/ACCOUNT_ID/*",
            Condition={
                "StringEquals": {
                    "aws:SourceArn": source,
                    "s3:x-amz-acl": "bucket-owner-full-control",
                }
            },
        ),
    )


def cors(name: str, origins: list[str], methods: list[str], age: int | None, **more: Any) -> Document:
    """A CORS rule; `more` holds AllowedHeaders and ExposeHeaders."""
    rule = {"ID": name, "AllowedOrigins": origins, "AllowedMethods": methods, **more}
    return rule if age is None else rule | {"MaxAgeSeconds": age}


def lifecycle(name: str, status: str = "Enabled", **more: Any) -> Document:
    """A lifecycle rule of the whole bucket, unless `more` holds a Filter."""
    return {"ID": name, "Status": status, "Filter": {"Prefix": ""}, **more}


def noncurrent(days: int) -> Document:
    return {"NoncurrentVersionExpiration": {"NoncurrentDays": days}}


def retention(mode: str, **period: int) -> Document:
    return {"DefaultRetention": {"Mode": mode, **period}}


def may(sid: str, actions: Any, resource: Any = "*", **more: Any) -> Document:
    """An Allow statement of an identity policy."""
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource, **more}


def trust(principal: Any, action: Any = "sts:AssumeRole", **condition: Any) -> Document:
    """A statement of a role's trust policy."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    return statement | {"Condition": condition} if condition else statement


def service(name: str) -> Document:
    return {"Service": f"{name}.amazonaws.com"}


def web_identity(provider: str, **condition: Any) -> Document:
    """Trust in an OpenID Connect provider."""
    principal = {"Federated": f"arn:PARTITION:iam::ACCOUNT_ID:oidc-provider/{provider}"}
    return trust(principal, "sts:AssumeRoleWithWebIdentity", **condition)
