"""Mends of IAM; what each is for stands in mends.py."""

from __future__ import annotations

import base64
import re
import time
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

import history
from exchange import Exchange

NAMESPACE = "{https://iam.amazonaws.com/doc/2010-05-08/}"
ISO = "%Y-%m-%dT%H:%M:%SZ"
# Of the validity in a certificate: two times, as YYMMDDhhmmssZ.
UTC_TIME = re.compile(rb"\x17\x0d(\d{12})Z")

FALSE = (
    "password_enabled",
    "mfa_active",
    "access_key_1_active",
    "access_key_2_active",
    "cert_1_active",
    "cert_2_active",
)


async def user_of_iam(x: Exchange) -> None:
    x.substitute(r"(arn:[\w-]+):sts:(:\d+:user/)", r"\1:iam:\2")
    x.substitute("<UserId>AKIA", "<UserId>AIDA")


async def complete_aliases(x: Exchange) -> None:
    if x.ok and b"<IsTruncated>" not in x.body:
        end = "</ListAccountAliasesResult>"
        x.substitute(end, f"<IsTruncated>false</IsTruncated>{end}")


async def policies_in_use(x: Exchange) -> None:
    """Leaves out AWS managed policies that nobody has; counts those that are boundaries."""
    if not x.ok:
        return
    document = ElementTree.fromstring(x.body)
    bounded = [boundary.text for boundary in document.iter(f"{NAMESPACE}PermissionsBoundaryArn")]
    for policies in document.iter(f"{NAMESPACE}Policies"):
        for policy in list(policies):
            arn = policy.findtext(f"{NAMESPACE}Arn", "")
            if ":iam::aws:" in arn and policy.findtext(f"{NAMESPACE}AttachmentCount") == "0":
                policies.remove(policy)
        for policy in policies:
            if policy.find(f"{NAMESPACE}PermissionsBoundaryUsageCount") is None:
                count = ElementTree.SubElement(policy, f"{NAMESPACE}PermissionsBoundaryUsageCount")
                count.text = str(bounded.count(policy.findtext(f"{NAMESPACE}Arn")))
    x.body = ElementTree.tostring(document, default_namespace=NAMESPACE.strip("{}"))


async def page_of_details(x: Exchange) -> None:
    if not x.ok:
        return
    document = ElementTree.fromstring(x.body)
    result = document[0]
    kinds = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
    lists = [found for kind in kinds if (found := result.find(f"{NAMESPACE}{kind}")) is not None]
    members = [(one, member) for one in lists for member in one]
    shown, marker = x.page(members, int(x.form.get("MaxItems", 100)), x.form.get("Marker", ""))
    if len(shown) == len(members):
        return
    kept = {id(member) for _, member in shown}
    for one, member in members:
        if id(member) not in kept:
            one.remove(member)
    if marker:
        for truncated in result.iter(f"{NAMESPACE}IsTruncated"):
            truncated.text = "true"
        ElementTree.SubElement(result, f"{NAMESPACE}Marker").text = marker
    x.body = ElementTree.tostring(document, default_namespace=NAMESPACE.strip("{}"))


async def whole_summary(x: Exchange) -> None:
    if x.ok and b"AccountPasswordPresent" not in x.body:
        entry = "<entry><key>AccountPasswordPresent</key><value>1</value></entry>"
        x.substitute("</SummaryMap>", f"{entry}</SummaryMap>")
    for fact in history.of(x, "iam:GetAccountSummary") if x.ok else []:
        for name, value in fact["members"].items():
            x.substitute(rf"(<key>{name}</key>\s*<value>)\d+", rf"\g<1>{value}")


async def never_used(x: Exchange) -> None:
    if x.ok:
        x.substitute(r"<LastUsedDate ?/>|<LastUsedDate></LastUsedDate>", "")


async def no_age_of_passwords(x: Exchange) -> None:
    if x.ok:
        x.substitute(r"<MaxPasswordAge>0</MaxPasswordAge>", "")


async def no_seeds(x: Exchange) -> None:
    if x.ok:
        x.substitute(r"<(Base32StringSeed|QRCodePNG)>[^<]*</\1>", "")


async def remember_certificate(x: Exchange) -> None:
    if not x.ok:
        return
    body = re.sub(r"-----[^-]+-----|\s", "", x.form.get("CertificateBody", ""))
    times = UTC_TIME.findall(base64.b64decode(body))
    if len(times) > 1:
        expires = time.strftime(ISO, time.strptime(f"20{times[1].decode()}", "%Y%m%d%H%M%S"))
        x.memory["certificate", x.form["ServerCertificateName"]] = (
            expires,
            time.strftime(ISO, time.gmtime()),
        )


async def dates_of_certificates(x: Exchange) -> None:
    if not x.ok:
        return
    text = x.body.decode()
    for (kind, name), known in x.memory.items():
        if kind != "certificate":
            continue
        head, mark, tail = text.partition(f"<ServerCertificateName>{name}</ServerCertificateName>")
        for element, value in zip(("Expiration", "UploadDate"), known, strict=True):
            tail = re.sub(rf"<{element}>.*?</{element}>", f"<{element}>{value}</{element}>", tail, count=1)
        text = head + mark + tail
    x.body = text.encode()


async def whole_credential_report(x: Exchange) -> None:
    """Adds root, and the times that the proxy knows better than moto."""
    if not x.ok:
        return
    content = re.search(rb"<Content>(.*?)</Content>", x.body, re.DOTALL)
    if not content:
        return
    lines = base64.b64decode(content[1]).decode().splitlines()
    columns = lines[0].split(",")
    rows = [dict(zip(columns, line.split(","), strict=False)) for line in lines[1:] if line]
    rows = [row for row in rows if row["user"] != "<root_account>"]
    rows += await _missing_rows(x, columns, {row["user"] for row in rows})
    for row in rows:
        if row["password_enabled"] == "false":
            row["password_last_used"] = row["password_last_changed"] = row["password_next_rotation"] = "N/A"
        for name, value in row.items():
            if name.startswith("access_key") and value == "not_supported":
                row[name] = "N/A"
        await _times_of_keys(x, row)
        for fact in history.of(x, "iam:GetCredentialReport"):
            if fact["match"] == {"user": row["user"]}:
                row |= {name: _cell(value) for name, value in fact["members"].items()}
    rows.insert(0, await _root(x, columns))
    report = "\n".join([",".join(columns), *(",".join(row.get(c, "N/A") for c in columns) for row in rows)])
    encoded = base64.b64encode(report.encode())
    x.body = x.body[: content.start(1)] + encoded + x.body[content.end(1) :]
    now = time.strftime(ISO, time.gmtime())
    x.substitute(r"<GeneratedTime>2015-[^<]*", f"<GeneratedTime>{now}")


async def _missing_rows(x: Exchange, columns: list[str], known: set[str]) -> list[dict[str, str]]:
    """Of the users that LocalStack leaves out."""
    rows = []
    listed = await x.ask_query("ListUsers")
    for user in re.findall(r"<member>.*?</member>", listed, re.DOTALL):
        name = re.search(r"<UserName>(.*?)<", user)
        arn, made = re.search(r"<Arn>(.*?)<", user), re.search(r"<CreateDate>(.*?)<", user)
        if not name or name[1] in known:
            continue
        row = dict.fromkeys(columns, "N/A") | dict.fromkeys(FALSE, "false") | {"user": name[1]}
        row["arn"] = arn[1] if arn else ""
        row["user_creation_time"] = made[1] if made else "N/A"
        if await x.ask_query("GetLoginProfile", UserName=name[1]):
            row |= {"password_enabled": "true", "password_last_used": "no_information"}
            row["password_last_changed"] = row["user_creation_time"]
        devices = await x.ask_query("ListMFADevices", UserName=name[1])
        row["mfa_active"] = str("<SerialNumber>" in devices).lower()
        keys = re.findall(r"<Status>(\w+)<", await x.ask_query("ListAccessKeys", UserName=name[1]))
        for number, status in enumerate(keys[:2], 1):
            row[f"access_key_{number}_active"] = str(status == "Active").lower()
        rows.append(row)
    return rows


async def _times_of_keys(x: Exchange, row: dict[str, str]) -> None:
    listed = await x.ask_query("ListAccessKeys", UserName=row["user"])
    for number, key in enumerate(re.findall(r"<AccessKeyId>(\w+)<", listed)[:2], 1):
        for call, name, column in (
            ("iam:ListAccessKeys", "CreateDate", "last_rotated"),
            ("iam:GetAccessKeyLastUsed", "LastUsedDate", "last_used_date"),
            ("iam:GetAccessKeyLastUsed", "Region", "last_used_region"),
            ("iam:GetAccessKeyLastUsed", "ServiceName", "last_used_service"),
        ):
            for fact in history.of(x, call):
                members = fact["members"].get("AccessKeyLastUsed", fact["members"])
                if fact["match"] == {"AccessKeyId": key} and name in members:
                    row[f"access_key_{number}_{column}"] = _cell(members[name])


async def _root(x: Exchange, columns: list[str]) -> dict[str, str]:
    """Root's row, in accord with GetAccountSummary."""
    row = dict.fromkeys(columns, "N/A")
    summary = {
        name: value
        for fact in history.of(x, "iam:GetAccountSummary")
        for name, value in fact["members"].items()
    }
    account = await x.account()
    row |= dict.fromkeys(FALSE, "false")
    row |= {
        "user": "<root_account>",
        "arn": f"arn:aws:iam::{account}:root",
        "user_creation_time": "2019-03-04T10:00:00+00:00",
        "password_enabled": "not_supported",
        "password_last_used": "no_information",
        "password_last_changed": "not_supported",
        "password_next_rotation": "not_supported",
        "mfa_active": str(bool(summary.get("AccountMFAEnabled"))).lower(),
        "access_key_1_active": str(bool(summary.get("AccountAccessKeysPresent"))).lower(),
    }
    if row["access_key_1_active"] == "true":
        row["access_key_1_last_rotated"] = "2019-03-04T10:05:00+00:00"
    for fact in history.of(x, "iam:GetCredentialReport"):
        if fact["match"] == {"user": "<root_account>"}:
            row |= {name: _cell(value) for name, value in fact["members"].items()}
    return row


def _cell(value: object) -> str:
    text = unescape(history.in_xml(value))
    return text.removesuffix("Z") + "+00:00" if re.fullmatch(r"\d{4}-.*T.*Z", text) else text
