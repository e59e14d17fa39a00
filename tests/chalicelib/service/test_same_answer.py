"""Unknown, another municipality's and own-unit-only numbers: a private provider cannot tell one from another."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import pytest

from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Checked, Issued, Refused
from tests.support.chalicelib.sample import (
    ONE,
    OWN,
    OWN_ONLY,
    SERVICE,
    TODAY,
    Services,
    desk,
    issued,
    rewired,
    rules,
    service,
)

THEIRS = KeyRing((b"another municipality's own secret",))
ANONYMOUS = "unverified_at_own_unit"


@dataclass
class Noted:
    """A ledger that notes what is asked of it: which operation, and whatever in its arguments is no place."""

    ledger: Ledger
    calls: list[tuple[str, object]] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        made = getattr(self.ledger, name)

        def call(*arguments: object) -> object:
            self.calls.append((name, [repr(argument) for argument in arguments]))
            return made(*arguments)

        return call


def hidden(ledger: Ledger) -> tuple[Services, dict[str, str]]:
    """A desk, and a number of each kind that a private provider may know nothing of."""
    at = desk(
        ledger,
        register=rules(services=[service(residence=["checked", ANONYMOUS]), service(id=OWN_ONLY, own_unit_only=True)]),
    )
    anonymous = at.numbers.issue(IssueRequest(SERVICE, residence=ANONYMOUS), "reception-1", "anonymous")
    revoked = at.numbers.issue(IssueRequest(SERVICE, residence=ANONYMOUS), "reception-1", "revoked")
    assert isinstance(anonymous, Issued)
    assert isinstance(revoked, Issued)
    at.numbers.revoke(revoked.number, "moved", "reception-1")
    elsewhere = issued(desk(ledger, THEIRS), "elsewhere")
    return at, {
        "never issued": "7K3M-9RT4-WXC6",
        "another municipality's": elsewhere,
        "of an own-unit service": issued(at, "own", OWN_ONLY),
        "anonymous": anonymous.number,
        "anonymous and revoked": revoked.number,
    }


ASKED: dict[str, Callable[[Services, str], object]] = {
    "check": lambda at, number: at.claims.check(ONE, number),
    "check with a service": lambda at, number: at.claims.check(ONE, number, OWN_ONLY),
    "claim": lambda at, number: at.claims.claim(ONE, number, Claim(SERVICE, TODAY)),
    "claim for the own unit's service": lambda at, number: at.claims.claim(ONE, number, Claim(OWN_ONLY, TODAY)),
    "claim with a code": lambda at, number: at.claims.claim(ONE, number, Claim(SERVICE, TODAY, code="0000")),
}


@pytest.mark.parametrize("asked", ASKED)
def test_the_same_refusal_after_the_same_calls(ledger: Ledger, asked: str) -> None:
    at, numbers = hidden(ledger)
    answers, calls = set(), set()
    for number in numbers.values():
        noted = Noted(ledger)
        seen_by = rewired(at, ledger=cast("Ledger", noted))
        answers.add(repr(ASKED[asked](seen_by, number)))
        calls.add(repr(noted.calls))
    assert answers == {repr(Refused("number_unknown"))}
    assert len(calls) == 1
    assert [name for name, _ in noted.calls] == ["snapshot", "count_failure"]


def test_each_of_them_counts_as_a_failure(ledger: Ledger) -> None:
    at, numbers = hidden(ledger)
    for _ in range(4):
        for number in numbers.values():
            at.claims.check(ONE, number)
    assert {repr(at.claims.check(ONE, number)) for number in numbers.values()} == {repr(Refused("too_many_failures"))}


def test_the_own_unit_may_use_its_own(ledger: Ledger) -> None:
    at, numbers = hidden(ledger)
    for name in ("of an own-unit service", "anonymous"):
        found = at.claims.check(OWN, numbers[name])
        assert isinstance(found, Checked)
        assert found.reason is None
