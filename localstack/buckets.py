"""The buckets of the fictional company Acme: what is good and what is faulty."""

from __future__ import annotations

from resources import EU, OFF, US, Bucket
from statements import (
    ANYONE,
    BUCKET,
    KMS_ONLY,
    LOGS_ALLOWED,
    OBJECTS,
    OWN_ACCOUNT,
    PARTNER,
    READER,
    STRANGER,
    TLS_ONLY,
    allow,
    cors,
    deny_plain_http,
    lifecycle,
    noncurrent,
    retention,
    trail_allowed,
)

CUSTOMER_KEY = ("aws:kms", "arn of alias/acme-data")
FOREIGN_KEY = "arn:PARTITION:kms:us-east-1:998877665544:key/11111111-2222-3333-4444-555555555555"
PRODUCTION = {"environment": "production"}
SANDBOX = {"environment": "sandbox"}
MODEL = {"classification": "model-weights"}

BUCKETS = (
    # Models.
    Bucket(
        "acme-model-registry",
        "a model store as it should be",
        good=True,
        encryption=CUSTOMER_KEY,
        logs_to="acme-access-logs",
        versioning="Enabled",
        mfa_delete=True,
        lifecycle=(lifecycle("old-versions", **noncurrent(90)),),
        cors=(cors("console", ["https://console.acme.example"], ["GET"], 600),),
        policy=(TLS_ONLY, KMS_ONLY, allow("Completions", READER, "s3:GetObject")),
        tags=PRODUCTION | MODEL,
    ),
    Bucket(
        "acme-model-weights",
        "the leak: anybody reads the weights; nothing else is right either",
        block=OFF,
        policy=(allow("PublicDownload", ANYONE, "s3:GetObject"),),
        tags=PRODUCTION | MODEL,
    ),
    Bucket(
        "acme-model-archive",
        "key by alias, lock without a rule, versions kept a year; logs only in the trail",
        region=EU,
        encryption=("aws:kms", "alias/acme-data"),
        versioning="Enabled",
        lock=True,
        lifecycle=(lifecycle("old-versions", **noncurrent(365)),),
        policy=(TLS_ONLY,),
        tags=MODEL,
    ),
    Bucket(
        "acme-model-staging",
        "a disabled key, and a lifecycle rule that is disabled",
        encryption=("aws:kms", "arn of alias/acme-retired"),
        versioning="Suspended",
        lifecycle=(lifecycle("clean-up", "Disabled", Expiration={"Days": 30}),),
        tags=MODEL,
    ),
    Bucket(
        "acme-model-experiments",
        "expires in time by an age in days, but only small files",
        versioning="Enabled",
        lifecycle=(
            lifecycle(
                "small-files",
                Filter={"ObjectSizeLessThan": 1048576},
                Expiration={"Days": 14},
            ),
        ),
        tags=MODEL,
    ),
    # Data.
    Bucket(
        "acme-customer-data",
        "customer data as it should be",
        region=EU,
        good=True,
        encryption=CUSTOMER_KEY,
        logs_to="acme-access-logs-eu",
        versioning="Enabled",
        policy=(TLS_ONLY, KMS_ONLY, allow("Completions", READER, "s3:GetObject")),
        tags=PRODUCTION,
    ),
    Bucket(
        "acme-customer-exports",
        "a website in front of customer data",
        region=EU,
        website=True,
        encryption=("aws:kms", ""),
        tags=PRODUCTION,
    ),
    Bucket(
        "acme-customer-payments",
        "encrypted twice, under the customer's key; whom the account lets in it does not say",
        region=EU,
        encryption=("aws:kms:dsse", "arn of alias/acme-data"),
        policy=(allow("Backup", OWN_ACCOUNT, "s3:GetObject"),),
        tags=PRODUCTION,
    ),
    Bucket(
        "acme-training-data",
        "anybody lists it: every AWS caller is anybody; its key withholds the objects",
        block=("BlockPublicAcls",),
        encryption=CUSTOMER_KEY,
        policy=(allow("PublicListing", {"AWS": "*"}, ["s3:ListBucket"], BUCKET),),
    ),
    Bucket(
        "acme-upload-drop",
        "anybody writes",
        block=None,
        policy=(allow("PublicUpload", ANYONE, ["s3:PutObject", "s3:PutObjectTagging"]),),
    ),
    Bucket(
        "acme-office-files",
        "open to a network of somebody, who is not declared",
        block=OFF,
        policy=(
            allow(
                "OfficeOnly",
                ANYONE,
                "s3:GetObject",
                Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
            ),
        ),
    ),
    Bucket(
        "acme-press-kit",
        "a public policy that RestrictPublicBuckets undoes",
        block=("RestrictPublicBuckets",),
        policy=(allow("PublicDownload", ANYONE, "s3:GetObject"),),
    ),
    Bucket(
        "acme-static-site",
        "a public website on purpose: read, and CORS for all",
        region=EU,
        block=("BlockPublicAcls", "IgnorePublicAcls"),
        website=True,
        cors=(cors("fonts", ["*"], ["GET", "HEAD"], 3600),),
        policy=(allow("Visitors", ANYONE, ["s3:GetObject"]), deny_plain_http(OBJECTS)),
        tags=PRODUCTION,
    ),
    # Grants to others.
    Bucket(
        "acme-legacy-share",
        "Allow with NotPrincipal: everybody but one; everybody may use its key too",
        block=OFF,
        encryption=("aws:kms", "arn of alias/acme-shared"),
        policy=(
            {
                "Sid": "AllButOne",
                "Effect": "Allow",
                "NotPrincipal": STRANGER,
                "Action": "s3:GetObject",
                "Resource": OBJECTS,
            },
        ),
    ),
    Bucket(
        "acme-partner-exchange",
        "another account, which is trusted",
        policy=(TLS_ONLY, allow("Partner", PARTNER, ["s3:GetObject", "s3:PutObject"])),
    ),
    Bucket(
        "acme-vendor-dropbox",
        "another account, which is not trusted, and its key",
        encryption=("aws:kms", FOREIGN_KEY),
        policy=(allow("Vendor", STRANGER, "s3:*", [BUCKET, OBJECTS]),),
    ),
    Bucket(
        "acme-org-shared",
        "the own organisation; plain http is refused for objects only",
        policy=(
            allow(
                "Organisation",
                ANYONE,
                "s3:GetObject",
                Condition={"StringEquals": {"aws:PrincipalOrgID": "ORGANIZATION_ID"}},
            ),
            deny_plain_http(OBJECTS),
        ),
    ),
    Bucket(
        "acme-other-org",
        "somebody else's organisation",
        policy=(
            allow(
                "OtherOrganisation",
                ANYONE,
                "s3:GetObject",
                Condition={"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
            ),
        ),
    ),
    # Access control lists.
    Bucket(
        "acme-old-downloads",
        "everybody reads by ACL",
        block=OFF,
        ownership="ObjectWriter",
        acl="public-read",
    ),
    Bucket(
        "acme-old-scratch",
        "everybody writes by ACL",
        region=EU,
        block=OFF,
        ownership="BucketOwnerPreferred",
        acl="public-read-write",
    ),
    Bucket(
        "acme-old-brochures",
        "a public ACL that ownership makes void",
        block=OFF,
        acl="public-read",
    ),
    Bucket(
        "acme-old-invoices",
        "an ACL for every AWS user that IgnorePublicAcls makes void",
        block=("IgnorePublicAcls",),
        ownership="ObjectWriter",
        acl="authenticated-read",
    ),
    # CORS.
    Bucket(
        "acme-widget-uploads",
        "every https origin writes, with all headers, for a day",
        cors=(
            cors(
                "widgets",
                ["https://*"],
                ["GET", "PUT", "POST"],
                86400,
                AllowedHeaders=["*"],
                ExposeHeaders=["ETag", "x-amz-meta-owner"],
            ),
        ),
        tags=PRODUCTION,
    ),
    Bucket(
        "acme-portal",
        "plain http, a developer's machine and null as origins in production",
        region=EU,
        cors=(
            cors("site", ["http://portal.acme.example"], ["GET"], 600),
            cors("developer", ["http://localhost:3000", "null"], ["GET"], None),
        ),
        tags=PRODUCTION,
    ),
    Bucket(
        "acme-portal-sandbox",
        "a developer's machine as origin, where that is right",
        cors=(cors("developer", ["http://localhost:3000"], ["GET"], 600),),
        tags=SANDBOX,
    ),
    Bucket(
        "acme-embedded-forms",
        "a pattern below one domain; preflight answers are never kept",
        cors=(
            cors(
                "forms",
                ["https://*.acme.example"],
                ["GET"],
                0,
                AllowedHeaders=["content-type"],
            ),
        ),
    ),
    # Server access logs.
    Bucket(
        "acme-access-logs",
        "takes server access logs by policy",
        good=True,
        versioning="Enabled",
        mfa_delete=True,
        policy=(LOGS_ALLOWED, TLS_ONLY),
    ),
    Bucket(
        "acme-access-logs-eu",
        "takes server access logs by policy, in its own region",
        region=EU,
        good=True,
        versioning="Enabled",
        mfa_delete=True,
        policy=(LOGS_ALLOWED, TLS_ONLY),
    ),
    Bucket(
        "acme-old-access-logs",
        "takes server access logs by ACL",
        ownership="ObjectWriter",
        acl="log-delivery-write",
    ),
    Bucket("acme-web-assets", "logs to a bucket that allows it by ACL", logs_to="acme-old-access-logs"),
    Bucket(
        "acme-console-logs",
        "takes server access logs on conditions, as the console writes them",
        policy=(
            LOGS_ALLOWED
            | {
                "Condition": {
                    "ArnLike": {"aws:SourceArn": "arn:PARTITION:s3:::acme-web-fonts"},
                    "StringEquals": {"aws:SourceAccount": "ACCOUNT_ID"},
                }
            },
        ),
    ),
    Bucket("acme-web-fonts", "logs to a bucket with conditions", logs_to="acme-console-logs"),
    Bucket(
        "acme-edge-logs",
        "a log target with KMS: nothing arrives",
        encryption=CUSTOMER_KEY,
        policy=(LOGS_ALLOWED,),
    ),
    Bucket("acme-edge-cache", "logs to a bucket with KMS", logs_to="acme-edge-logs"),
    Bucket(
        "acme-app-logs",
        "a log target that does not let the logging service write",
        policy=(allow("Application", OWN_ACCOUNT, "s3:PutObject"),),
    ),
    Bucket("acme-app-files", "logs to a bucket that refuses them", logs_to="acme-app-logs"),
    Bucket(
        "acme-locked-logs",
        "a log target with a default retention: nothing arrives",
        versioning="Enabled",
        lock=True,
        retention=retention("COMPLIANCE", Days=400),
        policy=(LOGS_ALLOWED,),
    ),
    Bucket("acme-locked-source", "logs to a bucket with retention", logs_to="acme-locked-logs"),
    Bucket("acme-orphan-reports", "logs to a bucket that is gone", logs_to="acme-gone-logs"),
    # Archives of logs.
    Bucket(
        "acme-trail-archive",
        "the trail's bucket, locked for two years",
        good=True,
        encryption=CUSTOMER_KEY,
        logs_to="acme-access-logs",
        versioning="Enabled",
        lock=True,
        retention=retention("COMPLIANCE", Years=2),
        policy=(*trail_allowed("acme-audit", US), TLS_ONLY, KMS_ONLY),
    ),
    Bucket(
        "acme-trail-archive-eu",
        "a trail's bucket whose lock can be lifted",
        region=EU,
        versioning="Enabled",
        lock=True,
        retention=retention("GOVERNANCE", Days=365),
        policy=trail_allowed("acme-legacy", EU),
    ),
    Bucket(
        "acme-audit-archive",
        "a lock without a rule protects nothing",
        versioning="Enabled",
        lock=True,
    ),
    Bucket(
        "acme-siem-archive",
        "locked, but for a month only",
        region=EU,
        versioning="Enabled",
        lock=True,
        retention=retention("COMPLIANCE", Days=30),
    ),
    Bucket("acme-flow-archive", "no lock, no versions"),
    Bucket(
        "acme-old-reports",
        "under a key that is about to be deleted",
        encryption=("aws:kms", "arn of alias/acme-reports-2021"),
    ),
    Bucket(
        "acme-truststores",
        "whom mutual TLS trusts",
        good=True,
        encryption=CUSTOMER_KEY,
        logs_to="acme-access-logs",
        versioning="Enabled",
        policy=(TLS_ONLY, KMS_ONLY),
    ),
    # Of no declared kind.
    Bucket("northwind-handover", "of a company that was bought: as AWS made it"),
)

# Exists until a bucket logs to it.
GONE = Bucket("acme-gone-logs", "takes logs and is deleted", policy=(LOGS_ALLOWED,))
