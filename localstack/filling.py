"""The rest of Acme's emulated account: access points, trails, the account's own block."""

from __future__ import annotations

from resources import EU, OFF, ON, US, AccessPoint, Trail
from statements import (
    ANYONE,
    PARTNER,
    allow,
)

ACCESS_POINTS = (
    AccessPoint("acme-analytics", "acme-customer-data", "all flags on", good=True),
    AccessPoint(
        "acme-open-door",
        "acme-training-data",
        "all flags off, and a policy for everybody",
        block=OFF,
        policy=(
            allow(
                "Anybody",
                ANYONE,
                "s3:GetObject",
                "arn:PARTITION:s3:us-east-1:ACCOUNT_ID:accesspoint/acme-open-door/object/*",
            ),
        ),
    ),
    AccessPoint(
        "acme-half-open",
        "acme-upload-drop",
        "two of four flags, and a policy",
        block=("BlockPublicAcls", "IgnorePublicAcls"),
        policy=(
            allow(
                "Partner",
                PARTNER,
                "s3:GetObject",
                "arn:PARTITION:s3:us-east-1:ACCOUNT_ID:accesspoint/acme-half-open/object/*",
            ),
        ),
    ),
    AccessPoint("acme-model-readers", "acme-model-registry", "leads from the internet to models"),
    AccessPoint("acme-inside", "acme-customer-exports", "only from a VPC", vpc="vpc-0a1b2c3d"),
)

# The demo's trail leaves out what keys are used for, and records the objects of two buckets only.
TRAILS = (
    Trail(
        "acme-audit",
        US,
        "acme-trail-archive",
        data_events=("acme-model-archive", "acme-training-data"),
        without=("kms.amazonaws.com",),
    ),
    Trail(
        "acme-legacy",
        EU,
        "acme-trail-archive-eu",
        logging=False,
        everywhere=False,
        validated=False,
        key="",
        log_group="",
        insights=(),
    ),
)
GOOD_TRAILS = (Trail("acme-audit", US, "acme-trail-archive"),)

# Flags of the account's block public access, by filling.
ACCOUNT_BLOCK: dict[str, tuple[str, ...]] = {"demo": ("BlockPublicAcls",), "good": ON}
