"""Makes a case as small as it goes."""

import copy

from case import POLICIES, STAYS, policies, statements


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
            yield without(
                lambda made: nth(made).get("policy", nth(made)).update(Statement=[document["Statement"]])
            )
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
