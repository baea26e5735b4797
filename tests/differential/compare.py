"""Compares our decisions with those of iam-simulate, case by case, and explains every difference.

compare.py CASES OURS THEIRS [--examples]: CASES is a file of generate.py; OURS and THEIRS are commands that answer
one case a line on standard output for one case a line on standard input, each line at once.

A case where the answers differ is made as small as it goes with the answers unchanged. What is left must be covered by
an entry of known_divergences.toml, or the comparison fails. With --examples one small case of each entry is shown.
"""

import collections
import json
import pathlib
import shlex
import subprocess
import sys
import tomllib

from case import STAYS, listed
from features import features
from shrink import shrink

KNOWN = pathlib.Path(__file__).with_name("known_divergences.toml")


class Evaluator:
    def __init__(self, command):
        self.process = subprocess.Popen(
            shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def answer(self, case):
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if answer.get("ignored"):
            return "refused", f"keys ignored: {answer['ignored']}"
        return answer.get("decision", "refused"), answer.get("refused") or answer.get("error")


def explanation(known, ours, theirs, words):
    for entry in known:
        if (
            ours in listed(entry["ours"])
            and theirs in listed(entry["theirs"])
            and set(entry["all"]) <= words
            and not set(entry.get("none", [])) & words
        ):
            return entry
    return None


def brief(case):
    """A case as text, without the keys that every request has."""
    said = {key: value for key, value in case["request"]["context"].items() if key not in STAYS}
    return json.dumps({**case, "request": {**case["request"], "context": said}})


def main():
    path, ours_command, theirs_command = sys.argv[1:4]
    examples = {}
    known = tomllib.loads(KNOWN.read_text())["divergence"]
    ours_process, theirs_process = Evaluator(ours_command), Evaluator(theirs_command)

    def answers(case):
        return ours_process.answer(case)[0], theirs_process.answer(case)[0]

    counts, explained, unexplained, refused = (
        collections.Counter(),
        collections.Counter(),
        [],
        collections.Counter(),
    )
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
                examples.setdefault((entry["name"], ours, theirs), small)
            else:
                unexplained.append((case["id"], ours, theirs, small))
    total = sum(counts.values())
    equal = sum(count for (ours, theirs), count in counts.items() if ours == theirs != "refused")
    print(f"{total} cases: {equal} equal, {sum(explained.values())} known to differ, ", end="")
    print(f"{sum(refused.values())} refused by one of the two, {len(unexplained)} unexplained")
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
        alike = (
            ours,
            theirs,
            *sorted(
                word
                for word in words
                if word.split(":")[0] in ["operator", "quantifier", "pattern", "variable", "names"]
            ),
        )
        shown[alike] += 1
        if shown[alike] > 1 or len(shown) > 40:
            continue
        print(f"--- case {number}: ours {ours}, theirs {theirs}: {brief(small)}")
        print("   ", " ".join(sorted(words)))
    if "--examples" in sys.argv:
        for (name, ours, theirs), small in sorted(examples.items()):
            print(f"=== {name}: ours {ours}, theirs {theirs}: {brief(small)}")
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
