"""A number, a claim on it, and its outcomes: fixtures for the tests of the rules."""

from dataclasses import replace
from datetime import datetime

from chalicelib.ledger.port import LedgerSnapshot
from chalicelib.ledger.rows import LIVE, ClaimRow, NumberRow, ReversalRow
from chalicelib.register.model import Register
from chalicelib.rules import claim
from chalicelib.rules.claim_request import Claim, ClaimContext
from chalicelib.rules.outcomes import Accepted, Refused
from tests.support.chalicelib.sample import NOON, ONE, SERVICE, TODAY, rules

ID = "0" * 32
NUMBER = NumberRow(
    place="place",
    service=SERVICE,
    member=None,
    residence="checked",
    exempt=False,
    granted=5,
    used=0,
    valid_from="2026-01-01",
    valid_to="2026-12-31",
    status=LIVE,
    nth={},
    version=1,
    issued_at="2026-01-01T12:00:00.000000Z",
    request="request",
    fingerprint="fingerprint",
)
CLAIM = Claim(SERVICE, TODAY)
FREE = LedgerSnapshot(NUMBER, None, None, failures=0)


def grounds(provider: str = ONE, register: Register | None = None, now: datetime = NOON) -> ClaimContext:
    """Build the context of a claim: provider, register and time."""
    register = register or rules()
    row = register.provider(provider)
    assert row is not None
    return ClaimContext(register, row, now)


def accepted(claimed: Claim = CLAIM, number: NumberRow = NUMBER, by: ClaimContext | None = None) -> Accepted:
    """Decide a claim that is accepted, and return the outcome."""
    outcome = claim.decide(by or grounds(), claimed, replace(FREE, number=number), ID)
    assert isinstance(outcome, Accepted), outcome
    return outcome


def taken(claimed: Claim = CLAIM, number: NumberRow = NUMBER, by: ClaimContext | None = None) -> NumberRow:
    """Return the number after an accepted claim."""
    number_row = accepted(claimed, number, by).number
    assert number_row is not None
    return number_row


def standing(claimed: Claim = CLAIM) -> LedgerSnapshot:
    """Return the ledger's snapshot after the claim has been recorded."""
    outcome = accepted(claimed)
    return LedgerSnapshot(outcome.number, outcome.claim, None, failures=0)


def reversed_(row: ClaimRow) -> ReversalRow:
    """Build the reversal of a claim."""
    return ReversalRow(
        place=row.place,
        provider=row.provider,
        date=row.date,
        nth=row.nth,
        claim_id=row.claim_id,
        service=row.service,
        member=row.member,
        event=row.event,
        consumed=row.consumed,
        amount_ore=-row.amount_ore,
        fee_ore=-row.fee_ore,
        tariff=row.tariff,
        reason="duplicate",
        by="somebody",
        left=5,
        recorded_at=row.recorded_at,
        booking_month=row.booking_month,
    )


def code(outcome: object) -> str:
    """Return the code of a refusal; fail for any other outcome."""
    assert isinstance(outcome, Refused), outcome
    return outcome.code
