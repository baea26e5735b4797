"""What the collectors emit, against the CloudFormation resource schemas that cfn-lint ships."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import cfnlint
import jsonschema
import pytest
from account import ROOT

SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas" / "resources"
# `cargo test --test collectors` writes it: every known value of the demo, and what each collector declares.
INVENTORY = ROOT / "target" / "tmp" / "inventory.json"
# Types that AWS does not define; all their data stands in `status`.
PSEUDO_TYPES = {
    "AWS::Account::Account",
    "AWS::Account::Region",
    "AWS::IAM::AccountPasswordPolicy",
    "AWS::IAM::RootUser",
    "AWS::Organizations::EffectivePolicy",
    "AWS::S3::AccountPublicAccessBlock",
}
# Policy documents, which the schema wants as text and which are always parsed here.
TEXTS = {("AWS::Logs::AccountPolicy", "PolicyDocument"), ("AWS::Logs::Destination", "DestinationPolicy")}
# What the emulator cannot hold or the demo has no use for: tests/collectors/ makes them of answers written by hand.
NOT_IN_THE_DEMO = {
    "AWS::ApiGatewayV2::DomainName",
    "AWS::CloudTrail::EventDataStore",
    "AWS::Logs::AccountPolicy",
    "AWS::Logs::DeliverySource",
    "AWS::Logs::SubscriptionFilter",
}
# What a schema asks of templates, and says nothing of values. (Which properties can be read or written is no
# constraint of JSON Schema anyhow.)
OF_TEMPLATES = {"required", "dependentRequired", "dependentExcluded", "requiredXor", "requiredOr"}


@pytest.fixture(scope="module")
def inventory() -> dict[str, Any]:
    assert INVENTORY.exists(), f"{INVENTORY} is missing: run `cargo test --test collectors` first"
    return json.loads(INVENTORY.read_text())


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Every resource schema by its type; the files are named by their hash."""
    found = (json.loads(path.read_text()) for path in SCHEMAS.glob("*.json"))
    return {schema["typeName"]: schema for schema in found}


@cache
def schema(name: str) -> dict[str, Any]:
    """What a type's values may be: its properties and no others, none of them required."""
    found = schemas().get(name)
    assert found, f"{name} is no CloudFormation type: name another, or add it to PSEUDO_TYPES"
    kept = {key: found[key] for key in ("definitions", "properties") if key in found}
    return _of_values(kept) | {"type": "object", "additionalProperties": False}


def _of_values(part: Any) -> Any:
    """A schema without what it asks of templates."""
    if isinstance(part, list):
        return [_of_values(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {}
    for key, value in part.items():
        if key in ("properties", "patternProperties", "definitions"):
            # A property may bear the name of a keyword.
            kept[key] = {name: _of_values(of_name) for name, of_name in value.items()}
        elif key not in OF_TEMPLATES:
            kept[key] = _of_values(value)
    return kept


def _as_in_a_template(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Documents that we parse as the text that the schema wants; of AWS's own policies no schema speaks.

    Nor does it speak of the ARNs of the kinds of policies that are younger than it.
    """
    written = {key: json.dumps(value) if (name, key) in TEXTS else value for key, value in properties.items()}
    is_younger = ":policy/" in properties.get("Arn", "") and "/resource_control_policy/" in properties["Arn"]
    if name == "AWS::Organizations::Policy" and (properties.get("AwsManaged") is True or is_younger):
        written.pop("Arn")
    return written


def _problems(name: str, properties: dict[str, Any]) -> list[str]:
    properties = _as_in_a_template(name, properties)
    validator = jsonschema.Draft7Validator(schema(name))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(properties)]


def test_every_value_fits_its_schema(inventory: dict[str, Any]) -> None:
    problems = []
    judged = set()
    for resource in inventory["resources"]:
        name = resource["type"]
        if name in PSEUDO_TYPES:
            assert resource["properties"] == {}, (
                f"{name} is no CloudFormation type: its data belongs to `status`"
            )
            continue
        judged.add(name)
        problems += [f"{resource['arn']} {problem}" for problem in _problems(name, resource["properties"])]
    assert not problems, "\n".join(problems)
    declared = {declared["name"] for declared in inventory["types"]} - PSEUDO_TYPES
    assert judged == declared - NOT_IN_THE_DEMO, "the demo shows none of these types: give it one"


def test_every_declared_property_is_in_the_schema(inventory: dict[str, Any]) -> None:
    for declared in inventory["types"]:
        if declared["name"] in PSEUDO_TYPES:
            assert declared["properties"] == [], (
                f"{declared['name']} has no schema: declare it under `status`"
            )
            continue
        known = set(schema(declared["name"])["properties"])
        unknown = set(declared["properties"]) - known
        assert not unknown, f"{declared['name']}: the schema has no {unknown}; it belongs to `status`"
        # One that is declared in both holds in `status` what the schema lacks of it.
        misplaced = (set(declared["status"]) & known) - set(declared["properties"])
        assert not misplaced, f"{declared['name']}: the schema has {misplaced}; it belongs to `properties`"


@pytest.mark.parametrize(
    ("name", "properties"),
    [
        ("AWS::S3::Bucket", {"BucketNmae": "x"}),
        ("AWS::S3::Bucket", {"BucketName": 1}),
        ("AWS::S3::Bucket", {"CorsConfiguration": {"CORSRules": []}}),
        ("AWS::S3::Bucket", {"CorsConfiguration": {"CorsRules": [{"MaxAge": "600"}]}}),
        ("AWS::S3::Bucket", {"VersioningConfiguration": {"Status": "On"}}),
        ("AWS::CloudTrail::Trail", {"IsLogging": "true"}),
        ("AWS::KMS::Key", {"KeyManager": "AWS"}),
    ],
)
def test_a_wrong_value_would_be_found(name: str, properties: dict[str, Any]) -> None:
    assert _problems(name, properties)
