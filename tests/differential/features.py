"""What a case is made of, in words."""

import json

from case import POLICIES, listed, policies, statements


def features(case):
    """What a case is made of, as words that rules name."""
    request = case["request"]
    context = {key.lower(): value for key, value in request["context"].items()}
    principal = request["principal"]
    if principal == "anonymous":
        kind = "anonymous"
    elif isinstance(principal, dict):
        kind = "service"
    else:
        kind = next(
            kind
            for mark, kind in [
                (":root", "root"),
                (":user/", "user"),
                ("assumed-role/", "session"),
                ("federated-user/", "federated-user"),
            ]
            if mark in principal
        )
    words = {f"caller:{kind}", f"action:{request['action']}"}
    words.add("resource:*" if request["resource"] == "*" else "resource:arn")
    if "aws-reserved" in request["resource"]:
        words.add("resource:aws-reserved")
    if request["context"].get("aws:PrincipalAccount") == request["resource_account"]:
        words.add("account:same")
    for kind in POLICIES:
        words.add(f"with:{kind}" if case.get(kind) else f"without:{kind}")
    for kind, policy in policies(case):
        document = policy.get("policy", policy)
        version = document.get("Version", "none")
        for statement in statements(policy):
            words.add(f"{kind}:{statement['Effect']}")
            words |= {f"element:{name}" for name in statement}
            text = json.dumps(statement)
            if "${" in text:
                words.add("variable:2012" if version == "2012-10-17" else "variable:2008")
            for value in listed(statement.get("Resource", [])) + listed(statement.get("NotResource", [])):
                if value != "*":
                    words.add("pattern:arn" if value.count(":") >= 5 else "pattern:short")
                if "${" in value:
                    words.add("pattern:variable")
            principals = statement.get("Principal", statement.get("NotPrincipal", {}))
            if isinstance(principals, dict):
                words |= {f"names:{key}" for key in principals}
                for one in listed(principals.get("AWS", [])):
                    words.add(
                        "names:"
                        + (
                            "account"
                            if one.isdigit() or one.endswith(":root")
                            else one.split(":")[-1].split("/")[0]
                        )
                    )
            else:
                words.add("names:*")
            for operator, keys in statement.get("Condition", {}).items():
                quantifier, _, plain = operator.rpartition(":")
                words.add(f"quantifier:{quantifier or 'none'}")
                if plain.endswith("IfExists"):
                    words.add("IfExists")
                    plain = plain.removesuffix("IfExists")
                words.add(f"operator:{plain}")
                words.add("operator:negated" if "Not" in plain else "operator:positive")
                for family in [
                    "String",
                    "Arn",
                    "Numeric",
                    "Date",
                    "Bool",
                    "IpAddress",
                    "NotIpAddress",
                    "Null",
                ]:
                    if plain.startswith(family):
                        words.add(f"family:{family.removeprefix('Not')}")
                for key, values in keys.items():
                    said = context.get(key.lower())
                    words.add(f"key:{key.lower()}")
                    words.add(
                        "request:" + ("none" if said is None else "list" if isinstance(said, list) else "one")
                    )
                    if said == []:
                        words.add("request:empty")
                    if isinstance(said, list) and len(said) == 1:
                        words.add("request:list-of-one")
                    for value in listed(values):
                        words |= value_features(value, said)
    return words


def is_ipv6(value):
    return value.count(":") > 1 and all(letter in "0123456789abcdef:/" for letter in value)


def value_features(value, said):
    words = {f"value:{value}"} if len(value) < 12 else set()
    if value.endswith("/0"):
        words.add("value:everywhere")
    dates = [
        one
        for one in [value, said]
        if isinstance(one, str) and (one.isdigit() or one[:2] == "20" and "-" in one)
    ]
    if len({one.isdigit() for one in dates}) == 2:
        words.add("dates:mixed")
    if isinstance(said, str) and (":" in said) != (":" in value) or is_ipv6(value):
        words.add("address:v6")
    if not value.startswith("arn:") or value.count(":") < 5:
        words.add("value:no-arn")
    if "${" in value:
        words.add("value:variable")
    if isinstance(said, str) and not said.startswith("arn:"):
        words.add("request:no-arn")
    return words
