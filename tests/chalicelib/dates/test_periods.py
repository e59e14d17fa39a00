"""Which month a row is booked in, before and after that month is sealed; over both ledgers."""

from datetime import UTC, datetime
from typing import cast

import pytest

from chalicelib.dates import periods
from chalicelib.ledger.month_rows import SealRow
from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted, Adjusted, Reversed
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, Clock, Services, desk, issued, rules, tariff

CLAIM = Claim(SERVICE, TODAY)
SEAL = SealRow("2026-11", 1, 110_400, "ab" * 32, "2026-12-01T01:00:00.000000Z", "controller-1")
DECEMBER = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "open_month", "after_seal"),
    [
        (datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC), "2026-11", "2026-12"),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), "2026-12", "2027-01"),
    ],
)
def test_a_row_lands_in_stockholms_month_or_in_the_next_when_that_is_sealed(
    now: datetime, open_month: str, after_seal: str
) -> None:
    assert (periods.booking_month(now, sealed=False), periods.booking_month(now, sealed=True)) == (
        open_month,
        after_seal,
    )


def claimed(at: Services) -> Accepted:
    """A recorded claim."""
    found = at.claims.claim(ONE, issued(at), CLAIM)
    assert isinstance(found, Accepted)
    return found


class TestAfterTheSeal:
    """A claim whose month is paid stays as it is; what corrects it is paid with a later month."""

    def test_a_reversal_is_a_correction_in_the_month_that_is_open(self, ledger: Ledger) -> None:
        at = desk(ledger, now=Clock())
        claim_id = claimed(at).claim.claim_id
        ledger.seal(SEAL)
        found = desk(ledger, now=Clock(DECEMBER)).claims.reverse(claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, Reversed)
        assert (found.reversal.booking_month, found.reversal.amount_ore) == ("2026-12", -110_400)
        assert [row.amount_ore for row in ledger.entries(None, "2026-11", "", 9)] == [110_400]

    def test_a_reversal_by_a_clock_that_is_behind_lands_after_the_seal_all_the_same(self, ledger: Ledger) -> None:
        at = desk(ledger, now=Clock())
        claim_id = claimed(at).claim.claim_id
        ledger.seal(SEAL)
        found = at.claims.reverse(claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, Reversed)
        assert found.reversal.booking_month == "2026-12"

    def test_an_adjustment_does_so_too(self, ledger: Ledger) -> None:
        claim_id = claimed(desk(ledger)).claim.claim_id
        ledger.seal(SEAL)
        dearer = desk(ledger, register=rules(tariffs=[tariff(amount_ore=120_000)]))
        found = dearer.claims.adjust(claim_id, "wrong_tariff", "controller-1")
        assert isinstance(found, Adjusted)
        assert (found.adjustment.booking_month, found.adjustment.amount_ore) == ("2026-12", 9_600)

    def test_and_so_does_a_claim(self, ledger: Ledger) -> None:
        at = desk(ledger)
        ledger.seal(SEAL)
        assert claimed(at).claim.booking_month == "2026-12"

    def test_a_seal_set_between_look_and_write_is_seen_at_the_next_look(self, ledger: Ledger) -> None:
        claim_id = claimed(desk(ledger)).claim.claim_id
        found = desk(cast("Ledger", SealedInBetween(ledger))).claims.reverse(claim_id, "duplicate", "subject", ONE)
        assert isinstance(found, Reversed)
        assert found.reversal.booking_month == "2026-12"
        assert [row.booking_month for row in ledger.entries(None, "2026-12", "", 9)] == ["2026-12"]


class SealedInBetween:
    """A ledger that somebody seals just before the first reversal is written."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._sealed = False

    def __getattr__(self, name: str) -> object:
        if name == "reverse" and not self._sealed:
            self._sealed = True
            self._ledger.seal(SEAL)
        return getattr(self._ledger, name)
