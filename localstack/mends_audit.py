"""Mends of CloudTrail, KMS, CloudWatch Logs and Organizations; what each is for stands in mends.py."""

from __future__ import annotations

import json
import time
from typing import Any

import answers
from exchange import Exchange


async def without_nulls(x: Exchange) -> None:
    if x.ok and b"null" in x.body and x.body.startswith(b"{"):
        x.answer_json(json.loads(x.body, object_hook=_without_nulls))


def _without_nulls(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if value is not None}


# CloudTrail.


async def no_insights(x: Exchange) -> None:
    if x.ok and not json.loads(x.body).get("InsightSelectors"):
        message = "Insight selectors are not enabled on this trail"
        x.answer(answers.error(x.call, 400, "InsightNotEnabledException", message))


async def insights_of_trails(x: Exchange) -> None:
    if not x.ok:
        return
    document = json.loads(x.body)
    for trail in document["trailList"]:
        asked = {"TrailName": trail["TrailARN"]}
        found = await x.ask_json("GetInsightSelectors", asked, trail["HomeRegion"])
        trail["HasInsightSelectors"] = bool(found.get("InsightSelectors"))
    x.answer_json(document)


async def event_data_stores(x: Exchange) -> None:
    """Keeps them in memory: moto has none."""
    if x.ok:
        return
    shelf = x.memory.setdefault(("event data stores", x.call.region), [])
    if x.call.operation == "CreateEventDataStore":
        account = await x.account()
        store = {
            "EventDataStoreArn": f"arn:aws:cloudtrail:{x.call.region}:{account}:eventdatastore/"
            f"00000000-0000-4000-8000-{len(shelf):012}",
            "Status": "ENABLED",
            "MultiRegionEnabled": True,
            "OrganizationEnabled": False,
            "BillingMode": "EXTENDABLE_RETENTION_PRICING",
            "RetentionPeriod": 366,
            "TerminationProtectionEnabled": True,
            "CreatedTimestamp": int(time.time()),
            "UpdatedTimestamp": int(time.time()),
            **x.asked,
        }
        shelf.append(store)
        x.answer_json(store)
    elif x.call.operation == "ListEventDataStores":
        rows = [{name: one[name] for name in ("EventDataStoreArn", "Name")} for one in shelf]
        x.answer_json({"EventDataStores": rows})
    else:
        wanted = x.asked.get("EventDataStore", "")
        found = [one for one in shelf if one["EventDataStoreArn"].endswith(wanted)]
        if found:
            x.answer_json(found[0])
        else:
            message = "The specified event data store was not found"
            x.answer(answers.error(x.call, 400, "EventDataStoreNotFoundException", message))


# KMS.


async def remember_rotation(x: Exchange) -> None:
    if x.ok:
        x.memory["rotation", x.asked["KeyId"].rpartition("/")[2]] = x.asked.get("RotationPeriodInDays", 365)


async def whole_rotation(x: Exchange) -> None:
    if not x.ok:
        return
    key = await _key(x)
    if not key.get("KeySpec", "").startswith("SYMMETRIC"):
        message = f"{key.get('Arn')} key usage or key spec is not valid for this operation."
        x.answer(answers.error(x.call, 400, "UnsupportedOperationException", message))
        return
    document = json.loads(x.body) | {"KeyId": key["KeyId"]}
    if await _managed_by_aws(x, key):
        document["KeyRotationEnabled"] = True
    if document["KeyRotationEnabled"] and "RotationPeriodInDays" not in document:
        days = x.memory.get(("rotation", key["KeyId"]), 365)
        document |= {
            "RotationPeriodInDays": days,
            "NextRotationDate": int(key["CreationDate"]) + days * 86_400,
        }
    x.answer_json(document)


async def policy_of_managed_key(x: Exchange) -> None:
    if not x.ok:
        return
    document = {"PolicyName": "default"} | json.loads(x.body)
    if await _managed_by_aws(x, await _key(x)):
        account = await x.account()
        via = f"s3.{x.call.region}.amazonaws.com"
        condition = {"StringEquals": {"kms:CallerAccount": account, "kms:ViaService": via}}
        statement = {
            "Sid": "Allow access through S3 for all principals of the account",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"],
            "Resource": "*",
            "Condition": condition,
        }
        policy = {"Version": "2012-10-17", "Id": "auto-s3-2", "Statement": [statement]}
        document["Policy"] = json.dumps(policy)
    x.answer_json(document)


async def _key(x: Exchange) -> dict[str, Any]:
    found = await x.ask_json("DescribeKey", {"KeyId": x.asked["KeyId"]})
    return found.get("KeyMetadata", {})


async def _managed_by_aws(x: Exchange, key: dict[str, Any]) -> bool:
    if key.get("KeyManager") == "AWS":
        return True
    aliases = await x.ask_json("ListAliases", {"KeyId": key.get("KeyId")})
    return any(alias["AliasName"].startswith("alias/aws/") for alias in aliases.get("Aliases", []))


# CloudWatch Logs.


async def whole_log_groups(x: Exchange) -> None:
    if not x.ok:
        return
    document = json.loads(x.body)
    filters = await x.ask_json("DescribeMetricFilters", {})
    names = [one["logGroupName"] for one in filters.get("metricFilters", [])]
    for group in document.get("logGroups", []):
        group.setdefault("logGroupClass", "STANDARD")
        group["metricFilterCount"] = names.count(group["logGroupName"])
        if ("log group", group["logGroupName"] + x.call.region) in x.memory:
            group.setdefault("deletionProtectionEnabled", True)
    x.answer_json(document)


async def remember_log_group(x: Exchange) -> None:
    if x.ok and x.asked.get("deletionProtectionEnabled"):
        x.memory["log group", x.asked["logGroupName"] + x.call.region] = True


async def scope_of_policies(x: Exchange) -> None:
    if not x.ok:
        return
    document = json.loads(x.body)
    for policy in document.get("resourcePolicies", []):
        policy.setdefault("policyScope", "ACCOUNT")
    x.answer_json(document)


async def account_policies(x: Exchange) -> None:
    """Keeps them in memory: moto has none."""
    if x.ok:
        return
    shelf = x.memory.setdefault(("account policies", x.call.region), {})
    if x.call.operation == "PutAccountPolicy":
        account = await x.account()
        policy = {"scope": "ALL", "accountId": account, "lastUpdatedTime": int(time.time() * 1000), **x.asked}
        shelf[policy["policyType"], policy["policyName"]] = policy
        x.answer_json({"accountPolicy": policy})
    else:
        wanted = x.asked.get("policyType")
        x.answer_json({"accountPolicies": [one for (kind, _), one in shelf.items() if kind == wanted]})


# Organizations.


async def no_effective_policy(x: Exchange) -> None:
    if not x.ok:
        message = "If you ran this action on the management account, this policy type is not enabled."
        x.answer(answers.error(x.call, 400, "EffectivePolicyNotFoundException", message))
