"""Sixty-four failed look-ups at once: twenty are answered as such, and the rest as one too many."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Barrier
from typing import cast

import pytest

from chalicelib.ledger.port import Ledger, LedgerQuery, LedgerSnapshot
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.rules.number_status import MAX_FAILURES_PER_HOUR
from chalicelib.service.claims import BatchLine
from tests.support.chalicelib.kept import HOUR
from tests.support.chalicelib.sample import ONE, RING, TODAY, Services, desk, issued, rewired
from tests.support.chalicelib.talk import CLAIM, NEVER_ISSUED, refused

AT_ONCE = 64
HOME = "203.0.113.7"
EXACT = {"number_unknown": MAX_FAILURES_PER_HOUR, "too_many_failures": AT_ONCE - MAX_FAILURES_PER_HOUR}
ASKED: dict[str, Callable[[Services], object]] = {
    "check": lambda at: at.claims.check(ONE, NEVER_ISSUED),
    "claim": lambda at: at.claims.claim(ONE, NEVER_ISSUED, CLAIM),
    "line of a batch": lambda at: at.claims.batch(ONE, [BatchLine(NEVER_ISSUED, CLAIM)])[0],
    "find": lambda at: at.claims.find(ONE, NEVER_ISSUED, TODAY),
    "a resident's own": lambda at: at.claims.check_own(NEVER_ISSUED, HOME),
}


@dataclass
class ReadBefore:
    """A ledger in which each look-up has read the count before any other had written its failure."""

    ledger: Ledger
    wait: Callable[[], object] = lambda: None

    def __getattr__(self, name: str) -> object:
        return getattr(self.ledger, name)

    def snapshot(self, query: LedgerQuery) -> LedgerSnapshot:
        """Read, and go on as if nothing had failed yet."""
        read = self.ledger.snapshot(query)
        self.wait()
        return replace(read, failures=0)


@pytest.mark.parametrize("asked", ASKED)
def test_of_those_that_have_read_the_same_count_the_twentieth_fails_and_the_rest_are_too_many(
    ledger: Ledger, asked: str
) -> None:
    at = rewired(desk(ledger), ledger=cast("Ledger", ReadBefore(ledger)))
    caller = RING.anonymous_caller(HOME, HOUR) if asked == "a resident's own" else ONE
    for _ in range(MAX_FAILURES_PER_HOUR - 1):
        ledger.count_failure(caller, HOUR)
    assert [refused(ASKED[asked](at)) for _ in range(3)] == ["number_unknown", *["too_many_failures"] * 2]


def test_of_64_threads_twenty_fail_and_the_rest_are_too_many(sqlite: SqliteLedger) -> None:
    together = Barrier(AT_ONCE)
    at = rewired(desk(sqlite), ledger=cast("Ledger", ReadBefore(sqlite, together.wait)))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: refused(at.claims.check(ONE, NEVER_ISSUED)), range(AT_ONCE)))
    assert Counter(answers) == EXACT


def test_after_twenty_at_once_a_number_that_exists_is_not_answered_either(ledger: Ledger) -> None:
    at = desk(ledger)
    stale = rewired(at, ledger=cast("Ledger", ReadBefore(ledger)))
    for _ in range(MAX_FAILURES_PER_HOUR):
        stale.claims.check(ONE, NEVER_ISSUED)
    assert refused(at.claims.check(ONE, issued(at))) == "too_many_failures"
