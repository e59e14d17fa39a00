"""A month of claims by the real claim service: three providers, one reversal, one exempt resident."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from catalogue.policy import loader
from chalicelib.ledger.port import Ledger
from chalicelib.register.model import Register
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted
from office.context import Source
from tests.support import frozen
from tests.support.chalicelib.case_reports import ListCaseStore
from tests.support.chalicelib.sample import NOON, ONE, OWN, OWN_ONLY, SERVICE, TWO, Clock, Services, desk, issued, rules

ROOT = Path(__file__).parents[3]
MONTH, NEXT = "2026-11", "2026-12"
PLACE = "sqlite:/srv/ledger.sqlite"
AFTER = dt.datetime(2026, 12, 1, 0, 0, tzinfo=dt.UTC)  # one o'clock in Sweden
AFTER_NEXT = dt.datetime(2027, 1, 2, tzinfo=dt.UTC)
ACCOUNTS = [
    {"service": one, "type": "company", "account": account, "motpart": "87", "credit": "251"}
    for one, account in ((SERVICE, "463"), (OWN_ONLY, "464"))
]


@dataclass
class Month:
    """The claims of the month, and the service to add more."""

    desk: Services
    clock: Clock
    ledger: Ledger
    register: Register
    claims: list[str]

    def source(self, register: Register | None = None) -> Source:
        """Return the context of the office's commands."""
        read, _ = loader.load(frozen.POLICY)
        assert read is not None
        return Source(register or self.register, read, self.ledger, ListCaseStore([]), PLACE)


def spent(ledger: Ledger, accounts: list[dict[str, str]] = ACCOUNTS, **changes: object) -> Month:
    """Claim nine sessions at three providers in November, and reverse one in the same month."""
    register = rules(accounts=accounts, **changes)
    clock = Clock(NOON - dt.timedelta(days=30))
    service = desk(ledger, register=register, now=clock)
    numbers = [issued(service, f"n{n}", exempt=n == 2) for n in range(3)]
    clock.move(days=30)
    claims = []
    for number, provider in zip(numbers, (OWN, ONE, TWO), strict=True):
        for days in (1, 2, 3):
            outcome = service.claims.claim(
                provider, number, Claim(SERVICE, clock.time.date() - dt.timedelta(days=days))
            )
            assert isinstance(outcome, Accepted)
            claims.append(outcome.claim.claim_id)
    service.claims.reverse(claims[0], "wrong_date", "controller", None)
    return Month(service, clock, ledger, register, claims)
