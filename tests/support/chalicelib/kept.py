"""Stored rows: fixtures for the tests of a ledger."""

import sqlite3
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

from chalicelib.ledger.month_rows import ExportRow, SealRow
from chalicelib.ledger.port import ClaimLocation, Ledger, LedgerQuery
from chalicelib.ledger.rows import AdjustmentRow, ClaimKey, ClaimRow, EventRow, NumberRow
from tests.support.chalicelib.claims import NUMBER, accepted, reversed_, taken

HOUR = "2026-11-21T11"
CLAIM = accepted().claim
TAKEN = taken()
SLOT = CLAIM.slot
GIVEN_BACK = replace(TAKEN, used=0, version=3)
REVERSAL = reversed_(CLAIM)
EVENT = EventRow(NUMBER.place, NUMBER.issued_at, 1, "issue", "subject", reason=None, told=True)


def look(*places: str, slot: ClaimKey | None = SLOT) -> LedgerQuery:
    """Build a query for number hashes, with the claim's key."""
    return LedgerQuery(places or (NUMBER.place,), SLOT.provider, HOUR, slot)


def with_number(ledger: Ledger, number: NumberRow = NUMBER) -> Ledger:
    """Issue a number in the ledger; return the ledger."""
    ledger.issue(number, replace(EVENT, place=number.place))
    return ledger


def with_claim(ledger: Ledger) -> Ledger:
    """Record a number and a claim in the ledger; return the ledger."""
    with_number(ledger).append_claim(CLAIM, TAKEN)
    return ledger


def nth_claim(nth: int) -> tuple[ClaimRow, NumberRow]:
    """Build the nth of several claims on the same day, a second apart, with the number after it."""
    at = f"2026-11-21T11:00:{nth:02}.000000Z"
    claim = replace(CLAIM, nth=nth, claim_id=f"{nth:032}", recorded_at=at, booking_month="2026-11")
    return claim, replace(NUMBER, used=nth, version=1 + nth, nth={SLOT.day: nth})


def with_claims(ledger: Ledger, count: int) -> Ledger:
    """Record several claims in the ledger; return the ledger."""
    with_number(ledger)
    for nth in range(1, count + 1):
        ledger.append_claim(*nth_claim(nth))
    return ledger


ADJUSTMENT = AdjustmentRow(
    **{f.name: getattr(REVERSAL, f.name) for f in fields(AdjustmentRow) if f.name not in {"n", "register"}},
    n=1,
    register="register",
)
AT = ClaimLocation(CLAIM.place, SLOT)
EXPORT = ExportRow("2026-11", "2026-12-01T02:00:00.000000Z", "controller-1")
SEAL = SealRow("2026-11", 2, 220_800, "ab" * 32, "2026-12-01T01:00:00.000000Z", "controller-1")


def as_of_version_5(file: Path) -> None:
    """Change a file back to version 5: without exports, availability, layouts, and with less of numbers and claims."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TABLE exports")
        database.execute("DROP TABLE availability")
        database.execute("DROP TABLE contacts")
        database.execute("ALTER TABLE numbers DROP COLUMN beyond")
        for column in ("exempt_changed", "supplier", "supplier_because", "shared"):
            database.execute(f"ALTER TABLE numbers DROP COLUMN {column}")
        database.execute("ALTER TABLE events DROP COLUMN supplier")
        for column in ("attested", "anonymous", "partner"):
            database.execute(f"ALTER TABLE claims DROP COLUMN {column}")
        database.execute("ALTER TABLE seals DROP COLUMN layout")
        database.execute("PRAGMA user_version = 5")
