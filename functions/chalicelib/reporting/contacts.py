"""What the reception counted of first contacts and complaints, and which private providers it recommended (D5, D10)."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import NumberRow
from chalicelib.ledger.stated_rows import ContactRow
from chalicelib.register import codes
from chalicelib.register.codes import REFERRED
from chalicelib.register.model import Register, RegisterService
from chalicelib.reporting import dimensions
from chalicelib.reporting.counts import YearCounts, share


@dataclass(frozen=True, slots=True)
class Contacts:
    """What the reception counted of a year's calls and complaints; the share is of those who called, numbers included.

    Of the numbers, those issued are counted, as what a call came to.
    """

    advice: int
    referred: int
    first_assessment: int
    referred_share: float | None
    referred_to: Mapping[str, int]
    complaints: int
    complaints_about: Mapping[str, int]
    complaints_concern: Mapping[str, int]


def add_number(counts: YearCounts, register: Register, row: NumberRow) -> None:
    """Count a number as what a contact came to, and the private provider that was recommended with it.

    The own unit's recommendations are those of its kind.
    """
    counts.add("contacts", "", {"contact": codes.NUMBER})
    provider = None if row.recommended is None else register.provider(row.recommended)
    if provider and provider.regi == "private":
        counts.add("recommended", provider.id, {"provider": provider.id, "because": row.because or ""})


def add_contacts(by_service: Mapping[str, YearCounts], register: Register, ledger: Ledger, year: int) -> None:
    """Count the contacts of a year; one that was undone is none. No provider has a part of its own in these counts."""
    for month in codes.MONTHS:
        for row in ledger.contacts(f"{year}-{month}"):
            if not row.undone and row.service in by_service:
                _add_contact(by_service[row.service], register, row)


def _add_contact(counts: YearCounts, register: Register, row: ContactRow) -> None:
    """Count one contact; a place that policy no longer has is another place."""
    counts.add_to_secret(row.id)
    if row.kind == codes.COMPLAINT:
        counts.add("complaints", "", {"about": row.about or "", "concerns": row.concerns or "not_said"})
        return
    counts.add("contacts", "", {"contact": row.kind})
    if row.kind == REFERRED:
        place = row.sent_to if row.sent_to in register.municipality.elsewhere else codes.ELSEWHERE
        counts.add("referred", "", {"to": place or codes.ELSEWHERE})


def of_year(register: Register, service: RegisterService, counts: YearCounts) -> Contacts | None:
    """Return what the reception counted; the share of callers sent elsewhere is of all of them (D10)."""
    if not service.first_contact:
        return None
    referred = counts.count("contacts×contact", REFERRED)
    return Contacts(
        advice=counts.count("contacts×contact", "advice"),
        referred=referred,
        first_assessment=counts.count("contacts×contact", "first_assessment"),
        referred_share=share(referred, counts.count("contacts")),
        referred_to=by_class(register, service, counts, "referred×to"),
        complaints=counts.count("complaints"),
        complaints_about=by_class(register, service, counts, "complaints×about"),
        complaints_concern=by_class(register, service, counts, "complaints×concerns"),
    )


def by_class(register: Register, service: RegisterService, counts: YearCounts, table: str) -> dict[str, int]:
    """Return the count of each class of a table that has any."""
    classes = dimensions.values(register, service, table.split("×")[1])
    return {value: count for value in classes if (count := counts.count(table, value))}
