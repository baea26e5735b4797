"""End to end against LocalStack core, a second emulator that knows nothing of the first one's habits."""

from __future__ import annotations

import os
from pathlib import Path

import account as emulated
import pytest
from account import aplomb

PYTHON = os.environ.get("LOCALSTACK_PYTHON", "")

pytestmark = pytest.mark.skipif(
    not PYTHON,
    reason="LocalStack core needs Python 3.13: put python3.13 on the PATH and run tests/run.sh again",
)


def test_a_replay_gives_the_same_bytes_and_faults_are_found(tmp_path: Path) -> None:
    with emulated.started(tmp_path, "--emulator", "localstack", python=PYTHON) as account:
        recording = str(tmp_path / "recording")
        flags = ("--format", "json", "--fail-on", "none", "--allow-unknown")
        scan = (
            "scan",
            "--endpoint-url",
            account.url,
            "--config",
            "aplomb.toml",
            "--record",
            recording,
            *flags,
        )
        live = account.aplomb(*scan)
    replay = aplomb("scan", "--replay", recording, *flags, code=live.code)
    assert live.stdout == replay.stdout
    failed = {check for (check, _, _), verdict in live.pairs().items() if verdict == "fail"}
    for check in (
        "s3-bucket-policy-public-read",
        "s3-bucket-cors-write-methods",
        "s3-bucket-acl-public",
        "iam-role-trust-public",
        "iam-user-mfa",
        "apigw-rest-any-method",
        "kms-policy-public",
        "logs-retention",
    ):
        assert check in failed


def test_what_localstack_lacks_is_unknown(tmp_path: Path) -> None:
    with emulated.started(tmp_path, "--emulator", "localstack", fill="good", python=PYTHON) as account:
        scan = (
            "scan",
            "--endpoint-url",
            account.url,
            "--config",
            "aplomb.toml",
            "--format",
            "json",
            "--fail-on",
            "none",
        )
        result = account.aplomb(*scan)
    verdicts = result.pairs()
    assert "fail" not in verdicts.values()
    # It has no CloudTrail, no HTTP APIs and no organisations: whether a trail records a bucket, or an organisation
    # guards the account, cannot be known.
    gaps = {gap["operation"] for f in result.report()["findings"] for gap in f["gaps"]}
    assert gaps == {
        "apigatewayv2:GetApis",
        "apigatewayv2:GetDomainNames",
        "cloudtrail:DescribeTrails",
        "organizations:DescribeOrganization",
        "organizations:ListPolicies",
    }
