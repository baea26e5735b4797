"""Compares our decisions with those of iam-simulate, case by case, and explains every difference.

compare.py CASES OURS THEIRS: CASES is a file of generate.py; OURS and THEIRS are commands that answer one case a line
on standard output for one case a line on standard input.

A case where the answers differ is made as small as it goes with the answers unchanged. What is left must be covered by
an entry of known_divergences.toml, or the comparison fails.
"""

import collections
import copy
import json
import pathlib
import shlex
import subprocess
import sys
import tomllib

KNOWN = pathlib.Path(__file__).with_name("known_divergences.toml")
POLICIES = ["identity", "resource_policy", "boundary", "session", "scp", "rcp", "endpoint"]
# What AWS always sends stays: without it the answers differ for want of a request.
STAYS = {"aws:CurrentTime", "aws:EpochTime", "aws:PrincipalAccount", "aws:PrincipalType", "aws:RequestedRegion", "aws:ResourceAccount",
         "aws:SecureTransport", "aws:UserAgent", "aws:ViaAWSService", "aws:userid", "aws:PrincipalArn", "aws:username",
         "aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList"}


class Evaluator:
    def __init__(self, command):
        self.process = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def answer(self, case):
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if answer.get("ignored"):
            return "refused", f"keys ignored: {answer['ignored']}"
        return answer.get("decision", "refused"), answer.get("refused") or answer.get("error")


def statements(policy):
    stated = policy["policy"]["Statement"] if "policy" in policy else policy["Statement"]
    return stated if isinstance(stated, list) else [stated]


def listed(value):
    return value if isinstance(value, list) else [value]


def policies(case):
    """Every policy of a case with its kind."""
    for kind in POLICIES:
        for outer in listed(case.get(kind, [])):
            for policy in listed(outer):
                yield kind, policy


def smaller(case):
    """Cases with one thing less, biggest things first."""
    def without(change):
        made = copy.deepcopy(case)
        change(made)
        return made

    for kind in POLICIES:
        if kind in case:
            yield without(lambda made: made.pop(kind))
            for place in range(len(case[kind])) if isinstance(case[kind], list) else []:
                yield without(lambda made: made[kind].pop(place))
    for number, (_, policy) in enumerate(policies(case)):
        def nth(made):
            return list(policies(made))[number][1]
        document = policy.get("policy", policy)
        if isinstance(document["Statement"], dict):
            yield without(lambda made: nth(made).get("policy", nth(made)).update(Statement=[document["Statement"]]))
            continue
        for place, statement in enumerate(document["Statement"]):
            def at(made):
                return statements(nth(made))[place]
            if len(document["Statement"]) > 1:
                yield without(lambda made: statements(nth(made)).pop(place))
            if "Sid" in statement:
                yield without(lambda made: at(made).pop("Sid"))
            if statement.get("Resource") != "*" and "Resource" in statement:
                yield without(lambda made: at(made).update(Resource="*"))
            for name in ["NotResource", "NotAction"]:
                if name in statement:
                    yield without(lambda made: (at(made).pop(name), at(made).update({name[3:]: "*"})))
            if statement.get("Action") not in ["*", case["request"]["action"]] and "Action" in statement:
                yield without(lambda made: at(made).update(Action=case["request"]["action"]))
            if statement.get("Principal") not in ["*", None]:
                yield without(lambda made: at(made).update(Principal="*"))
            for name in ["Action", "NotAction", "Resource", "NotResource"]:
                if isinstance(statement.get(name), list):
                    for one in statement[name]:
                        yield without(lambda made: at(made).update({name: one}))
            for operator, keys in statement.get("Condition", {}).items():
                def drop(made, operator=operator):
                    condition = at(made)["Condition"]
                    condition.pop(operator)
                    if not condition:
                        at(made).pop("Condition")
                yield without(drop)
                for key, values in keys.items():
                    if isinstance(values, list):
                        for value in values:
                            yield without(lambda made: at(made)["Condition"][operator].update({key: value}))
    for key in case["request"]["context"]:
        if key not in STAYS:
            yield without(lambda made: made["request"]["context"].pop(key))


def shrink(case, same):
    """The smallest case that is reached step by step while `same` holds."""
    while True:
        found = next((made for made in smaller(case) if same(made)), None)
        if found is None:
            return case
        case = found


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
        kind = next(kind for mark, kind in [(":root", "root"), (":user/", "user"), ("assumed-role/", "session"), ("federated-user/", "federated-user")]
                    if mark in principal)
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
                    words.add("names:" + ("account" if one.isdigit() or one.endswith(":root") else one.split(":")[-1].split("/")[0]))
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
                for family in ["String", "Arn", "Numeric", "Date", "Bool", "IpAddress", "NotIpAddress", "Null"]:
                    if plain.startswith(family):
                        words.add(f"family:{family.removeprefix('Not')}")
                for key, values in keys.items():
                    said = context.get(key.lower())
                    words.add(f"key:{key.lower()}")
                    words.add("request:" + ("none" if said is None else "list" if isinstance(said, list) else "one"))
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
    dates = [one for one in [value, said] if isinstance(one, str) and (one.isdigit() or one[:2] == "20" and "-" in one)]
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


def explanation(known, ours, theirs, words):
    for entry in known:
        if (ours in listed(entry["ours"]) and theirs in listed(entry["theirs"]) and set(entry["all"]) <= words
                and not set(entry.get("none", [])) & words):
            return entry
    return None


def main():
    path, ours_command, theirs_command = sys.argv[1:]
    known = tomllib.loads(KNOWN.read_text())["divergence"]
    ours_process, theirs_process = Evaluator(ours_command), Evaluator(theirs_command)

    def answers(case):
        return ours_process.answer(case)[0], theirs_process.answer(case)[0]

    counts, explained, unexplained, refused = collections.Counter(), collections.Counter(), [], collections.Counter()
    with open(path, encoding="utf-8") as cases:
        for line in cases:
            case = json.loads(line)
            (ours, error), (theirs, refusal) = ours_process.answer(case), theirs_process.answer(case)
            counts[ours, theirs] += 1
            if "refused" in (ours, theirs):
                refused[(error or refusal)[:120]] += 1
                continue
            if ours == theirs:
                continue
            small = shrink(case, lambda made: answers(made) == (ours, theirs))
            entry = explanation(known, ours, theirs, features(small))
            if entry:
                explained[entry["name"]] += 1
            else:
                unexplained.append((case["id"], ours, theirs, small))
    total = sum(counts.values())
    equal = sum(count for (ours, theirs), count in counts.items() if ours == theirs != "refused")
    print(f"{total} cases: {equal} equal, {sum(explained.values())} known to differ, {sum(refused.values())} refused by one of the two, "
          f"{len(unexplained)} unexplained")
    for (ours, theirs), count in counts.most_common():
        print(f"{count:8} ours {ours}, theirs {theirs}")
    for name, count in explained.most_common():
        print(f"{count:8} known: {name}")
    for text, count in refused.most_common(5):
        print(f"{count:8} refused: {text}")
    unused = [entry["name"] for entry in known if entry["name"] not in explained]
    if unused:
        print("not met this time:", ", ".join(unused))
    shown = collections.Counter()
    for number, ours, theirs, small in sorted(unexplained, key=lambda one: len(json.dumps(one[3]))):
        words = features(small)
        alike = (ours, theirs, *sorted(word for word in words if word.split(":")[0] in ["operator", "quantifier", "pattern", "variable", "names"]))
        shown[alike] += 1
        if shown[alike] > 1 or len(shown) > 40:
            continue
        small["request"]["context"] = {key: value for key, value in small["request"]["context"].items() if key not in STAYS}
        print(f"--- case {number}: ours {ours}, theirs {theirs}: {json.dumps(small)}")
        print("   ", " ".join(sorted(words)))
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
