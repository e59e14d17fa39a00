"""Answers to the questions that `init` leaves in a folder, each by its place, as a municipality would write them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalogue.schema import yaml_reader, yaml_writer

LANGUAGES = ("sv", "en", "fi")


def text(words: str) -> dict[str, str]:
    """Return the same words in each language that may be asked for."""
    return dict.fromkeys(LANGUAGES, words)


ANSWERS: Mapping[str, Any] = {
    "municipality.code": "0199",
    "municipality.organisation_number": "212000-0142",
    "municipality.members[0].code": "0199",
    "municipality.members[0].name": "Exempelby",
    "municipality.members[0].population": 20_000,
    "municipality.members[1].code": "0198",
    "municipality.members[1].name": "Modellköping",
    "municipality.members[1].population": 10_000,
    "municipality.address": "https://familj.exempelby.kommun",
    "municipality.reception.name": text("Kontaktcenter"),
    "municipality.reception.phone": "08-000 12 60",
    "municipality.reception.email": "kontaktcenter@exempelby.kommun",
    "municipality.reception.hours": text("måndag till fredag klockan 8–17"),
    "municipality.help_lines[].confirmed": "2026-11-02",
    "municipality.identity.issuer": "https://inloggning.exempelby.kommun",
    "municipality.identity.audience": "kundval",
    "municipality.identity.jwks": "https://inloggning.exempelby.kommun/jwks.json",
    "services.services[].minutes": 90,
    "services.services[].granted": 6,
    "services.services[].extra[].sessions": 2,
    "services.services[].decision.hours_week": 4,
    "services.services[].decision.months": 6,
    "services.services[].months_valid": 12,
    "services.services[].claim_age_days": 60,
    "services.services[].when_used_up": text("Ring Kontaktcenter om du behöver mer stöd."),
    "services.services[].source": text("Socialnämnden 2026-10-12, § 88"),
    "services.services[].non_choice": "exempelby-familjeenhet",
    "tariffs.tariffs[].from": "2019-01-01",
    "tariffs.tariffs[].amount": "900",
    "tariffs.tariffs[].source": text("Socialnämnden 2026-10-12, § 89"),
    "fees.fees[].from": "2019-01-01",
    "fees.fees[].amount": "300",
    "fees.fees[].exempt.who": text("Du kan befrias från avgiften om du har försörjningsstöd."),
    "fees.fees[].source": text("Kommunfullmäktige 2026-11-23, § 140"),
    "accounts.accounts[].account": "463",
    "authorisations.providers[].organisation_number": "559998-0082",
    "authorisations.providers[].supplier": "L-1001",
    "authorisations.providers[].type": "company",
    "authorisations.providers[].services[].from": "2019-01-01",
}
"""Place → answer; `[]` stands for every index, and a text in several languages is answered as a whole."""
PROFILE_ANSWERS: Mapping[str, Any] = {
    "contact.phone": "08-000 12 61",
    "locations[].area": "exempelby",
}


def answer(folder: Path) -> list[str]:
    """Answer every question of a folder in its files, and return the places."""
    places = []
    for file in sorted([*folder.glob("policy/*.yaml"), *folder.glob("providers/*.yaml")]):
        prefix = f"{file.stem}." if file.parent.name == "policy" else ""
        answers = ANSWERS if prefix else PROFILE_ANSWERS
        value, problems = yaml_reader.load(file.read_bytes(), file.name, yaml_reader.POLICY_MAX_BYTES)
        assert problems == []
        if "demo" in value:
            value["demo"] = True  # the providers of the tests' lists are invented
        found = list(questions(value, prefix.rstrip(".")))
        for place, holder, key in found:
            exact = place.removesuffix(f".{key}") if key in LANGUAGES else place
            known = answers[exact] if exact in answers else answers[re.sub(r"\[\d+\]", "[]", exact)]
            holder[key] = known[key] if isinstance(known, dict) else known
        if found:
            file.write_text(yaml_writer.dump(value), encoding="utf-8")
        places += [place for place, _, _ in found]
    return places


def questions(value: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 - whatever a file says
    """Yield each question of a file: its place, and the mapping or list and the key that hold it."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        below = f"{place}[{key}]" if isinstance(key, int) else f"{place}.{key}".lstrip(".")
        if isinstance(item, dict | list):
            yield from questions(item, below)
        elif isinstance(item, str) and item.startswith("TODO"):
            yield below, value, key
