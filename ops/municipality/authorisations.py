"""`authorisations.yaml`: the providers of the list as entries, written anew or added to what stands there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from catalogue.schema import yaml_reader, yaml_writer
from ops.municipality.answers import ListedProvider, todo

HEAD = """\
# Alla utförare som kommunen har avtal med. Ett id ges här och ändras aldrig; det är också namnet på profilens fil.
# En enskild näringsidkare har sitt leverantörsnummer (supplier), aldrig organisationsnumret: det är ett personnummer.
# När ett avtal slutar: skriv `to` i tjänsten och `ended_reason` hos utföraren, men ta inte bort posten.
"""


class NotAdded(Exception):  # noqa: N818 - the file is sound, but not written so that lines can be added
    """The entries cannot be added to the file as it is written."""


def text(providers: Sequence[ListedProvider], start: dt.date | None) -> str:
    """Return the text of a new file."""
    return HEAD + ("providers: []\n" if not providers else yaml_writer.dump({"providers": _rows(providers, start)}))


def text_with(before: str, providers: Sequence[ListedProvider], start: dt.date | None) -> str:
    """Return the text of the file with entries added at its end; what stands there is not changed."""
    expected = [*_providers(before), *_rows(providers, start)]
    added = yaml_writer.dump({"providers": _rows(providers, start)}).removeprefix("providers:\n")
    if not _providers(before):
        after = before.replace("providers: []", "providers:").rstrip("\n") + "\n" + added
    else:
        after = before.rstrip("\n") + "\n" + added
    try:
        as_expected = _providers(after) == expected
    except NotAdded:
        as_expected = False
    if not as_expected:
        raise NotAdded
    return after


def _providers(file_text: str) -> list[dict[str, Any]]:
    value, problems = yaml_reader.load(file_text.encode(), "authorisations.yaml", yaml_reader.POLICY_MAX_BYTES)
    if problems or not isinstance(value, dict) or not isinstance(value.get("providers"), list):
        raise NotAdded
    providers: list[dict[str, Any]] = value["providers"]
    return providers


def _rows(providers: Sequence[ListedProvider], start: dt.date | None) -> list[dict[str, Any]]:
    return [_row(provider, start) for provider in providers]


def _row(provider: ListedProvider, start: dt.date | None) -> dict[str, Any]:
    """Return an entry; what the list does not say is a question."""
    if provider.type == "sole_trader":
        supplier = provider.supplier or todo("Vilket leverantörsnummer har utföraren i ekonomisystemet?")
        number = {"supplier": supplier}
    else:
        number = {
            "organisation_number": provider.organisation_number or todo("Vilket organisationsnummer har utföraren?")
        }
        number |= {"supplier": provider.supplier} if provider.supplier else {}
    return {
        "id": provider.id,
        "legal_name": provider.legal_name,
        **number,
        "regi": provider.regi,
        "type": provider.type
        or todo("Är utföraren company (företag), association (förening, stiftelse) eller sole_trader?"),
        "services": [{"service": service, "from": _first_day(day, start)} for service, day in provider.services],
    }


def _first_day(contract: dt.date | None, start: dt.date | None) -> str:
    """Return the first day in the catalogue: that of the contract, but none before the rules apply."""
    days = [day for day in (contract, start) if day]
    return max(days).isoformat() if days else todo("Från vilken dag är utföraren godkänd?")
