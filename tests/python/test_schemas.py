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
PSEUDO_TYPES = {"AWS::Account::Account", "AWS::S3::AccountPublicAccessBlock"}
# What a schema says of templates and not of values.
OF_TEMPLATES = {
    "required",
    "dependentRequired",
    "dependentExcluded",
    "requiredXor",
    "requiredOr",
    "cfnLint",
    "readOnlyProperties",
    "writeOnlyProperties",
}


@pytest.fixture(scope="module")
def inventory() -> dict[str, Any]:
    assert INVENTORY.exists(), f"{INVENTORY} is missing: run `cargo test --test collectors` first"
    return json.loads(INVENTORY.read_text())


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema of a type: every property that it has, and no other."""
    path = SCHEMAS / f"{name.lower().replace('::', '-')}.json"
    assert path.exists(), f"{name} is no CloudFormation type: name another, or add it to PSEUDO_TYPES"
    found = json.loads(path.read_text())
    definitions = {key: _of_values(part) for key, part in found.get("definitions", {}).items()}
    properties = {key: _of_values(part) for key, part in found["properties"].items()}
    return {"definitions": definitions, "properties": properties, "type": "object", "additionalProperties": False}


def _of_values(part: Any) -> Any:
    """Drops what a template must say; makes sure that an object takes none but its own members."""
    if isinstance(part, list):
        return [_of_values(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _of_values(value) for key, value in part.items() if key not in OF_TEMPLATES or not _is_keyword(key, value)}
    # An alternative that only said what is required says nothing now.
    for word in ("anyOf", "oneOf", "allOf"):
        if word in kept and {} in kept[word]:
            del kept[word]
    return kept


def _is_keyword(key: str, value: Any) -> bool:
    """Whether it is the schema's own word; a property may bear the same name."""
    return not (isinstance(value, dict) and "type" in value) or key != "required"


def _problems(name: str, properties: dict[str, Any]) -> list[str]:
    validator = jsonschema.Draft7Validator(schema(name))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(properties)]


def test_every_value_fits_its_schema(inventory: dict[str, Any]) -> None:
    problems = []
    judged = set()
    for resource in inventory["resources"]:
        name = resource["type"]
        if name in PSEUDO_TYPES:
            assert resource["properties"] == {}, f"{name} is no CloudFormation type: its data belongs to `status`"
            continue
        judged.add(name)
        problems += [f"{resource['arn']} {problem}" for problem in _problems(name, resource["properties"])]
    assert not problems, "\n".join(problems)
    declared = {declared["name"] for declared in inventory["types"]} - PSEUDO_TYPES
    assert judged == declared, "the demo shows none of these types: give it one"


def test_every_declared_property_is_in_the_schema(inventory: dict[str, Any]) -> None:
    for declared in inventory["types"]:
        if declared["name"] in PSEUDO_TYPES:
            assert declared["properties"] == [], f"{declared['name']} has no schema: declare it under `status`"
            continue
        known = set(schema(declared["name"])["properties"])
        unknown = set(declared["properties"]) - known
        assert not unknown, f"{declared['name']}: the schema has no {unknown}; it belongs to `status`"
        misplaced = set(declared["status"]) & known
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
