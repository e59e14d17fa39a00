"""Policies with something taken out: every optional key, every list, every vocabulary, one after the other."""

import copy
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from catalogue.contributions import scaffold
from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.policy.schema import FILES
from catalogue.schema import yaml_reader
from catalogue.schema.containers import FieldType, Group, LangText, ListOf, MapOf
from tests.support.catalogue.wording import words

Values = dict[str, Any]  # file → content
Keys = tuple[Any, ...]
Hole = Callable[[Values], None]
CONTACT = "\ncontact:\n  phone: 08-465 004 00\n"


def read(policy: Path) -> Values:
    """Read every file of a policy."""
    files = {name: (policy / f"{name}.yaml").read_bytes() for name in loader.present(policy)}
    return {name: yaml_reader.load(data, name)[0] for name, data in files.items()}


def write(folder: Path, values: Values, profiles: Mapping[str, str]) -> Path:
    """Write a data folder with a policy and the profiles."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "policy").mkdir(parents=True)
    (folder / "providers").mkdir()
    for name, value in values.items():
        write_file(folder, name, value)
    for id_, text in profiles.items():
        (folder / "providers" / f"{id_}.yaml").write_text(text, encoding="utf-8")
    return folder


def write_file(folder: Path, name: str, value: object) -> None:
    """Write one file of the policy of a data folder."""
    text = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    (folder / "policy" / f"{name}.yaml").write_text(text, encoding="utf-8")


def starters(policy: Policy) -> dict[str, str]:
    """Return a starter profile with a telephone number for every provider but the last."""
    swedish = words("sv")["sv"]
    providers = list(policy.authorisations.values())[:-1]
    return {
        provider.id: scaffold.of_authorisation(provider, policy.context, swedish) + CONTACT for provider in providers
    }


def holes(values: Values) -> Iterator[tuple[str, Hole]]:
    """Yield a name and a function for each thing that can be taken out of a policy, and for a few larger ones."""
    seen: set[str] = set()
    for name, kind in FILES.items():
        for label, path, emptied in _removable(kind, values[name], (), name):
            if label not in seen:
                seen.add(label)
                yield label, _cut(name, path, emptied=emptied)
    yield "one provider", _providers(lambda rows: rows[:1])
    yield "own unit only", _providers(lambda rows: [row for row in rows if row["regi"] == "own"])
    yield "private providers only", _providers(lambda rows: [row for row in rows if row["regi"] == "private"])
    yield "one language", _one_language
    yield "no statistics of money", _nothing_priced


def _removable(kind: FieldType, value: Any, path: Keys, label: str) -> Iterator[tuple[str, Keys, bool]]:  # noqa: ANN401 - of a file
    """Yield a label, the path, and whether it is emptied instead of removed."""
    if isinstance(kind, LangText):
        if len(value) > 1:
            yield f"{label} in the first language only", (*path, list(value)[-1]), False
    elif isinstance(kind, Group):
        for key in sorted((kind.fields.keys() - kind.required) & value.keys()):
            yield f"{label}.{key} removed", (*path, key), False
    elif isinstance(kind, ListOf | MapOf) and value:
        yield f"{label} emptied", path, True
    for key, child in _children(kind, value):
        yield from _removable(child, value[key], (*path, key), f"{label}.{key}" if isinstance(kind, Group) else label)


def _children(kind: FieldType, value: Any) -> list[tuple[str | int, FieldType]]:  # noqa: ANN401 - the same
    if isinstance(kind, Group):
        return [(key, child) for key, child in kind.fields.items() if key in value]
    if isinstance(kind, ListOf | MapOf):
        return [(key, kind.kind) for key in (value if isinstance(kind, MapOf) else range(len(value)))]
    return []


def _cut(name: str, path: Keys, *, emptied: bool) -> Hole:
    def cut(values: Values) -> None:
        parent = values[name]
        for step in path[:-1]:
            parent = parent[step]
        if emptied:
            parent[path[-1]] = type(parent[path[-1]])()
        else:
            del parent[path[-1]]

    return cut


def _providers(kept: Callable[[list[Any]], list[Any]]) -> Hole:
    def cut(values: Values) -> None:
        rows = values["authorisations"]["providers"] = kept(values["authorisations"]["providers"])
        for service in values["services"]["services"]:
            service["non_choice"] = next((row["id"] for row in rows), service["non_choice"])

    return cut


def _one_language(values: Values) -> None:
    values["municipality"]["languages"] = ["sv"]


def _nothing_priced(values: Values) -> None:
    values["tariffs"]["tariffs"] = values["fees"]["fees"] = []
    values["budget"]["budgets"] = []


def cut(values: Values, hole: Hole) -> Values:
    """Return a copy of a policy with a hole."""
    result = copy.deepcopy(values)
    hole(result)
    return result
