"""The whole desk against a plain model: any sequence of deeds, with answers lost, at any hour, over both ledgers.

A failure prints the steps that lead to it, the shortest that were found, and a line to replay them with.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from hypothesis import event as happened
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple, precondition, rule

from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.dates import clock
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.context import Seen
from chalicelib.rules.issuing import IssueRequest, last_day
from chalicelib.rules.number_status import MAX_FAILURES_PER_HOUR
from chalicelib.rules.outcomes import (
    Accepted,
    AlreadyReversed,
    Changed,
    Checked,
    Issued,
    Outdated,
    Refused,
    Replayed,
    Reversed,
)
from tests.support import size
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import ONE, OWN, OWN_ONLY, SERVICE, TWO, Services, issued, rewired, rules, service
from tests.support.model import loop, plain
from tests.support.model.loop import MOMENTS, WHO, Loop, faults
from tests.support.model.plain import Number

GRANTED, RULE, MOST = 2, 4, 6
"""Sessions a number, by the rule and at most: few, so that they are used up and granted anew in a short run."""
ENOUGH = 3
"""Claims before numbers are revoked and secrets rotated: what comes after that is mostly refused."""

SESSIONS = service(granted=GRANTED, extra=[{"reason": "children_under_18", "sessions": RULE - GRANTED}], most=MOST)

providers = st.sampled_from([OWN, ONE, TWO])
old_knowledge = st.sampled_from([False, False, False, True])
"""Whether the reception looked the number up, and then somebody changed it."""


class Numbers(Loop):
    """The desk and the model beside each other."""

    numbers: Bundle[str] = Bundle("numbers")
    claims: Bundle[tuple[str, str]] = Bundle("claims")

    def __init__(self) -> None:
        self.ring = KeyRing((bytes(32),))
        self.secret = 0
        super().__init__(rules(services=[SESSIONS, service(id=OWN_ONLY)]), self.ring)
        self.model: dict[str, Number] = {}
        self.keys: dict[str, str] = {}
        self.undone: Counter[str] = Counter()
        self.failures: Counter[tuple[str, str]] = Counter()
        self.made: dict[str, tuple[Number, plain.Key]] = {}

    def known(self, number: str) -> Number | None:
        """Return the model's number if its secret is still live."""
        found = self.model[number]
        return found if found.secret > self.secret - 2 else None

    def troubled(self, trouble: list[str]) -> Services:
        """Return the desk with trouble in its next writes."""
        return rewired(self.desk, ledger=faulty(self.desk.context.ledger, *trouble))

    @initialize(target=numbers, moment=st.sampled_from(MOMENTS))
    def begin(self, moment: datetime) -> Any:  # noqa: ANN401 - two numbers
        """Begin close to a boundary, with two numbers from a hundred days before."""
        self.clock.time = moment - timedelta(days=100)
        made = self.issue("a", []), self.issue("b", [])
        self.clock.time = moment
        return multiple(*made)

    @rule(minutes=st.sampled_from([1, 1, 3, 3, 60, 60, 60 * 24, 60 * 24, 60 * 24 * 31, 60 * 24 * 100, 60 * 24 * 366]))
    def time_passes(self, minutes: int) -> None:
        """Move past the ends of days, months and years."""
        self.clock.move(minutes=minutes)

    @rule(target=numbers, key=st.sampled_from("abcdef"), trouble=faults)
    def issue(self, key: str, trouble: list[str]) -> Any:  # noqa: ANN401 - a number or nothing
        """Issue, or send the request again: it gets the same number as long as its secret lives and it is open."""
        desk, before = self.troubled(trouble), self.keys.get(key)
        if before and self.known(before):
            gone = self.model[before].status
            if gone != "live":
                assert desk.numbers.issue(IssueRequest(SERVICE, residence="checked"), WHO, key) == Refused(
                    f"number_{gone}"
                )
                return multiple()
            assert issued(desk, key) == before
            return before
        number = issued(desk, key)
        assert number not in self.model
        row = self._look(number).row
        first = self.today
        assert (row.granted, row.valid_from) == (GRANTED, first.isoformat())
        self.model[number] = Number(GRANTED, first, last_day(first, 12), self.secret)
        self.keys[key] = number
        return number

    @rule(
        target=claims,
        number=numbers,
        provider=providers,
        days_ago=st.sampled_from([0, 0, 0, 1, 1, 1, 30, 90, 91, -1]),
        ahead=st.sampled_from([1, 1, 1, 1, 0, 0, 2, -1]),
        event=st.sampled_from(["session", "session", "phone"]),
        trouble=faults,
    )
    def claim(  # noqa: PLR0913, PLR0917 - a claim's parts
        self, number: str, provider: str, days_ago: int, ahead: int, event: str, trouble: list[str]
    ) -> Any:  # noqa: ANN401 - a claim's id and provider, or nothing
        """Claim the next event of a day, or send an earlier one again, or skip one."""
        day = self.today - timedelta(days=days_ago)
        known = self.known(number)
        nth = max(1, ahead + sum((by, on) == (provider, day) for by, on, _ in self.model[number].claims))
        stood = known is not None and (provider, day, nth) in known.claims
        hour = (provider, clock.hour(self.clock.time))
        locked = self.failures[hour] >= MAX_FAILURES_PER_HOUR and not stood
        expected = "too_many_failures" if locked else plain.claim(known, (provider, day, nth), event, self.today)
        self.failures[hour] += expected == "number_unknown"
        found = self.troubled(trouble).claims.claim(provider, number, Claim(SERVICE, day, event, nth=nth))
        if isinstance(expected, str):
            assert isinstance(found, Refused), (expected, found)
            assert found.code == expected
            happened(f"claim: {expected}")
            return multiple()
        assert isinstance(found, Replayed if stood else Accepted), found
        happened(f"claim: {type(found).__name__}, {len([one for one in trouble if one])} faults")
        row = found.claim
        assert (row.amount_ore, row.fee_ore, row.left) == (expected.amount_ore, expected.fee_ore, expected.left)
        assert row.booking_month == expected.month
        assert known is not None
        self.made[row.claim_id] = (known, (provider, day, nth))
        return (row.claim_id, provider)

    @rule(claimed=claims, foreign=st.sampled_from([False, False, False, True]), trouble=faults)
    def reverse(self, claimed: tuple[str, str], foreign: bool, trouble: list[str]) -> None:  # noqa: FBT001 - drawn
        """Take a claim back, once or again, one's own or another's."""
        claim_id, provider = claimed
        by = TWO if foreign and provider != TWO else provider
        found = self.troubled(trouble).claims.reverse(claim_id, "duplicate", by, by)
        if by != provider:
            assert found == Refused("claim_unknown")
            return
        number, key = self.made[claim_id]
        again = number.claims[key].reversed_in is not None
        happened(f"reverse: {'again' if again else 'once'}, heir: {number.successor is not None}")
        left = plain.reverse(number, key, self.today)
        assert isinstance(found, AlreadyReversed if again else Reversed | AlreadyReversed)
        assert found.reversal.amount_ore == -number.claims[key].amount_ore
        assert found.reversal.booking_month == number.claims[key].reversed_in
        assert again or found.reversal.left == left

    @precondition(lambda self: len(self.made) > ENOUGH)
    @rule(number=numbers, trouble=faults)
    def revoke(self, number: str, trouble: list[str]) -> None:
        """Revoke, once or again."""
        found = self.troubled(trouble).numbers.revoke(number, "moved", WHO)
        known = self.known(number)
        if known is None or known.status == "replaced":
            assert found == Refused("number_unknown" if known is None else "number_replaced")
            return
        assert isinstance(found, Changed)
        known.status = "revoked"

    @rule(
        number=numbers,
        granted=st.integers(1, MOST + 1),
        beyond=st.sampled_from([None, "decision", "interrupted"]),
        trouble=faults,
    )
    def extend(self, number: str, granted: int, beyond: str | None, trouble: list[str]) -> None:
        """Grant a new total, higher or lower, with a second reason or none."""
        found = self.troubled(trouble).numbers.extend(number, granted, "assessment", WHO, beyond=beyond)
        known, limits = self.known(number), (RULE, MOST)
        expected = plain.extend(known, granted, beyond, limits, self.today) if known else "number_unknown"
        self._hold(found, expected, "extend")

    @rule(number=numbers, is_exempt=st.booleans(), outdated=old_knowledge, trouble=faults)
    def exempt(self, number: str, is_exempt: bool, outdated: bool, trouble: list[str]) -> None:  # noqa: FBT001 - drawn
        """Set or end the exemption; whoever saw another total is told, unless it is done already."""
        known = self.known(number)
        seen = Seen((known.granted if known else 0) + outdated, known.exempt if known else False)
        found = self.troubled(trouble).numbers.exempt(number, "decision", WHO, is_exempt=is_exempt, seen=seen)
        if known is None:
            assert found == Refused("number_unknown")
        elif known.status != "live" or (outdated and (self._closed(known) or known.exempt != is_exempt)):
            assert isinstance(found, Outdated), found
            happened("exempt: outdated")
        else:
            self._hold(found, plain.exempt(known, self.today, is_exempt=is_exempt), "exempt")

    @precondition(lambda self: self.made)
    @rule(target=numbers, number=numbers, trouble=faults)
    def replace_number(self, number: str, trouble: list[str]) -> Any:  # noqa: ANN401 - a number or nothing
        """Replace, or send the request again."""
        key = self._instead_of(number)
        found = self.troubled(trouble).numbers.replace(number, "lost", WHO, key)
        known = self.known(number)
        before = self.keys.get(key)
        if known and before and self.known(before):
            gone = self.model[before].status
            if gone == "live":
                assert isinstance(found, Issued)
                assert (found.number, found.replayed) == (before, True)
            else:
                assert found == Refused(f"number_{gone}")
            return multiple()
        closed = self._closed(known)
        if known is None or closed:
            assert isinstance(found, Refused)
            assert found.code == closed
            return multiple()
        assert isinstance(found, Issued)
        self.model[found.number] = plain.replace(known, self.secret)
        self.keys[key] = found.number
        return found.number

    @precondition(lambda self: self.made)
    @rule(number=numbers, again=st.booleans(), trouble=faults)
    def give_back(self, number: str, again: bool, trouble: list[str]) -> None:  # noqa: FBT001 - drawn
        """Undo the latest replacing of a number, or send the request again that undid one before."""
        new = self.keys.get(f"instead of {number}, {self.undone[number] - again}")
        if new is None:
            return
        found = self.troubled(trouble).numbers.give_back(number, new, WHO)
        known, heir = self.known(number), self.known(new)
        standing = known and known.successor
        expected = plain.give_back(known, heir, self.today) if known and heir else "number_unknown"
        self._hold(found, expected, "give back")
        self.undone[number] += expected is None and standing is not None

    @precondition(lambda self: self.secret < 2 and len(self.made) > ENOUGH)
    @rule()
    def rotate(self) -> None:
        """Start using a new secret; the one before last is gone, and its numbers with it."""
        self.secret += 1
        self.ring = KeyRing((bytes([self.secret]) * 32, self.ring.live[0]))
        self.desk = rewired(self.desk, keys=self.ring)

    @invariant()
    def what_is_granted_is_left_or_claimed(self) -> None:
        """Hold every number against the model: granted = left + claims - reversals, and why it is of no use."""
        for number, expected in self.model.items():
            if self.known(number):
                found = self._look(number)
                row, used_up = found.row, None if expected.left else "exhausted"
                standing = sum(plain.EVENTS[c.event] for c in expected.claims.values() if c.reversed_in is None)
                assert row.granted == expected.granted == row.left + standing, number
                assert row.left == expected.left
                assert (row.exempt, row.beyond) == (expected.exempt, expected.beyond)
                assert found.reason == (plain.closed(expected, self.today) or used_up)

    @invariant()
    def every_month_adds_up(self) -> None:
        """Hold the sums of the months against the model."""
        sums: dict[tuple[str, str], int] = {}
        for number, key in self.made.values():
            one = number.claims[key]
            sums[key[0], one.month] = sums.get((key[0], one.month), 0) + one.amount_ore
            if one.reversed_in:
                sums[key[0], one.reversed_in] = sums.get((key[0], one.reversed_in), 0) - one.amount_ore
        for (provider, month), sum_ore in sums.items():
            rows = self.desk.context.ledger.entries(provider, month, "", 10_000)
            assert sum(row.amount_ore for row in rows) == sum_ore

    def _look(self, number: str) -> Checked:
        found = self.desk.numbers.inspect(number)
        assert isinstance(found, Checked), found
        return found

    def _hold(self, found: object, expected: str | None, deed: str) -> None:
        """Hold an answer against the code of a refusal, or against a change that is made."""
        happened(f"{deed}: {expected or 'done'}")
        if expected is None:
            assert isinstance(found, Changed), found
        else:
            assert isinstance(found, Refused), (expected, found)
            assert found.code == expected

    def _instead_of(self, number: str) -> str:
        """Return the key of the request that replaces a number: another one once that has been undone."""
        return f"instead of {number}, {self.undone[number]}"

    def _closed(self, known: Number | None) -> str | None:
        return "number_unknown" if known is None else plain.closed(known, self.today)


class OnSqlite(Numbers):
    """The loop over a file."""

    opened = loop.sqlite


class OnDynamo(Numbers):
    """The loop over an emulated table."""

    opened = loop.dynamo


TestOnSqlite = OnSqlite.TestCase
TestOnSqlite.settings = loop.SETTINGS
TestOnDynamo = OnDynamo.TestCase
TestOnDynamo.settings = settings(loop.SETTINGS, max_examples=size.of(2, 100))
