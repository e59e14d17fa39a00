"""Calls of the claim service and their outcomes, and a ledger with a concurrent write: for the tests of the service."""

from collections.abc import Callable
from typing import cast

from chalicelib.ledger.port import Ledger, LedgerQuery, LedgerSnapshot
from chalicelib.ledger.rows import ClaimRow
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted, Refused
from chalicelib.service.statement import Statement
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, Services, desk

CLAIM = Claim(SERVICE, TODAY)
NEVER_ISSUED = "7K3M-9RT4-WXC6"


def recorded(at: Services, number: str, claimed: Claim = CLAIM, by: str = ONE) -> ClaimRow:
    """Send a claim that is accepted; return its row."""
    outcome = at.claims.claim(by, number, claimed)
    assert isinstance(outcome, Accepted), outcome
    return outcome.claim


def refused(outcome: object) -> str:
    """Return the code of a refusal; fail for any other outcome."""
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def statement(at: Services, month: str, provider: str | None, cursor: str | None = None) -> Statement:
    """Return a page of a statement; fail if it is refused."""
    page = at.claims.statement(month, provider, cursor)
    assert isinstance(page, Statement)
    return page


class OvertakenLedger:
    """A fake ledger in which another caller acts between our next read and our write."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.deed: Callable[[], object] | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def snapshot(self, look: LedgerQuery) -> LedgerSnapshot:
        """Read the snapshot, then run the other caller's action once."""
        view = self._ledger.snapshot(look)
        if self.deed:
            deed, self.deed = self.deed, None
            deed()
        return view


def interrupted(ledger: Ledger) -> tuple[Services, Services, OvertakenLedger]:
    """Build a service that can be overtaken, another over the same ledger, and the fake between them."""
    between = OvertakenLedger(ledger)
    return desk(cast("Ledger", between)), desk(ledger), between
