"""What people type into the search, and who should be found, by the plainest reading of the profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from catalogue.policy.schema import PREMISES_FEATURES, SERVICE_FEATURES
from catalogue.schema import yaml_reader
from catalogue.search.card import evenings
from tests.support import frozen
from tests.support.browser.list_choices import RULES, TABLE

FILE = Path(__file__).parents[2] / "cases" / "search" / "queries.yaml"
LANGUAGES = {"asked": "sv", "swedish": "sv", "english": "en", "finnish": "fi"}
LETTERS = str.maketrans("åäö", "aao")
Profile = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One query, and what it should show."""

    group: str
    query: str
    found: Any
    meant: str = ""
    leads: list[str] = field(default_factory=list)
    told: str = ""

    @property
    def lang(self) -> str:
        """The language of the page."""
        return LANGUAGES[self.group]

    def ids(self) -> list[str]:
        """Return who should be found, in the day's order."""
        return [id_ for id_ in TABLE.ids if self._finds(id_, PROFILES[id_])]

    def _finds(self, id_: str, profile: Profile) -> bool:
        if isinstance(self.found, str):
            return self.found == "everyone"
        name, about = profile.get("name", RULES.authorisations[id_].legal_name), profile.get("about", {}).values()
        texts = {"says": [name, *about], "called": [name], "at": places(profile)}
        return (
            id_ in self.found.get("ids", ())
            or any(states(profile, *fact) for fact in self.found.get("states", {}).items())
            or ("every" in self.found and all(states(profile, *fact) for fact in self.found["every"].items()))
            or any(
                plain(word) in plain(text)
                for kind in texts
                for word in self.found.get(kind, ())
                for text in texts[kind]
            )
        )


def plain(text: str) -> str:
    """Return small letters without rings and dots."""
    return text.casefold().translate(LETTERS)


def places(profile: Profile) -> list[str]:
    """Return the addresses and stops of a provider."""
    premises = profile.get("locations", ())
    addresses = [" ".join(each["address"].values()) for each in premises if "address" in each]
    return addresses + [text for each in premises for text in each.get("transit", {}).values()]


def states(profile: Profile, key: str, values: list[str]) -> bool:
    """Return whether a provider states one of the values of a fact, anywhere in its profile."""
    premises, services = profile.get("locations", ()), profile.get("services", {}).values()
    staff, hours = profile.get("staff", ()), profile.get("hours")
    facts: dict[str, list[Any]] = {
        "languages": profile.get("languages", []),
        "areas": [each.get("area") for each in premises],
        "titles": [person["title"] for person in staff],
        "credentials": [credential for person in staff for credential in person.get("credentials", ())],
        "days": [day for day, spans in (hours or {}).items() if spans],
        "evenings": ["yes"] if evenings(hours) else [],
        **{key: [each.get(key) for each in premises] for key in PREMISES_FEATURES},
        **{key: [each.get(key) for each in services] for key in SERVICE_FEATURES},
        **{
            key: [one for each in services for one in each.get(key, ())]
            for key in ("methods", "competences", "formats")
        },
    }
    return bool({*values} & {*facts[key]})


def _profile(id_: str) -> Profile:
    file = frozen.PROVIDERS / f"{id_}.yaml"
    profile: Profile = yaml_reader.load(file.read_bytes(), file.name)[0] if file.exists() else {}
    return profile


PROFILES = {id_: _profile(id_) for id_ in TABLE.ids}
CASES = [
    Case(group, str(row["query"]), **{key: value for key, value in row.items() if key != "query"})
    for group, rows in yaml.load(FILE.read_bytes(), Loader=yaml.CSafeLoader).items()
    for row in rows
]
