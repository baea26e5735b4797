"""The native JSON, by another implementation of JSON Schema than the one of the product's own tests."""

from __future__ import annotations

import jsonschema
import pytest
from account import aplomb


@pytest.mark.parametrize(
    "flags",
    [
        (),
        ("--services", "s3"),
        ("--checks", "s3-bucket-cors-*"),
        ("--severity", "critical", "--regions", "eu-west-1"),
    ],
)
def test_the_report_obeys_the_published_schema(flags: tuple[str, ...]) -> None:
    schema = aplomb("schema", code=0).report()
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    report = aplomb(
        "scan", "--demo", "--format", "json", "--fail-on", "none", "--allow-unknown", *flags, code=0
    )
    checker = validator.FORMAT_CHECKER
    errors = [
        f"{error.json_path}: {error.message}"
        for error in validator(schema, format_checker=checker).iter_errors(report.report())
    ]
    assert not errors, "\n".join(errors)
