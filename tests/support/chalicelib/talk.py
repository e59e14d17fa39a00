"""What is said at the desk, and who comes between: what tests of the whole loop begin with."""

from collections.abc import Callable
from typing import cast

from chalicelib.ledger.port import ClaimRow, Ledger, LedgerQuery, LedgerSnapshot
from chalicelib.rules.claim import Claim
from chalicelib.rules.outcomes import Accepted, Refused
from chalicelib.service.claims import ClaimService, Statement
from tests.support.chalicelib.sample import ONE, SERVICE, TODAY, desk

CLAIM = Claim(SERVICE, TODAY)
NEVER_ISSUED = "7K3M-9RT4-WXC6"


def recorded(at: ClaimService, number: str, claimed: Claim = CLAIM, by: str = ONE) -> ClaimRow:
    """A claim that is accepted."""
    found = at.claim(by, number, claimed)
    assert isinstance(found, Accepted), found
    return found.claim


def refused(found: object) -> str:
    """The code of a refusal."""
    assert isinstance(found, Refused), found
    return found.code


def statement(at: ClaimService, month: str, provider: str | None, cursor: str | None = None) -> Statement:
    """A page that is given."""
    found = at.statement(month, provider, cursor)
    assert isinstance(found, Statement)
    return found


class Interrupted:
    """A ledger in which somebody else does something between our next look and our write."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.deed: Callable[[], object] | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def snapshot(self, query: LedgerQuery) -> LedgerSnapshot:
        """Look, and then be overtaken once."""
        view = self._ledger.snapshot(query)
        if self.deed:
            deed, self.deed = self.deed, None
            deed()
        return view


def interrupted(ledger: Ledger) -> tuple[ClaimService, ClaimService, Interrupted]:
    """A desk that can be overtaken, another one over the same ledger, and the place to say by what."""
    between = Interrupted(ledger)
    return desk(cast("Ledger", between)), desk(ledger), between
