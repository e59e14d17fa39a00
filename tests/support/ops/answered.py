"""Folders that `init` makes from a list of twelve rows, and the answers to the questions that it leaves in them.

Each answer is by its place, as a municipality would write it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from catalogue.schema import yaml_reader, yaml_writer
from ops.cli.municipality import init_
from tests.support.ops import provider_lists
from tests.support.ops.provider_lists import Row

BOTH = "familjerådgivning, familjebehandling"
MODELS: Mapping[str, Callable[[], list[Row]]] = {
    "stockholm-2007": provider_lists.twelve,
    "stockholm-2024": provider_lists.twelve,
    "nacka": provider_lists.twelve,
    "jamtland": provider_lists.branches,
    "huddinge": provider_lists.branches,
    "attested": provider_lists.twelve,
    "stockholm-2007,nacka": lambda: provider_lists.twelve(Tjänst=BOTH),
}
"""Each model, and one of two that are combined: the rows of its list."""

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
    "municipality.elsewhere[].phone": "08-000 12 61",
    "municipality.identity[].issuer": "https://inloggning.exempelby.kommun",
    "municipality.identity[].audience": "kundval",
    "municipality.identity[].jwks": "https://inloggning.exempelby.kommun/jwks.json",
    "services.services[].minutes": 90,
    "services.services[].granted": 6,
    "services.services[].attestation.most": 6,
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


def made(model: str, beside: Path) -> Path:
    """Make a folder of a model by `init`, with every question answered, and return it."""
    listed = provider_lists.write_xlsx(beside / "lista.xlsx", provider_lists.table(MODELS[model]()))
    flags = ["--name", "Exempelby kommun", "--model", model, "--providers", str(listed)]
    done = CliRunner().invoke(init_, [str(beside / "by"), *flags], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert answer(beside / "by")
    return beside / "by"


def answer(folder: Path) -> list[str]:
    """Answer every question of a folder in its files, and return the places."""
    places = []
    for file in sorted([*folder.glob("policy/*.yaml"), *folder.glob("providers/*.yaml")]):
        prefix = f"{file.stem}." if file.parent.name == "policy" else ""
        answers = ANSWERS if prefix else PROFILE_ANSWERS
        value, problems = yaml_reader.load(file.read_bytes(), file.name, yaml_reader.POLICY_MAX_BYTES)
        assert problems == []
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
