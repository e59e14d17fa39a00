"""View of the page of contracts: the list, its CSV, and a text to send to each provider with something old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from catalogue.contributions import contracts, staleness
from catalogue.contributions.contracts import Contract
from catalogue.contributions.staleness import Finding
from catalogue.i18n.fallback import localised, plain
from catalogue.i18n.formatting import mailto, ordinary_spaces
from catalogue.i18n.urls import output_file
from catalogue.open_data import csv_file
from catalogue.policy import issuers
from catalogue.policy.model import Verified
from catalogue.views import TemplateContext
from catalogue.views.policy_facts import Facts
from chalicelib.spreadsheet import BYTE_ORDER_MARK

COLUMNS = (
    *("provider", "legal_name", "number", "service", "standing", "from", "to", "days_left", "profile", "email"),
    *("waiting", "old", "unsaid", "verified", "verified_old"),
)
"""The columns of the CSV file: keys of their headings below `contracts.column_`."""


class Letter(NamedTuple):
    """A text to send to a provider, in the language of the page."""

    name: str
    things: str  # how many there are in it to review
    email: str | None
    text: str
    link: str  # opens it in a mail program; empty without an address


def template_context(facts: Facts, listed: Sequence[Contract] | None) -> TemplateContext:
    """Return the template's data; None is a list too long for a page."""
    rows = listed or ()
    states = [(state, sum(state in contract.states for contract in rows)) for state in contracts.STATES]
    letters = [_letter(facts, contract) for contract in contracts.to_write_to(rows)]
    return {
        "listed": listed is not None,
        "built": facts.formats.day(facts.today.isoformat()),
        "states": [(state, facts.words[f"contracts.show_{state}"], count) for state, count in states if count],
        "all": len(rows),
        "several_services": len(facts.policy.services) > 1,
        "rows": [_row(facts, contract) for contract in rows],
        "letters": letters,
        "csv": csv_address(facts),
        "municipality": facts.municipality(),
    }


def csv_address(facts: Facts) -> str:
    """Return the address of the CSV file."""
    return f"{facts.urls.page('contracts')}{facts.words['contracts.file']}"


def csv_path(facts: Facts) -> str:
    """Return the path of the CSV file in the site."""
    return output_file(csv_address(facts))


def csv(facts: Facts, listed: Sequence[Contract]) -> bytes:
    """Return the list as CSV that a Swedish spreadsheet opens right: a byte order mark, and semicolons."""
    lines = [[facts.words[f"contracts.column_{column}"] for column in COLUMNS], *(_cells(facts, row) for row in listed)]
    return (BYTE_ORDER_MARK + "".join(csv_file.row(line, ";") for line in lines)).encode()


def standing(facts: Facts, contract: Contract) -> str:
    """Return where a contract stands, with its day, in a few words."""
    start, end = contract.term
    days = {"start": facts.formats.day(start.isoformat()), "end": end and facts.formats.day(end.isoformat())}
    if contract.state == "ending":
        return facts.words.plural("contracts.is_ending", contract.days_left, **days)
    if contract.state == "in_force" and end:
        return facts.words.format("contracts.is_in_force_until", **days)
    return facts.words.format(f"contracts.is_{contract.state}", **days)


def old(facts: Facts, contract: Contract) -> list[str]:
    """Return what has grown old in a profile, in a few words each."""
    return [staleness.note(_dated(facts, finding), facts.words, "contracts.old", quote="") for finding in contract.aged]


def _dated(facts: Facts, finding: Finding) -> Finding:
    """Return the finding with its day as people write it."""
    return finding._replace(value=facts.formats.day(finding.value)) if finding.kind == "waiting" else finding


def unsaid(facts: Facts, contract: Contract) -> str:
    """Return how many facts a profile does not state, or that it is complete; empty where only something is old."""
    if not contract.findings:
        return facts.words["contracts.complete"]
    count = len(contract.findings) - len(contract.aged)
    return facts.words.plural("contracts.unsaid", count) if count else ""


def verified(facts: Facts, contract: Contract) -> list[str]:
    """Return what the municipality has verified, when, and how long ago."""
    return [_verified(facts, fact) for fact in contract.verified]


def _verified(facts: Facts, fact: Verified) -> str:
    label = localised(facts.policy.vocabulary["features"][fact.fact], facts.words.lang)
    value, day = facts.words[f"value.{fact.value}"].lower(), facts.formats.day(fact.on.isoformat())
    age = facts.words.plural("contracts.months", _months(fact.on, facts.today))
    return facts.words.format("contracts.verified", fact=label, value=value, day=day, age=age)


def _months(start: dt.date, end: dt.date) -> int:
    """Return how many whole months have passed."""
    return max((end.year - start.year) * 12 + end.month - start.month - (end.day < start.day), 0)


def _row(facts: Facts, contract: Contract) -> TemplateContext:
    listed = contract.authorisation.in_force(facts.today)
    return {
        "name": contract.name,
        "address": facts.urls.provider(contract.authorisation.id) if listed else "",
        "states": " ".join(contract.states),
        "service": localised(facts.policy.services[contract.service].name, facts.words.lang),
        "standing": standing(facts, contract),
        "is_ending": contract.state == "ending",
        "old": old(facts, contract) if contract.state != "ended" else [],
        "unsaid": unsaid(facts, contract) if contract.state != "ended" else "",
        "verified": [(_verified(facts, fact), contract.is_old(fact)) for fact in contract.verified],
    }


def _cells(facts: Facts, contract: Contract) -> Iterator[object]:
    owner, (start, end) = contract.authorisation, contract.term
    yield from (contract.name, owner.legal_name, owner.organisation_number or owner.supplier)
    yield plain(localised(facts.policy.services[contract.service].name, facts.words.lang))
    yield facts.words[f"contracts.show_{contract.state}"]
    yield from (start.isoformat(), end and end.isoformat(), contract.days_left if end else None)
    yield facts.words["value.no" if contract.review is None else "value.yes"]
    yield contract.review and contract.review.email
    yield " ".join(finding.value for finding in contract.findings if finding.kind == "waiting") or None
    yield old(facts, contract) or None
    yield len(contract.findings) - len(contract.aged)
    yield [plain(text) for text in verified(facts, contract)] or None
    yield sum(map(contract.is_old, contract.verified))


def _letter(facts: Facts, contract: Contract) -> Letter:
    """Build the text to send to a provider: what there is to review, and where to change it."""
    words, address = facts.words, facts.policy.municipality.address.rstrip("/")
    notes = [f"- {staleness.note(_dated(facts, finding), words, quote='')}" for finding in contract.findings]
    desk = address + facts.urls.page("provider_desk")
    has_sign_in = issuers.of_role(facts.policy.municipality.identity, "provider") is not None
    parts = {
        "name": contract.name,
        "site": plain(words["site.name"]),
        "notes": "\n".join(notes),
        "form": address + facts.urls.page("form"),
        "sign_in": words.format("contracts.mail_sign_in", desk=desk) if has_sign_in else "",
        "municipality": plain(facts.municipality()),
    }
    subject, text = (ordinary_spaces(words.format(f"contracts.mail_{part}", **parts)) for part in ("subject", "text"))
    email = contract.review.email if contract.review else None
    things = words.plural("contracts.count", len(contract.findings))
    link = mailto(email, subject, text) if email else ""
    return Letter(contract.name, things, email, f"{subject}\n\n{text}", link)
