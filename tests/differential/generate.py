"""Writes cases for `aplomb policy simulate --jsonl`, drawn from a seed: generate.py SEED COUNT > cases.jsonl

Texts are drawn from small pools, so that requests and policies meet often. Every key that AWS always sends is given:
what the request says is then the same for every evaluator.
"""

import json
import random
import sys

OWN, OTHER = "111122223333", "444455556666"
NOW = "2026-05-05T10:00:00Z"

# Action, a resource that it works on, and what a policy may write for that resource.
TARGETS = [
    ("s3:GetObject", "arn:aws:s3:::bucket/team/red/file", [
        "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/team/*", "arn:aws:s3:::bucket/TEAM/*", "arn:aws:s3:::b?cket/*/file",
        "arn:aws:s3:::bucket/team/${aws:PrincipalTag/team}/*", "arn:aws:s3:::bucket/*/${aws:PrincipalTag/none, 'red'}/file",
        "arn:aws:s3:::bucket/${aws:PrincipalTag/none}/*", "arn:AWS:S3:::bucket/*", "arn:*:s3:::*", "arn:aws:s3:*:*:bucket/*",
        "arn:aws:s3:::bucket", "arn:aws:sqs:::bucket/*", "arn:aws:s3:::other/*", "arn:aws:s3:::bucket/team/red/fil?",
        "arn:aws:s3:::*/file", "arn:aws:s3*", "arn:aws:s3:::bucket/team/${*}/file", "arn:aws:s3:::bucket/team/???/*"]),
    ("s3:PutObject", "arn:aws:s3:::bucket/a$b", [
        "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a${$}b", "arn:aws:s3:::bucket/a?b", "arn:aws:s3:::bucket/a${?}b",
        "arn:aws:s3:::bucket/a$b", "arn:aws:s3:::bucket/a${*}b"]),
    ("s3:ListBucket", "arn:aws:s3:::bucket", ["arn:aws:s3:::bucket", "arn:aws:s3:::*", "arn:aws:s3:::bucket/*", "arn:aws:s3:::Bucket"]),
    ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:{own}:queue", [
        "arn:aws:sqs:*:{own}:queue", "arn:aws:sqs:eu-west-1:{own}:*", "arn:aws:sqs:eu-west-?:*:queue", "arn:aws:sqs:us-*:{own}:queue"]),
    ("kms:Decrypt", "arn:aws:kms:eu-west-1:{own}:key/11111111-2222-3333-4444-555555555555", [
        "arn:aws:kms:*:{own}:key/*", "arn:aws:kms:*:*:alias/*"]),
    ("sts:AssumeRole", "arn:aws:iam::{own}:role/target", ["arn:aws:iam::*:role/*", "arn:aws:iam::{own}:role/t*"]),
    ("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:{own}:table/t", ["arn:aws:dynamodb:*:*:table/t", "arn:aws:dynamodb:*:*:table/u"]),
    ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:{own}:secret:s-abcdef", [
        "arn:aws:secretsmanager:*:*:secret:s-??????", "arn:aws:secretsmanager:*:*:secret:*"]),
    ("iam:PassRole", "arn:aws:iam::{own}:role/target", ["arn:aws:iam::*:role/*"]),
    ("iam:PassRole", "arn:aws:iam::{own}:role/aws-reserved/target", ["arn:aws:iam::*:role/*"]),
    ("ec2:DescribeInstances", "*", ["arn:aws:ec2:*:*:*", "arn:aws:ec2:*:*:instance/*"]),
    ("s3:ListAllMyBuckets", "*", ["arn:aws:s3:::*"]),
    ("sts:GetCallerIdentity", "*", ["arn:aws:s3:::*"]),
]

# Condition key, values that a request or a policy may have, values for a policy alone.
STRINGS = {
    "aws:PrincipalOrgID": (["o-aaaaaaaaaa", "o-bbbbbbbbbb"], ["O-AAAAAAAAAA", "o-*", "${aws:PrincipalOrgID}"]),
    "aws:PrincipalTag/team": (["red", "blue", "r*d"], ["r?d", "RED", "*", "${aws:PrincipalTag/team}", "r${*}d", "${aws:PrincipalTag/none}"]),
    "aws:SourceVpce": (["vpce-1", "vpce-2"], ["vpce-*", "${aws:PrincipalTag/none, 'vpce-1'}"]),
    "aws:UserAgent": (["curl/8", "x"], ["curl*", "${aws:PrincipalTag/team}"]),
    "aws:RequestedRegion": (["eu-west-1", "us-east-1"], ["eu-*", "EU-WEST-1"]),
}
ARNS = {
    "aws:PrincipalArn": ([], ["arn:aws:iam::*:user/ann", "arn:aws:iam::{own}:*", "arn:aws:iam::{other}:role/*", "arn:aws:iam::{own}:role/app/reader",
                              "arn:aws:iam::{own}:user/${aws:username}"]),
    "aws:SourceArn": (["arn:aws:s3:::bucket", "arn:aws:sns:eu-west-1:111122223333:topic"],
                      ["arn:aws:s3:::*", "arn:aws:sns:*:*:topic", "arn:*:*:*:*:*", "arn:aws:sns:*:topic", "*", "arn:aws:S3:::bucket"]),
}
NUMBERS = {"aws:MultiFactorAuthAge": (["0", "5", "300", "3600"], ["300.0", "299", "x", "-1"])}
DATES = {
    "aws:CurrentTime": ([NOW, "2026-05-05T12:00:00Z"], ["2026-05-05", "2027-01-01T00:00:00Z", "2025-01-01T00:00:00+02:00", "2026-05-05T12:00:00+02:00", "x"]),
    "aws:EpochTime": (["1777975200"], ["1777975200", "1777975201", "1000", NOW]),
}
BOOLS = {"aws:SecureTransport": (["true", "false"], ["TRUE"]), "aws:MultiFactorAuthPresent": (["true", "false"], []),
         "aws:ViaAWSService": (["false"], ["true"])}
ADDRESSES = {"aws:SourceIp": (["10.1.2.3", "8.8.8.8", "2001:db8::1"],
                              ["10.0.0.0/8", "8.8.8.8/32", "8.8.8.9/24", "0.0.0.0/0", "2001:db8::/32", "2001:0db8:0:0:0:0:0:1", "x"])}
LISTS = {"aws:CalledVia": (["athena.amazonaws.com", "glue.amazonaws.com"], ["*.amazonaws.com", "x"]),
         "aws:PrincipalOrgPaths": (["o-aaaaaaaaaa/r-1/ou-1/", "o-bbbbbbbbbb/r-1/"], ["o-aaaaaaaaaa/*", "*"])}

ORDERS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
OPERATORS = [
    (STRINGS, ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"]),
    (ARNS, ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringNotEquals"]),
    (NUMBERS, ["Numeric" + order for order in ORDERS]),
    (DATES, ["Date" + order for order in ORDERS]),
    (BOOLS, ["Bool"]),
    (ADDRESSES, ["IpAddress", "NotIpAddress"]),
    (LISTS, ["StringEquals", "StringLike", "StringNotEquals", "StringNotLike"]),
]
ALL_KEYS = {key: pools for table, _ in OPERATORS for key, pools in table.items()}


def callers(account):
    """Caller as the request names it, its ARN for policies, and the keys that follow from it."""
    user, role = f"arn:aws:iam::{account}:user/ann", f"arn:aws:iam::{account}:role/app/reader"
    session, federated = f"arn:aws:sts::{account}:assumed-role/reader/s1", f"arn:aws:sts::{account}:federated-user/fay"
    root = f"arn:aws:iam::{account}:root"
    named = {"aws:PrincipalAccount": account, "aws:PrincipalIsAWSService": "false"}
    return [
        (user, [user], {**named, "aws:PrincipalArn": user, "aws:PrincipalType": "User", "aws:username": "ann", "aws:userid": "AIDAX"}),
        (session, [session, role, session, role, role, session, f"arn:aws:sts::{account}:assumed-role/READER/s1"],
         {**named, "aws:PrincipalArn": role, "aws:PrincipalType": "AssumedRole", "aws:userid": "AROAX:s1"}),
        (federated, [federated, f"arn:aws:iam::{account}:user/fay"],
         {**named, "aws:PrincipalArn": federated, "aws:PrincipalType": "FederatedUser", "aws:userid": f"{account}:fay"}),
        (root, [root], {**named, "aws:PrincipalArn": root, "aws:PrincipalType": "Account", "aws:userid": account}),
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
    return rng.choice(["*", f"{service}:*", action, action, action.lower(), f"{service}:{name[:3]}*", f"{service.upper()}:*{name[-3:]}",
                       f"{service}:?{name[1:]}", "ec2:Run*", [f"{service}:Nothing", action], [f"{service}:Other*"]])


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
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", **more}]}


def context(rng, keys):
    made = {"aws:CurrentTime": NOW, "aws:EpochTime": "1777975200", "aws:SecureTransport": "true", "aws:UserAgent": "curl/8",
            "aws:RequestedRegion": "eu-west-1", "aws:ViaAWSService": "false", "aws:ResourceAccount": OWN}
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
        principal, named, keys = "anonymous", [], {"aws:PrincipalAccount": "anonymous", "aws:PrincipalType": "Anonymous", "aws:userid": "anonymous"}
    elif draw < 0.18:
        service = "sns.amazonaws.com"
        principal, named = {"Service": service}, []
        keys = {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": service, "aws:PrincipalServiceNamesList": [service],
                "aws:PrincipalArn": "arn:aws:iam::999900001111:role/service", "aws:PrincipalAccount": "999900001111", "aws:PrincipalType": "AssumedRole",
                "aws:userid": "AROASERVICE:s"}
    else:
        principal, named, keys = rng.choice(callers(account)[: 4 if rng.random() < 0.2 else 2])
    names = ["*", {"AWS": "*"}, {"AWS": account}, {"AWS": f"arn:aws:iam::{account}:root"}, {"AWS": OTHER},
             {"Service": "sns.amazonaws.com"}, {"AWS": [OTHER, f"arn:aws:iam::{account}:user/bob"]}]
    names += [{"AWS": arn} for arn in named * 2] + [{"AWS": [arn, account]} for arn in named]
    asked = {"principal": principal, "action": action, "resource": target[1], "resource_account": OWN, "context": context(rng, keys)}
    made = {"id": number, "request": asked}
    if isinstance(principal, str) and principal.startswith("arn:"):
        if not principal.endswith(":root"):
            made["identity"] = [{"name": f"identity{n}", "policy": policy(rng, target)} for n in range(rng.choice([0, 1, 1, 1, 2]))]
            if rng.random() < 0.2:
                made["boundary"] = [everything() if rng.random() < 0.4 else policy(rng, target)]
            if ":sts:" in principal and rng.random() < 0.25:
                made["session"] = everything() if rng.random() < 0.4 else policy(rng, target)
        if rng.random() < 0.25:
            made["scp"] = [[everything() if rng.random() < 0.6 else policy(rng, target, deny=0.3)] for _ in range(rng.randint(1, 3))]
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
