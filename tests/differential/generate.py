"""Writes cases for `aplomb policy simulate --jsonl`, drawn from a seed: generate.py SEED COUNT > cases.jsonl

Texts are drawn from small pools, so that requests and policies meet often. Every key that AWS always sends is given:
what the request says is then the same for every evaluator.
"""

import json
import random
import sys

from pools import ALL_KEYS, LISTS, NOW, OPERATORS, OTHER, OWN, TARGETS


def callers(account):
    """Caller as the request names it, its ARN for policies, and the keys that follow from it."""
    user, role = f"arn:aws:iam::{account}:user/ann", f"arn:aws:iam::{account}:role/app/reader"
    session, federated = (
        f"arn:aws:sts::{account}:assumed-role/reader/s1",
        f"arn:aws:sts::{account}:federated-user/fay",
    )
    root = f"arn:aws:iam::{account}:root"
    named = {"aws:PrincipalAccount": account, "aws:PrincipalIsAWSService": "false"}
    return [
        (
            user,
            [user],
            {
                **named,
                "aws:PrincipalArn": user,
                "aws:PrincipalType": "User",
                "aws:username": "ann",
                "aws:userid": "AIDAX",
            },
        ),
        (
            session,
            [session, role, session, role, role, session, f"arn:aws:sts::{account}:assumed-role/READER/s1"],
            {**named, "aws:PrincipalArn": role, "aws:PrincipalType": "AssumedRole", "aws:userid": "AROAX:s1"},
        ),
        (
            federated,
            [federated, f"arn:aws:iam::{account}:user/fay"],
            {
                **named,
                "aws:PrincipalArn": federated,
                "aws:PrincipalType": "FederatedUser",
                "aws:userid": f"{account}:fay",
            },
        ),
        (
            root,
            [root],
            {**named, "aws:PrincipalArn": root, "aws:PrincipalType": "Account", "aws:userid": account},
        ),
    ]


def some(rng, pool, most=2):
    drawn = rng.sample(pool, min(len(pool), rng.randint(1, most)))
    return drawn[0] if len(drawn) == 1 and rng.random() < 0.7 else drawn


def fill(value):
    if isinstance(value, list):
        return [fill(one) for one in value]
    return value.replace("{own}", OWN).replace("{other}", OTHER)


def condition(rng):
    table, operators = rng.choice(OPERATORS)
    key, (shared, own) = rng.choice(list(table.items()))
    operator = rng.choice(operators)
    if (table is LISTS and rng.random() < 0.85) or rng.random() < 0.08:
        operator = rng.choice(["ForAllValues:", "ForAnyValue:"]) + operator
    if rng.random() < 0.2:
        operator += "IfExists"
    values = fill(some(rng, shared * 2 + own))
    if rng.random() < 0.07:
        operator, values = "Null", rng.choice(["true", "false"])
    if rng.random() < 0.1:
        key = key.upper() if "/" not in key else key.replace("aws", "AWS")
    return operator, key, values


def actions(rng, action):
    service, name = action.split(":")
    return rng.choice(
        [
            "*",
            f"{service}:*",
            action,
            action,
            action.lower(),
            f"{service}:{name[:3]}*",
            f"{service.upper()}:*{name[-3:]}",
            f"{service}:?{name[1:]}",
            "ec2:Run*",
            [f"{service}:Nothing", action],
            [f"{service}:Other*"],
        ]
    )


def statement(rng, target, names=None, deny=0.2):
    action, resource, patterns = target
    made = {"Effect": "Deny" if rng.random() < deny else "Allow"}
    if rng.random() < 0.3:
        made["Sid"] = "S" + str(rng.randint(0, 99))
    made["NotAction" if rng.random() < 0.1 else "Action"] = actions(rng, action)
    pool = ["*", resource, resource] + patterns
    made["NotResource" if rng.random() < 0.1 else "Resource"] = fill(some(rng, pool))
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        operator, key, values = condition(rng)
        block = made.setdefault("Condition", {}).setdefault(operator, {})
        if key.lower() not in [one.lower() for one in block]:
            block[key] = values
    if names is not None:
        kind = "NotPrincipal" if rng.random() < 0.08 else "Principal"
        made[kind] = rng.choice(names)
    return made


def policy(rng, target, names=None, deny=0.2, most=3):
    made = {"Statement": [statement(rng, target, names, deny) for _ in range(rng.randint(1, most))]}
    if rng.random() < 0.95:
        made["Version"] = "2012-10-17" if rng.random() < 0.93 else "2008-10-17"
    if len(made["Statement"]) == 1 and rng.random() < 0.3:
        made["Statement"] = made["Statement"][0]
    return made


def stated(made):
    return [made["Statement"]] if isinstance(made["Statement"], dict) else made["Statement"]


def guardrail(rng, target):
    """A resource control policy, in the narrower grammar of those."""
    made = {**policy(rng, target, ["*"], deny=1.0, most=2), "Version": "2012-10-17"}
    for one in stated(made):
        one.pop("NotPrincipal", None)
        one.pop("NotAction", None)
        one.update(Principal="*", Action=target[0] if rng.random() < 0.8 else "ec2:Run*")
    return made


def endpoint(rng, target):
    made = policy(rng, target, ["*"])
    for one in stated(made):
        one.pop("NotPrincipal", None)
        one["Principal"] = "*"
    return made


def everything(**more):
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", **more}],
    }


def context(rng, keys):
    made = {
        "aws:CurrentTime": NOW,
        "aws:EpochTime": "1777975200",
        "aws:SecureTransport": "true",
        "aws:UserAgent": "curl/8",
        "aws:RequestedRegion": "eu-west-1",
        "aws:ViaAWSService": "false",
        "aws:ResourceAccount": OWN,
    }
    for key, (shared, _) in ALL_KEYS.items():
        if not shared or rng.random() < 0.5:
            continue
        made[key] = rng.sample(shared, rng.randint(0, len(shared))) if key in LISTS else rng.choice(shared)
    made.update(keys)
    return made


def case(rng, number):
    action, resource, patterns = rng.choice(TARGETS[:9] * 4 + TARGETS[9:])
    target = (action, fill(resource), patterns)
    account = OTHER if rng.random() < 0.3 else OWN
    draw = rng.random()
    if draw < 0.1:
        principal, named, keys = (
            "anonymous",
            [],
            {
                "aws:PrincipalAccount": "anonymous",
                "aws:PrincipalType": "Anonymous",
                "aws:userid": "anonymous",
            },
        )
    elif draw < 0.18:
        service = "sns.amazonaws.com"
        principal, named = {"Service": service}, []
        keys = {
            "aws:PrincipalIsAWSService": "true",
            "aws:PrincipalServiceName": service,
            "aws:PrincipalServiceNamesList": [service],
            "aws:PrincipalArn": "arn:aws:iam::999900001111:role/service",
            "aws:PrincipalAccount": "999900001111",
            "aws:PrincipalType": "AssumedRole",
            "aws:userid": "AROASERVICE:s",
        }
    else:
        principal, named, keys = rng.choice(callers(account)[: 4 if rng.random() < 0.2 else 2])
    names = [
        "*",
        {"AWS": "*"},
        {"AWS": account},
        {"AWS": f"arn:aws:iam::{account}:root"},
        {"AWS": OTHER},
        {"Service": "sns.amazonaws.com"},
        {"AWS": [OTHER, f"arn:aws:iam::{account}:user/bob"]},
    ]
    names += [{"AWS": arn} for arn in named * 2] + [{"AWS": [arn, account]} for arn in named]
    asked = {
        "principal": principal,
        "action": action,
        "resource": target[1],
        "resource_account": OWN,
        "context": context(rng, keys),
    }
    made = {"id": number, "request": asked}
    if isinstance(principal, str) and principal.startswith("arn:"):
        if not principal.endswith(":root"):
            made["identity"] = [
                {"name": f"identity{n}", "policy": policy(rng, target)}
                for n in range(rng.choice([0, 1, 1, 1, 2]))
            ]
            if rng.random() < 0.2:
                made["boundary"] = [everything() if rng.random() < 0.4 else policy(rng, target)]
            if ":sts:" in principal and rng.random() < 0.25:
                made["session"] = everything() if rng.random() < 0.4 else policy(rng, target)
        if rng.random() < 0.25:
            made["scp"] = [
                [everything() if rng.random() < 0.6 else policy(rng, target, deny=0.3)]
                for _ in range(rng.randint(1, 3))
            ]
    if target[1] != "*" and rng.random() < (0.6 if account == OWN else 0.9):
        made["resource_policy"] = policy(rng, target, names)
        if action == "sts:AssumeRole":
            for one in stated(made["resource_policy"]):
                one.pop("Resource", None)
                one.pop("NotResource", None)
    if rng.random() < 0.12:
        made["rcp"] = [[guardrail(rng, target)] for _ in range(rng.randint(1, 2))]
    if rng.random() < 0.08:
        made["endpoint"] = everything(Principal="*") if rng.random() < 0.5 else endpoint(rng, target)
    return made


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    print(f"seed {seed}, {count} cases", file=sys.stderr)
    for number in range(count):
        print(json.dumps(case(random.Random(f"{seed}/{number}"), number)))


if __name__ == "__main__":
    main()
