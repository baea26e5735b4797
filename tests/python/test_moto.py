"""End to end against a freshly filled moto: live against replay, resumed, denied, both host styles."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import account as emulated
import pytest
from account import APLOMB, CREDENTIALS, Account, aplomb

DECLARED = ("--config", "aplomb.toml")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with emulated.started(tmp_path_factory.mktemp("demo")) as account:
        yield account


@pytest.mark.parametrize("output", ["table", "json"])
def test_a_replay_gives_the_same_bytes(demo: Account, tmp_path: Path, output: str) -> None:
    recording = str(tmp_path / "recording")
    flags = ("--format", output, "--fail-on", "none", "--allow-unknown")
    live = demo.aplomb("scan", "--endpoint-url", demo.url, "--record", recording, *DECLARED, *flags, code=0)
    replay = aplomb("scan", "--replay", recording, *flags, code=0)
    assert live.stdout == replay.stdout
    assert oct(os.stat(recording).st_mode & 0o777) == "0o600"


def test_a_live_scan_tells_what_each_thing_cost(demo: Account) -> None:
    flags = ("--verbose", "--fail-on", "none", "--allow-unknown")
    told = demo.aplomb("scan", "--endpoint-url", demo.url, *DECLARED, *flags, code=0).stderr
    for thing in ("a REST API", "a user", "a trail", "a key", "a log group", "a bucket"):
        assert re.search(rf", \d+\.\d {thing}, \d+ s at our rate", told), (thing, told)


def test_the_endpoint_may_come_from_the_environment(demo: Account) -> None:
    flags = ("scan", *DECLARED, "--format", "json", "--fail-on", "none", "--allow-unknown")
    by_flag = demo.aplomb(*flags, "--endpoint-url", demo.url, code=0)
    by_environment = aplomb(*flags, environment=CREDENTIALS | {"AWS_ENDPOINT_URL": demo.url}, code=0)
    assert by_flag.pairs() == by_environment.pairs()
    assert by_environment.report()["run"]["endpoint_overrides"] == [demo.url]


def test_both_host_styles_answer_alike(demo: Account, tmp_path: Path) -> None:
    flags = ("scan", *DECLARED, "--format", "json", "--fail-on", "none", "--allow-unknown")
    path_style = demo.aplomb(*flags, "--endpoint-url", demo.url, code=0)
    recording = str(tmp_path / "recording")
    virtual = demo.url.replace("127.0.0.1", "localhost")
    hosted = demo.aplomb(*flags, "--endpoint-url", virtual, "--record", recording, code=0)
    assert path_style.pairs() == hosted.pairs()
    assert aplomb(*flags[:1], *flags[3:], "--replay", recording, code=0).stdout == hosted.stdout


def test_the_demo_is_this_account(demo: Account) -> None:
    shipped = aplomb("scan", "--demo", "--format", "json", "--fail-on", "none", "--allow-unknown", code=0)
    fresh = demo.aplomb(
        "scan", "--endpoint-url", demo.url, *DECLARED, "--format", "json", "--fail-on", "none", code=0
    )
    # seed.py has moto draw the same ids each time.
    assert shipped.pairs() == fresh.pairs(), "record the demo again: localstack/record.sh"


def test_the_faulty_account_fails(demo: Account) -> None:
    demo.aplomb("scan", "--endpoint-url", demo.url, *DECLARED, code=1)


def test_a_denied_permission_is_unknown_and_says_what_mends_it(demo: Account) -> None:
    flags = ("scan", *DECLARED, "--format", "json", "--fail-on", "none")
    everything = demo.aplomb(*flags, "--endpoint-url", demo.url, code=0).pairs()
    with emulated.denying(demo, "s3:GetBucketVersioning") as less:
        result = less.aplomb(*flags, "--endpoint-url", less.url, code=0)
        strict = less.aplomb(
            "scan",
            *DECLARED,
            "--checks",
            "s3-bucket-versioning",
            "--fail-on",
            "medium",
            "--endpoint-url",
            less.url,
        )
    changed = {key[0] for key, verdict in result.pairs().items() if everything.get(key) != verdict}
    assert changed == {"s3-bucket-versioning", "s3-bucket-mfa-delete"}
    for finding in result.report()["findings"]:
        if finding["check"] == "s3-bucket-versioning":
            assert finding["verdict"] == "unknown"
            assert finding["gaps"][0]["code"] == "denied"
            assert finding["gaps"][0]["permission"] == "s3:GetBucketVersioning"
    assert strict.code == 4


@pytest.mark.parametrize(
    ("operation", "check", "permission"),
    [
        ("apigateway:GetResources", "apigw-rest-any-method", "apigateway:GET"),
        ("apigatewayv2:GetAuthorizers", "apigwv2-jwt-audience-issuer", "apigateway:GET"),
        ("iam:GetAccountAuthorizationDetails", "iam-role-trust-public", "iam:GetAccountAuthorizationDetails"),
        ("kms:GetKeyPolicy", "kms-policy-public", "kms:GetKeyPolicy"),
        ("logs:DescribeLogGroups", "logs-retention", "logs:DescribeLogGroups"),
    ],
)
def test_a_denied_list_of_another_service_is_unknown(
    demo: Account, operation: str, check: str, permission: str
) -> None:
    flags = ("scan", *DECLARED, "--format", "json", "--fail-on", "none", "--allow-unknown", "--checks", check)
    with emulated.denying(demo, operation) as less:
        result = less.aplomb(*flags, "--endpoint-url", less.url)
    findings = result.report()["findings"]
    customers = [finding for finding in findings if finding["verdict"] != "not_applicable"]
    assert customers and {finding["verdict"] for finding in customers} == {"unknown"}
    assert permission in {gap["permission"] for finding in customers for gap in finding["gaps"]}


def test_what_is_old_is_found_old(demo: Account) -> None:
    checks = "iam-access-key-age-90d,apigw-api-key-age-90d,kms-jwt-signing-key-age"
    flags = ("scan", *DECLARED, "--format", "json", "--fail-on", "none", "--allow-unknown")
    pairs = demo.aplomb(*flags, "--checks", checks, "--endpoint-url", demo.url, code=0).pairs()
    for check in checks.split(","):
        verdicts = {verdict for (found, _, _), verdict in pairs.items() if found == check}
        assert {"pass", "fail"} <= verdicts, check
    failed = [
        arn for (check, arn, _), verdict in pairs.items() if check.startswith("iam-") and verdict == "fail"
    ]
    assert len(failed) == 1 and ":user/batch-import#access-key/" in failed[0]


def test_planted_secrets_are_found_and_not_told(demo: Account, tmp_path: Path) -> None:
    recording = str(tmp_path / "recording")
    flags = ("--format", "json", "--fail-on", "none", "--allow-unknown")
    scan = ("scan", "--endpoint-url", demo.url, *DECLARED, "--record", recording)
    live = demo.aplomb(*scan, *flags, code=0)
    replay = aplomb("scan", "--replay", recording, *flags, code=0)
    for result in (live, replay):
        assert b"sk-acme0planted" not in result.stdout and b"AKIAACMEPLANTED" not in result.stdout
        failed = {check for (check, _, _), verdict in result.pairs().items() if verdict == "fail"}
        assert {
            "apigw-rest-integration-secret",
            "apigw-stage-variable-secret",
            "apigwv2-stage-variable-secret",
        } <= failed


def test_denied_listings_are_unknown_not_clean(demo: Account) -> None:
    with emulated.denying(demo, "s3:ListBuckets", "s3control:ListAccessPoints") as less:
        result = less.aplomb("scan", "--format", "json", "--fail-on", "none", "--endpoint-url", less.url)
    assert result.code == 4
    verdicts = {
        finding["verdict"]
        for finding in result.report()["findings"]
        if "#AWS::" in finding["resource"]["arn"]
    }
    assert verdicts == {"unknown"}


def test_a_denied_region_list_falls_back(demo: Account) -> None:
    flags = ("scan", *DECLARED, "--format", "json", "--fail-on", "none", "--allow-unknown")
    everything = demo.aplomb(*flags, "--endpoint-url", demo.url, code=0)
    with emulated.denying(demo, "account:ListRegions") as less:
        assert less.aplomb(*flags, "--endpoint-url", less.url, code=0).pairs() == everything.pairs()


def test_a_denied_identity_cannot_run(demo: Account) -> None:
    with emulated.denying(demo, "sts:GetCallerIdentity") as less:
        result = less.aplomb("scan", "--endpoint-url", less.url, code=3)
    assert "GetCallerIdentity" in result.stderr and result.stdout == b""


def test_killed_and_resumed_it_finds_the_same(demo: Account, tmp_path: Path) -> None:
    flags = ("--format", "json", "--fail-on", "none", "--allow-unknown")
    fresh = demo.aplomb("scan", "--endpoint-url", demo.url, *DECLARED, *flags, code=0)
    recording = tmp_path / "recording"
    command = [str(APLOMB), "scan", "--endpoint-url", demo.url, *DECLARED, *flags, "--record", str(recording)]
    process = subprocess.Popen(
        command,
        env=CREDENTIALS,
        cwd=emulated.LOCALSTACK,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < end:
        if recording.exists() and recording.stat().st_size > 20_000:
            process.send_signal(signal.SIGKILL)
            break
    assert process.wait(timeout=120) == -signal.SIGKILL, "the scan was over before it could be killed"

    cut = aplomb("scan", "--replay", str(recording), *flags)
    assert "not whole" in cut.stderr
    assert cut.report()["run"]["partial"]
    verdicts = cut.pairs()
    # What was read is judged as before, the rest is unknown: never a pass that was none.
    for key, verdict in verdicts.items():
        assert verdict == "unknown" or fresh.pairs().get(key) == verdict, key

    resumed = demo.aplomb("scan", "--endpoint-url", demo.url, "--resume", str(recording), *flags, code=0)
    assert resumed.pairs() == fresh.pairs()
    assert len(resumed.report()["run"]["spans"]) == 2
    again = aplomb("scan", "--replay", str(recording), *flags, code=0)
    assert again.stdout == resumed.stdout


def test_a_good_account_is_clean(tmp_path: Path) -> None:
    with emulated.started(tmp_path, fill="good") as account:
        result = account.aplomb(
            "scan", "--endpoint-url", account.url, *DECLARED, "--format", "json", "--strict", code=0
        )
    verdicts = set(result.pairs().values())
    assert verdicts <= {"pass", "not_applicable"}
    by_check = {key[0]: verdict for key, verdict in result.pairs().items()}
    for check in (
        "s3-account-block-public-access",
        "iam-root-mfa",
        "iam-password-policy",
        "cloudtrail-multi-region",
    ):
        assert by_check[check] == "pass", check
    passed = {key[0] for key, verdict in result.pairs().items() if verdict == "pass"}
    for check in ("apigw-rest-request-validator", "apigwv2-route-scopes", "kms-rotation", "logs-retention"):
        assert check in passed, check
