"""The printed permissions, against what is known of IAM, and as a template."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from account import aplomb
from policy_sentry.querying.actions import get_action_data

# The one job that a scan may start, since IAM makes its credential report only on demand: see the README.
JOBS = {"iam:GenerateCredentialReport"}
WRITES = {"Write", "Permissions management", "Tagging"}


def actions() -> list[str]:
    policy = aplomb("permissions", code=0).report()
    return [action for statement in policy["Statement"] for action in statement["Action"]]


def access(action: str) -> set[str]:
    """How IAM classes an action; empty if there is none of that name."""
    service, name = action.split(":")
    found = get_action_data(service, name)
    rows = found.get(service, []) if found else []
    return {row["access_level"] for row in rows if row["action"].lower() == action.lower()}


def test_every_action_exists_and_none_writes() -> None:
    printed = actions()
    assert len(printed) > 20
    for action in printed:
        levels = access(action)
        assert levels, f"IAM knows no {action}"
        assert not levels & WRITES or action in JOBS, f"{action} is {levels}"
        assert "*" not in action, f"{action} allows more than one thing"


@pytest.mark.parametrize(
    "action", ["s3:PutBucketPolicy", "s3:PutObject", "kms:CreateKey", "s3:PutBucketTagging"]
)
def test_an_action_that_writes_would_be_found(action: str) -> None:
    assert access(action) & WRITES


def test_an_action_that_does_not_exist_would_be_found() -> None:
    assert not access("s3:GetBucketNonsense")


@pytest.mark.parametrize("services", [(), ("--services", "kms"), ("--services", "s3,cloudtrail")])
def test_the_template_passes_cfn_lint(tmp_path: Path, services: tuple[str, ...]) -> None:
    template = tmp_path / "role.json"
    template.write_bytes(aplomb("permissions", "--format", "cloudformation", *services, code=0).stdout)
    lint = [str(Path(sys.executable).with_name("cfn-lint")), "--format", "parseable", str(template)]
    done = subprocess.run(lint, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_policy_fits_into_a_role() -> None:
    policy = aplomb("permissions", code=0).report()
    # IAM counts without white space: 10,240 characters for all inline policies of a role.
    assert len(json.dumps(policy, separators=(",", ":"))) < 10_240


def test_terraform_holds_the_same_policy() -> None:
    text = aplomb("permissions", "--format", "terraform", code=0).stdout.decode()
    document = text.partition("policy = <<-EOT\n")[2].partition("EOT")[0]
    assert json.loads(document) == aplomb("permissions", code=0).report()
