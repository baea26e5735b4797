"""Mends of the services beside S3; what each is for stands in mends.py."""

from __future__ import annotations

import json
import re

import answers
from exchange import Exchange
from regions import DEFAULT_REGIONS


async def list_of_regions(x: Exchange) -> None:
    if x.ok:
        return
    status = "ENABLED_BY_DEFAULT"
    wanted = json.loads(x.request.body or b"{}").get("RegionOptStatusContains")
    regions = DEFAULT_REGIONS if not wanted or status in wanted else ()
    rows = [{"RegionName": name, "RegionOptStatus": status} for name in regions]
    x.answer_json({"Regions": rows}, "application/json")


async def enabled_regions(x: Exchange) -> None:
    if b"AllRegions=true" in x.request.body:
        return
    for item in re.findall(rb"<item>.*?</item>", x.body):
        region = re.search(rb"<regionName>(.*?)</regionName>", item)
        if region and region[1].decode() not in DEFAULT_REGIONS:
            x.body = x.body.replace(item, b"")


async def key_of_stranger(x: Exchange) -> None:
    key = json.loads(x.request.body).get("KeyId", "")
    if key.startswith("arn:") and key.split(":")[4] != await x.account():
        x.answer(answers.denied(x.call))


async def key_metadata(x: Exchange) -> None:
    if not x.ok:
        return
    document = json.loads(x.body)
    given = document["KeyMetadata"]
    aliases = await x.ask_json("ListAliases", {"KeyId": given["KeyId"]})
    names = [alias["AliasName"] for alias in aliases.get("Aliases", [])]
    if any(name.startswith("alias/aws/") for name in names):
        given["KeyManager"] = "AWS"
    given["KeyUsage"] = given.get("KeyUsage") or "ENCRYPT_DECRYPT"
    given["MultiRegion"] = bool(given.get("MultiRegion"))
    metadata = {k: v for k, v in given.items() if v is not None and v != []}
    x.answer_json({"KeyMetadata": metadata})


async def list_of_aliases(x: Exchange) -> None:
    if not x.ok:
        return
    document = {"Truncated": False} | json.loads(x.body)
    keys = await x.ask_json("ListKeys", {})
    known = {key["KeyId"] for key in keys.get("Keys", [])}
    for alias in document["Aliases"]:
        if not keys.get("Truncated") and alias.get("TargetKeyId") not in known:
            alias.pop("TargetKeyId", None)
    x.answer_json(document)


async def custom_selectors(x: Exchange) -> None:
    if not x.ok:
        return
    document = json.loads(x.body)
    for trail in document["trailList"]:
        selectors = await x.ask_json(
            "GetEventSelectors", {"TrailName": trail["TrailARN"]}, trail["HomeRegion"]
        )
        trail["HasCustomEventSelectors"] = any(
            selectors.get(kind) for kind in ("EventSelectors", "AdvancedEventSelectors")
        )
    x.answer_json(document)


async def one_kind_of_selectors(x: Exchange) -> None:
    if not x.ok:
        return
    document = json.loads(x.body)
    basic = document.pop("EventSelectors", None) or []
    advanced = document.pop("AdvancedEventSelectors", None) or []
    # moto keeps old advanced selectors beside newer basic ones, never the reverse.
    if advanced and not basic:
        document["AdvancedEventSelectors"] = advanced
    else:
        defaults = {
            "ReadWriteType": "All",
            "IncludeManagementEvents": True,
            "DataResources": [],
            "ExcludeManagementEventSources": [],
        }
        document["EventSelectors"] = [{**defaults, **one} for one in basic or [{}]]
    x.answer_json(document)
