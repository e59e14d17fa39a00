"""A number, a claim on it, and what comes of it: what tests of the rules begin with."""

from dataclasses import replace
from datetime import datetime

from chalicelib.ledger.port import LIVE, ClaimRow, LedgerSnapshot, NumberRow, ReversalRow
from chalicelib.register.parser import Register
from chalicelib.rules import claim
from chalicelib.rules.claim import Claim, ClaimContext
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
    """Who asks, by which rules, at which moment."""
    register = register or rules()
    asks = register.provider(provider)
    assert asks is not None
    return ClaimContext(register, asks, now)


def accepted(claimed: Claim = CLAIM, number: NumberRow = NUMBER, by: ClaimContext | None = None) -> Accepted:
    """A claim that is accepted."""
    found = claim.decide(by or grounds(), claimed, replace(FREE, number=number), ID)
    assert isinstance(found, Accepted), found
    return found


def taken(claimed: Claim = CLAIM, number: NumberRow = NUMBER, by: ClaimContext | None = None) -> NumberRow:
    """The number after a claim that is accepted."""
    found = accepted(claimed, number, by).number
    assert found is not None
    return found


def standing(claimed: Claim = CLAIM) -> LedgerSnapshot:
    """What stands once the claim has been recorded."""
    found = accepted(claimed)
    return LedgerSnapshot(found.number, found.claim, None, failures=0)


def reversed_(row: ClaimRow) -> ReversalRow:
    """The reversal of a claim."""
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


def code(found: object) -> str:
    """The code of a refusal."""
    assert isinstance(found, Refused), found
    return found.code
