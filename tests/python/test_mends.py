"""The proxy before an emulator: it answers as AWS does, and its list is the one that is written down."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import account as emulated
import boto3
import pytest
from account import CREDENTIALS, LOCALSTACK, Account
from botocore.config import Config
from botocore.exceptions import ClientError


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with emulated.started(tmp_path_factory.mktemp("good"), fill="good") as account:
        yield account


def client(account: Account, service: str) -> Any:
    return boto3.client(
        service,
        region_name=CREDENTIALS["AWS_REGION"],
        endpoint_url=account.url,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(proxies={}, retries={"total_max_attempts": 1}),
    )


def test_the_list_of_mends_is_in_the_readme() -> None:
    command = [sys.executable, str(LOCALSTACK / "mends.py")]
    table = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    assert table in (LOCALSTACK / "README.md").read_text(), (
        "put the output of mends.py into localstack/README.md"
    )


def test_any_origin_with_credentials_is_refused(good: Account) -> None:
    http = client(good, "apigatewayv2")
    before = len(http.get_apis()["Items"])
    cors = {"AllowOrigins": ["*"], "AllowCredentials": True}
    with pytest.raises(ClientError) as refused:
        http.create_api(Name="refused", ProtocolType="HTTP", CorsConfiguration=cors)
    assert refused.value.response["Error"]["Code"] == "BadRequestException"
    assert len(http.get_apis()["Items"]) == before


def test_an_api_is_told_as_it_was_deployed(good: Account) -> None:
    rest = client(good, "apigateway")
    api = next(one["id"] for one in rest.get_rest_apis()["items"] if one["name"] == "acme-models")
    stage = rest.get_stages(restApiId=api)["item"][0]
    deployment = rest.get_deployment(restApiId=api, deploymentId=stage["deploymentId"], embed=["apisummary"])
    assert deployment["apiSummary"]["/models"]["GET"] == {
        "authorizationType": "CUSTOM",
        "apiKeyRequired": True,
    }
    assert stage["documentationVersion"] == "prod-1"
    responses = rest.get_gateway_responses(restApiId=api, limit=500)["items"]
    assert len(responses) == 21
    own = [one["responseType"] for one in responses if not one["defaultResponse"]]
    assert own == ["THROTTLED", "QUOTA_EXCEEDED"]


def test_lists_come_in_pages(good: Account) -> None:
    pages = client(good, "iam").get_paginator("get_account_authorization_details")
    size = {"PageSize": 4}
    sizes = [
        sum(len(page[kind]) for kind in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"))
        for page in pages.paginate(PaginationConfig=size)
    ]
    assert len(sizes) > 2 and set(sizes[:-1]) == {4}


def test_what_time_has_done_is_told(good: Account) -> None:
    iam = client(good, "iam")
    young, old = iam.list_access_keys(UserName="deploy-bot"), iam.list_access_keys(UserName="old-warehouse")
    ages = [keys["AccessKeyMetadata"][0]["CreateDate"] for keys in (old, young)]
    assert abs((ages[1] - ages[0]).total_seconds() - 888 * 86_400) < 60
    iam.generate_credential_report()
    rows = iam.get_credential_report()["Content"].decode().splitlines()
    assert rows[1].startswith("<root_account>,")


def test_aws_managed_policies_are_those_in_use(good: Account) -> None:
    found = client(good, "iam").get_account_authorization_details(Filter=["AWSManagedPolicy"])["Policies"]
    assert found and all(policy["AttachmentCount"] > 0 for policy in found)
