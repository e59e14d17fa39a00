"""Codes, hours, references, adjustments and seals against a plain model, with answers lost, over both ledgers.

A failure prints the steps that lead to it, the shortest that were found, and a line to replay them with.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from hypothesis import event as happened
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple, precondition, rule

from chalicelib.dates import clock, periods
from chalicelib.ledger.month_rows import SealRow
from chalicelib.ledger.rows import LedgerEntry
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import DecisionGrant, IssueRequest, last_day
from chalicelib.rules.outcomes import (
    Accepted,
    Adjusted,
    AlreadyAdjusted,
    AlreadyReversed,
    Changed,
    Checked,
    Issued,
    Refused,
    Replayed,
    Reversed,
)
from tests.support import size
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import HOURS, ONE, OPEN, OWN, SERVICE, TWO, Services, rewired
from tests.support.model import loop
from tests.support.model import plain_kinds as plain
from tests.support.model.loop import MOMENTS, WHO, Loop, faults
from tests.support.model.plain_kinds import MEMBER, UNPAID, Number, Sent
from tests.support.model.priced import DECISIONS, GRANTED, LEVELS, MOST, REGISTERS

WRONG = ("0000", "1111", "2222", "3333", "4444", "5555")
providers = st.sampled_from([ONE, ONE, TWO, OWN])
days_ago = st.sampled_from([0, 0, 0, 0, 1, 1, 1, 2, 2, 90, 91, -1])
hours_behind = st.sampled_from([0, 0, 2])
"""By how much the clock is behind of whoever corrects a claim."""


class Kinds(Loop):
    """The desk and the model beside each other."""

    coded: Bundle[str] = Bundle("coded")
    hourly: Bundle[str] = Bundle("hourly")
    claims: Bundle[str] = Bundle("claims")

    def __init__(self) -> None:
        super().__init__(REGISTERS[0])
        self.level = 0
        self.model: dict[str, Number] = {}
        self.open_claims: dict[plain.Key, plain.Recorded] = {}
        self.made: dict[str, tuple[str, plain.Recorded]] = {}
        self.sealed: dict[str, list[LedgerEntry]] = {}

    def month(self, behind: int = 0) -> str:
        """Return the month in which something is booked now."""
        present = clock.month(self.clock.time - timedelta(hours=behind))
        return periods.next_month(present) if present in self.sealed else present

    def troubled(self, trouble: list[str], behind: int = 0) -> Services:
        """Return the desk with trouble in its next writes, and a clock that is behind."""
        late = self.clock if not behind else lambda: self.clock() - timedelta(hours=behind)
        return rewired(self.desk, ledger=faulty(self.desk.context.ledger, *trouble), now=late)

    @initialize(target=coded, moment=st.sampled_from(MOMENTS))
    def begin(self, moment: datetime) -> Any:  # noqa: ANN401 - two numbers
        """Begin close to a boundary, with two numbers from a month before."""
        self.clock.time = moment - timedelta(days=30)
        made = self.issue_coded("a", []), self.issue_coded("b", [])
        self.clock.time = moment
        return multiple(*made)

    @initialize(target=hourly, decision=st.sampled_from(DECISIONS))
    def decide(self, decision: DecisionGrant) -> Any:  # noqa: ANN401 - a number
        """Begin with a decision from ten days before, too."""
        now, self.clock.time = self.clock.time, self.clock.time - timedelta(days=10)
        made = self.issue_hourly("a", decision, [])
        self.clock.time = max(now, self.clock.time)
        return made

    @rule(minutes=st.sampled_from([1, 3, 60, 60 * 24, 60 * 24 * 7, 60 * 24 * 31]))
    def time_passes(self, minutes: int) -> None:
        """Move past the ends of days, weeks and months."""
        self.clock.move(minutes=minutes)

    @rule(target=coded, key=st.sampled_from("abc"), trouble=faults)
    def issue_coded(self, key: str, trouble: list[str]) -> str:
        """Issue a number with a slip of codes, or send the request again."""
        found = self.troubled(trouble).numbers.issue(IssueRequest(SERVICE, member=MEMBER), WHO, f"coded {key}")
        assert isinstance(found, Issued)
        first = self.today
        known = self.model.setdefault(
            found.number, Number(SERVICE, GRANTED, first, last_day(first, 12), codes=found.codes)
        )
        assert found.codes == known.codes
        assert len(set(found.codes)) == len(found.codes) >= known.granted
        return found.number

    @rule(target=hourly, key=st.sampled_from("ab"), decision=st.sampled_from(DECISIONS), trouble=faults)
    def issue_hourly(self, key: str, decision: DecisionGrant, trouble: list[str]) -> Any:  # noqa: ANN401 - a number or nothing
        """Issue a number for a decision, or send the request again; another decision needs another key."""
        name = f"hourly {key} {decision.months}"
        found = self.troubled(trouble).numbers.issue(IssueRequest(HOURS, member=MEMBER, decision=decision), WHO, name)
        assert isinstance(found, Issued)
        if found.number not in self.model:
            last = last_day(self.today, decision.months)
            days = [self.today + timedelta(days=one) for one in range((last - self.today).days + 1)]
            self.model[found.number] = Number(
                HOURS,
                decision.minutes_week * len({day.isocalendar()[:2] for day in days}),
                self.today,
                last,
                minutes_week=decision.minutes_week,
                counsellors=decision.counsellors,
            )
        return found.number

    @rule(
        target=claims,
        number=coded,
        by=providers,
        ago=days_ago,
        ahead=st.sampled_from([1, 1, 1, 1, 1, 0, 2]),
        event=st.sampled_from(["session", "session", "session", "no_show"]),
        code=st.sampled_from([0, 0, 1, 1, 2, 3, *WRONG, None]),
        trouble=faults,
    )
    def claim_coded(  # noqa: PLR0913, PLR0917 - a claim's parts
        self, number: str, by: str, ago: int, ahead: int, event: str, code: int | str | None, trouble: list[str]
    ) -> Any:  # noqa: ANN401 - a claim's id or nothing
        """Claim a session with a code of the slip, a wrong one or none."""
        known, day = self.model[number], self.today - timedelta(days=ago)
        quoted = known.codes[code] if isinstance(code, int) and code < len(known.codes) else code
        quoted = WRONG[0] if isinstance(quoted, int) else quoted
        return self._claim(number, by, Sent(SERVICE, day, event, code=quoted), ahead, trouble)

    @rule(
        target=claims,
        number=hourly,
        by=providers,
        ago=days_ago,
        ahead=st.sampled_from([1, 1, 1, 1, 1, 0, 2]),
        minutes=st.sampled_from([30, 61, 90, 90, 180, None]),
        counsellors=st.sampled_from([1, 1, 1, 2, 3]),
        trouble=faults,
    )
    def claim_hours(  # noqa: PLR0913, PLR0917 - a claim's parts
        self, number: str, by: str, ago: int, ahead: int, minutes: int | None, counsellors: int, trouble: list[str]
    ) -> Any:  # noqa: ANN401 - a claim's id or nothing
        """Claim minutes of a decision, alone or as two."""
        day = self.today - timedelta(days=ago)
        return self._claim(number, by, Sent(HOURS, day, "session", counsellors, minutes), ahead, trouble)

    @rule(
        target=claims,
        by=providers,
        reference=st.sampled_from(["A1", "A2", "a/3", "B1", "B2"]),
        ago=days_ago,
        event=st.sampled_from(["session", "session", "no_show"]),
        member=st.sampled_from([MEMBER, MEMBER, MEMBER, MEMBER, None, "9999"]),
        exempt=st.sampled_from([False, False, True]),
        trouble=faults,
    )
    def claim_open(  # noqa: PLR0913, PLR0917 - a claim's parts
        self, by: str, reference: str, ago: int, event: str, member: str | None, trouble: list[str], *, exempt: bool
    ) -> Any:  # noqa: ANN401 - the same
        """Claim under a reference of one's own, which says who is exempt and where the resident lives."""
        service = UNPAID if reference.startswith("B") else OPEN
        key = (by, reference, 1)
        sent = Sent(service, self.today - timedelta(days=ago), event, member=member, exempt=exempt)
        standing = self.open_claims.get(key)
        expected = plain.again(standing, sent) if standing else plain.by_reference(key, sent, self.today, self.level)
        claimed = Claim(service, sent.day, event, reference=reference, member=member, exempt=exempt)
        found = self.troubled(trouble).claims.claim(by, None, claimed)
        return self._compare(found, expected, key, sent, self.open_claims)

    @rule(claim_id=claims, behind=hours_behind, trouble=faults)
    def reverse(self, claim_id: str, behind: int, trouble: list[str]) -> None:
        """Take a claim back with all that was added to it, once or again."""
        by, booked = self.made[claim_id]
        found = self.troubled(trouble, behind).claims.reverse(claim_id, "duplicate", by, by)
        if booked.reversed_in is None:
            booked.reversed_in = self.month(behind)
            booked.rows.append((booked.reversed_in, -booked.owed[0], -booked.owed[1]))
            assert isinstance(found, Reversed | AlreadyReversed)
        assert isinstance(found, Reversed | AlreadyReversed), found
        row = found.reversal
        assert (row.booking_month, row.amount_ore, row.fee_ore) == booked.rows[-1]
        happened("reversed, sealed before" if booked.rows[0][0] in self.sealed else "reversed")

    @rule(target=claims, claim_id=claims, trouble=faults)
    def claim_anew(self, claim_id: str, trouble: list[str]) -> Any:  # noqa: ANN401 - a claim's id or nothing
        """Take a claim back, and claim it once more with the same code or the same minutes."""
        by, booked = self.made[claim_id]
        numbers = [number for number, one in self.model.items() if any(booked is it for it in one.claims.values())]
        if not numbers:
            return multiple()
        self.reverse(claim_id, 0, [])
        return self._claim(numbers[0], by, booked.sent, 1, trouble)

    @rule(claim_id=claims, level=st.integers(0, LEVELS - 1), behind=hours_behind, trouble=faults)
    def adjust(self, claim_id: str, level: int, behind: int, trouble: list[str]) -> None:
        """Publish a register with other prices, and put a claim's right by it."""
        by, booked = self.made[claim_id]
        self.level, self.desk = level, rewired(self.desk, register=REGISTERS[level])
        found = self.troubled(trouble, behind).claims.adjust(claim_id, "wrong_tariff", WHO)
        right = plain.price(booked.sent, by, self.level)
        if booked.reversed_in:
            assert found == Refused("claim_reversed")
        elif right == booked.owed and len(booked.rows) == 1:
            assert found == Refused("price_is_right")
        else:
            assert right is not None
            assert isinstance(found, Adjusted | AlreadyAdjusted), found
            if right != booked.owed:
                difference = right[0] - booked.owed[0], right[1] - booked.owed[1]
                booked.rows.append((self.month(behind), *difference))
                booked.owed = right
            row = found.adjustment
            assert (row.booking_month, row.amount_ore, row.fee_ore) == booked.rows[-1]
            happened("adjusted")

    @rule(number=coded, trouble=faults)
    def unlock(self, number: str, trouble: list[str]) -> None:
        """Allow codes to be tried again."""
        known = self.model[number]
        found = self.troubled(trouble).numbers.unlock(number, "verified", WHO)
        if self.today > known.last:
            assert isinstance(found, Refused)
            assert found.code == "number_expired"
        else:
            assert isinstance(found, Changed)
            known.wrong.clear()

    @rule(number=coded, more=st.integers(-2, 2), trouble=faults)
    def extend(self, number: str, more: int, trouble: list[str]) -> None:
        """Grant more sessions, with codes that go on where the slip ended, or fewer, when all its codes stay good."""
        known = self.model[number]
        granted = known.granted + more
        if self.today > known.last or not max(1, known.granted - known.left) <= granted <= MOST:
            return
        found = self.troubled(trouble).numbers.extend(number, granted, "assessment", WHO, beyond="decision")
        assert isinstance(found, Changed)
        if more:
            assert len(found.codes) == max(0, granted - len(known.codes))
            known.granted, known.codes = granted, (*known.codes, *found.codes)

    @precondition(lambda self: len(self.made) > 1)
    @rule()
    def seal(self) -> None:
        """Move past the end of the month and seal it, once it has rows."""
        month = clock.month(self.clock.time)
        rows = [*self.desk.context.ledger.entries(None, month, "", 10_000)]
        while rows and clock.month(self.clock.time) == month:
            self.clock.move(minutes=30)
        if month not in self.sealed and rows:
            total = sum(row.amount_ore for row in rows)
            self.desk.context.ledger.seal(
                SealRow(month, len(rows), total, "ab" * 32, clock.stamp(self.clock.time), WHO)
            )
            self.sealed[month] = rows
            happened("sealed")

    @invariant()
    def every_number_is_as_the_model_says(self) -> None:
        """Hold granted = left + claims - reversals, the weeks, and the lock against the model."""
        for number, expected in self.model.items():
            found = self.desk.numbers.inspect(number)
            assert isinstance(found, Checked)
            row = found.row
            assert (row.granted, row.left) == (expected.granted, expected.left), number
            assert row.codes_locked == expected.locked()
            for one in expected.claims.values():
                left = expected.left_of_week(one.sent.day)
                assert left is None or row.weeks.get(f"{one.sent.day:%G-W%V}", 0) == (expected.minutes_week or 0) - left

    @invariant()
    def every_month_adds_up_and_a_sealed_one_never_changes(self) -> None:
        """Hold every month's rows against the model, for all providers together."""
        expected: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for by, booked in self.made.values():
            for month, amount_ore, fee_ore in booked.rows:
                expected[month].append((by, amount_ore, fee_ore))
        for month, sums in expected.items():
            rows = [*self.desk.context.ledger.entries(None, month, "", 10_000)]
            assert sorted((row.provider, row.amount_ore, row.fee_ore) for row in rows) == sorted(sums)
            assert sorted(self.desk.context.ledger.scan_month(month), key=lambda row: row.sequence) == rows
            assert self.sealed.get(month, rows) == rows

    def _claim(self, number: str, by: str, sent: Sent, ahead: int, trouble: list[str]) -> Any:  # noqa: ANN401 - a claim's id or nothing
        """Claim the next event of a day on a number, or send an earlier one again, or skip one."""
        known, day = self.model[number], sent.day.isoformat()
        nth = max(1, ahead + sum((one, on) == (by, day) for one, on, _ in known.claims))
        key = (by, day, nth)
        standing = known.claims.get(key)
        expected = (
            plain.again(standing, sent) if standing else plain.by_number(known, key, sent, self.today, self.level)
        )
        claimed = Claim(sent.service, sent.day, sent.event, sent.counsellors, nth, sent.minutes, sent.code)
        found = self.troubled(trouble).claims.claim(by, number, claimed)
        return self._compare(found, expected, key, sent, known.claims)

    def _compare(
        self,
        found: object,
        expected: str | plain.Recorded | tuple[int, int],
        key: plain.Key,
        sent: Sent,
        claims: dict[plain.Key, plain.Recorded],
    ) -> Any:  # noqa: ANN401 - a claim's id or nothing
        """Hold an answer against what the model expects, and let the model remember a claim that was recorded."""
        if isinstance(expected, str):
            assert isinstance(found, Refused), (expected, found)
            assert found.code == expected
            happened(f"{sent.service}: {expected}")
            return multiple()
        if isinstance(expected, plain.Recorded):
            assert isinstance(found, Replayed), found
        else:
            assert isinstance(found, Accepted), found
            expected = claims[key] = plain.Recorded(sent, expected, [(self.month(), *expected)])
            self.made[found.claim.claim_id] = (key[0], expected)
        row = found.claim
        assert (row.booking_month, row.amount_ore, row.fee_ore) == expected.rows[0]
        assert (row.member, row.exempt) == (MEMBER, sent.exempt)
        happened(f"{sent.service}: {type(found).__name__}")
        return row.claim_id


TestKindsOnSqlite = loop.over(loop.sqlite, Kinds, size.of(40, 1_200))
TestKindsOnDynamo = loop.over(loop.dynamo, Kinds, size.of(2, 100))
