"""What only time or AWS itself does to a resource: ages, last uses, deliveries, root's devices.

An emulator makes everything now. `seed.py` therefore tells the proxy how an answer is to look,
by POST /_proxy/history with a list of `{"call", "match", "members"}`:

- `call`: the operation whose answer is meant, such as `kms:DescribeKey`.
- `match`: members that the resource in the answer has, or parameters of the request.
- `members`: what its members become. `{"days": 400}` is a time so long ago, in the form
  of the protocol; a negative number is in the future.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any

from exchange import Exchange

DAY = 86_400
FACTS = ("history", "")
# Answers that are no plain XML: mends_iam.py changes them.
ELSEWHERE = ("iam:GetAccountSummary", "iam:GetCredentialReport")


def learn(memory: dict[tuple[str, str], Any], body: bytes) -> None:
    """Keeps what a POST told; times count from now."""
    now = int(time.time())
    for fact in json.loads(body):
        fact["members"] = {name: _fixed(value, now) for name, value in fact["members"].items()}
        memory.setdefault(FACTS, []).append(fact)


def _fixed(value: Any, now: int) -> Any:
    if isinstance(value, dict) and value.keys() == {"days"}:
        return {"at": now - int(value["days"] * DAY)}
    if isinstance(value, dict):
        return {name: _fixed(inner, now) for name, inner in value.items()}
    return value


def of(x: Exchange, call: str) -> list[dict[str, Any]]:
    """What is known of the answers of a call."""
    return [fact for fact in x.memory.get(FACTS, []) if fact["call"] == call]


async def as_time_made_it(x: Exchange) -> None:
    facts = of(x, str(x.call)) if x.ok else []
    if not facts or str(x.call) in ELSEWHERE:
        return
    if x.call.protocol == "query":
        for fact in facts:
            _change_xml(x, fact)
        return
    document = json.loads(x.body)
    for fact in facts:
        changed = _change(document, fact, _parameters(x))
        if not changed and _matches(fact, {}, _parameters(x)):
            document |= {name: _in_json(value) for name, value in fact["members"].items()}
    x.answer_json(document, x.headers.get("content-type", "application/json"))


def _parameters(x: Exchange) -> dict[str, Any]:
    if x.call.protocol == "json":
        return x.asked
    return {"path": x.request.path}


def _matches(fact: dict[str, Any], thing: dict[str, Any], parameters: dict[str, Any]) -> bool:
    return all(thing.get(name, parameters.get(name)) == value for name, value in fact["match"].items())


def _change(value: Any, fact: dict[str, Any], parameters: dict[str, Any]) -> bool:
    """Changes every structure that matches; whether there was one."""
    changed = False
    if isinstance(value, dict):
        changed = any(name in value for name in fact["match"]) and _matches(fact, value, parameters)
        if changed:
            value |= {name: _in_json(new) for name, new in fact["members"].items()}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any([changed, *(_change(one, fact, parameters) for one in inner)])


def _in_json(value: Any) -> Any:
    if isinstance(value, dict):
        return value["at"] if value.keys() == {"at"} else {k: _in_json(v) for k, v in value.items()}
    return value


def _change_xml(x: Exchange, fact: dict[str, Any]) -> None:
    """Changes each `<member>` that matches, or the whole result where the request matches."""
    text = x.body.decode()
    if all(x.form.get(name) == value for name, value in fact["match"].items()):
        x.body = _replaced(text, fact["members"]).encode()
        return
    marks = [f"<{name}>{value}</{name}>" for name, value in fact["match"].items()]

    def changed(found: re.Match[str]) -> str:
        member = found[0]
        return _replaced(member, fact["members"]) if all(mark in member for mark in marks) else member

    # The innermost members only: none of those that are meant holds others.
    inner = r"<member>(?:(?!</?member>).)*</member>"
    x.body = re.sub(inner, changed, text, flags=re.DOTALL).encode()


def _replaced(text: str, members: dict[str, Any]) -> str:
    for name, value in members.items():
        new = f"<{name}>{in_xml(value)}</{name}>"
        old = re.compile(rf"<{name}>.*?</{name}>|<{name} ?/>", re.DOTALL)
        if old.search(text):
            text = old.sub(lambda _, new=new: new, text)
        else:
            end = text.rindex("</")
            text = text[:end] + new + text[end:]
    return text


def in_xml(value: Any) -> str:
    """A value as XML: a time as RFC 3339, a structure as its members."""
    if isinstance(value, dict):
        if value.keys() == {"at"}:
            return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(value["at"]))
        return "".join(f"<{name}>{in_xml(inner)}</{name}>" for name, inner in value.items())
    return str(value)
