"""Hours that two of three firms share, with answers lost, numbers replaced and reports taken back, over both ledgers.

The model is a list of reports. What the family has left is what was granted, less each standing hour once; and every
number by itself has granted = left + claims - reversals, at every look.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import event as happened
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from chalicelib.dates import periods
from chalicelib.ledger.rows import ClaimRow, LedgerEntry
from chalicelib.payments.counterparts import without_counterpart
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import DecisionGrant, IssueRequest
from chalicelib.rules.outcomes import Accepted, AlreadyReversed, Checked, Issued, Refused, Reversed
from tests.support import size
from tests.support.chalicelib.faults import faulty
from tests.support.chalicelib.sample import HOURS, ONE, TWO, Services, nacka, rewired
from tests.support.model import loop
from tests.support.model.loop import WHO, Loop, faults

THREE = "tredje-mottagningen"
FIRMS = (ONE, TWO, THREE)
WEEK_MINUTES = 240
DECISION = DecisionGrant(WEEK_MINUTES, 6, counsellors=2)
HOUR_ORE = 165_100


@dataclass
class Report:
    """One report that was recorded, by whom, on which number and when."""

    claim_id: str
    provider: str
    partner: str | None
    day: date
    minutes: int
    amount_ore: int
    stands: bool = True

    @property
    def hour(self) -> tuple[object, ...]:
        """Return what two reports of the same hour have in common; a report alone has its own."""
        pair = tuple(sorted((self.provider, self.partner))) if self.partner else (self.claim_id,)
        return (self.day, self.minutes, *pair)


class SharedHours(Loop):
    """The desk, and a list of reports."""

    def __init__(self) -> None:
        register = nacka()
        third = replace(register.providers[TWO], id=THREE)
        super().__init__(replace(register, providers={**register.providers, THREE: third}))
        self.reports: list[Report] = []
        self.numbers: list[str] = []
        self.nth: Counter[tuple[str, str, date]] = Counter()
        self.granted = 0

    def troubled(self, trouble: list[str]) -> Services:
        """Return the desk with trouble in its next writes."""
        return rewired(self.desk, ledger=faulty(self.desk.context.ledger, *trouble))

    @initialize(days=st.integers(0, 90))
    def begin(self, days: int) -> None:
        """Begin with a decision whose first day is some days ago."""
        decision = replace(DECISION, first=self.today - timedelta(days=days))
        issued = self.desk.numbers.issue(IssueRequest(HOURS, decision=decision), WHO, "key")
        assert isinstance(issued, Issued)
        self.numbers, self.granted, self.first = [issued.number], issued.row.granted, decision.first

    @rule(
        provider=st.sampled_from(FIRMS),
        partner=st.sampled_from((*FIRMS, None)),
        ago=st.sampled_from([0, 0, 7, 14]),
        minutes=st.sampled_from([61, 61, 120]),
        trouble=faults,
    )
    def report(self, provider: str, partner: str | None, ago: int, minutes: int, trouble: list[str]) -> None:
        """Report an hour of two counsellors, shared or not."""
        self._report(provider, partner, self.today - timedelta(days=ago), minutes, trouble)

    @precondition(lambda self: any(report.partner for report in self.reports))
    @rule(data=st.data(), trouble=faults)
    def report_counterpart(self, data: Any, trouble: list[str]) -> None:  # noqa: ANN401 - hypothesis' own
        """Report the other half of an hour that has been reported, whether it stands or not."""
        report = data.draw(st.sampled_from([report for report in self.reports if report.partner]))
        self._report(str(report.partner), report.provider, report.day, report.minutes, trouble)

    def _report(self, provider: str, partner: str | None, day: date, minutes: int, trouble: list[str]) -> None:
        key = (self.numbers[-1], provider, day)
        claimed = Claim(HOURS, day, "session", 2, self.nth[key] + 1, minutes, partner=partner)
        outcome = self.troubled(trouble).claims.claim(provider, self.numbers[-1], claimed)
        report = Report("new", provider, partner, day, minutes, 0)
        expected = self._refusal(report)
        if expected:
            assert isinstance(outcome, Refused), (expected, outcome)
            assert outcome.code == expected
            happened(expected)
            return
        assert isinstance(outcome, Accepted), outcome
        report.claim_id, report.amount_ore = outcome.claim.claim_id, outcome.claim.amount_ore
        self.nth[key] += 1
        happened("booked already" if self.booked([*self.reports, report]) == self.booked(self.reports) else "booked")
        self.reports.append(report)

    @precondition(lambda self: self.reports)
    @rule(data=st.data(), trouble=faults)
    def take_back(self, data: Any, trouble: list[str]) -> None:  # noqa: ANN401 - hypothesis' own
        """Take a report back, once or again."""
        report = data.draw(st.sampled_from([report for report in self.reports if report.stands] or self.reports))
        outcome = self.troubled(trouble).claims.reverse(report.claim_id, "duplicate", WHO, report.provider)
        assert isinstance(outcome, Reversed | AlreadyReversed), outcome
        assert outcome.reversal.amount_ore == -report.amount_ore
        report.stands = False

    @precondition(lambda self: self.reports and len(self.numbers) < 4)
    @rule(trouble=faults)
    def replace_number(self, trouble: list[str]) -> None:
        """Replace a lost number: what is reported later finds what is booked."""
        outcome = self.troubled(trouble).numbers.replace(self.numbers[-1], "lost", WHO, f"{len(self.numbers)}")
        assert isinstance(outcome, Issued), outcome
        self.numbers.append(outcome.number)

    @invariant()
    def each_hour_is_booked_once(self) -> None:
        """Hold what is left, and the minutes of each week, against the list."""
        if not self.numbers:
            return
        row = self._row(self.numbers[-1])
        assert row.left == self.granted - self.booked(self.reports)
        for week in {periods.iso_week(report.day) for report in self.reports}:
            of_week = [report for report in self.reports if periods.iso_week(report.day) == week]
            assert row.weeks.get(week, 0) == self.booked(of_week)

    @invariant()
    def granted_is_left_and_claims_less_reversals(self) -> None:
        """Hold every number of the chain against its own rows."""
        rows = self._rows()
        for row in map(self._row, self.numbers):
            consumed = sum(
                entry.consumed if isinstance(entry, ClaimRow) else -getattr(entry, "consumed", 0)
                for entry in rows
                if entry.place == row.place
            )
            assert row.granted == row.left + consumed
            assert 0 <= row.used <= row.granted
            assert row.used_before >= 0

    @invariant()
    def two_halves_make_a_whole(self) -> None:
        """Hold the amounts of the reports of an hour against the price of two."""
        for report in self.reports:
            whole = (2 * HOUR_ORE * report.minutes + 60) // 120
            others = {other.amount_ore for other in self.reports if other.hour == report.hour} - {report.amount_ore}
            assert report.partner is None or 2 * report.amount_ore - whole in {-1, 0, 1}
            assert all(report.amount_ore + other == whole for other in others)

    @invariant()
    def who_lacks_its_counterpart_is_listed(self) -> None:
        """Hold the list of a month that is closed against the reports."""
        listed = Counter((row.provider, row.partner) for row in without_counterpart(self._ledger, self._rows()))
        expected: Counter[tuple[str, str | None]] = Counter()
        for hour in {report.hour for report in self.reports if report.partner}:
            counts = Counter(
                {(report.provider, report.partner): 0 for report in self.reports if report.hour == hour}
            ) + Counter((report.provider, report.partner) for report in self._standing(self.reports, hour))
            for (provider, partner), count in counts.items():
                expected[provider, partner] += max(0, count - counts[partner or "", provider])
        assert +listed == +expected

    def booked(self, reports: list[Report]) -> int:
        """Return the minutes of all hours that stand, each once."""
        minutes = {report.hour: report.minutes for report in reports if report.stands}
        return sum(self._times(reports, hour) * minutes[hour] for hour in minutes)

    def _times(self, reports: list[Report], hour: tuple[object, ...]) -> int:
        """Return how many such hours stand: the most that one provider has reported."""
        return max(Counter(report.provider for report in self._standing(reports, hour)).values(), default=0)

    def _standing(self, reports: list[Report], hour: tuple[object, ...]) -> list[Report]:
        return [report for report in reports if report.stands and report.hour == hour]

    def _refusal(self, report: Report) -> str | None:
        """Return why a report is refused, or None."""
        if report.day < (self.first or report.day):
            return "number_not_yet_valid"
        if report.partner == report.provider:
            return "partner_unknown"
        if report.partner and not self._alone(report.partner, report.hour):
            others = {other.hour for other in self.reports if other.day == report.day and other.partner}
            open_hours = [hour for hour in sorted(others, key=str) if self._alone(report.partner, hour)]
            for hour in sorted(open_hours, key=lambda hour: (str(hour[1]), hour[2:])):
                return "partner_differs" if report.provider in hour else "partner_names_another"
        more = self.booked([*self.reports, report]) - self.booked(self.reports)
        week = [other for other in self.reports if periods.iso_week(other.day) == periods.iso_week(report.day)]
        if more and self.booked(week) + more > WEEK_MINUTES:
            return "week_full"
        return "exhausted" if more > self.granted - self.booked(self.reports) else None

    def _alone(self, provider: str, hour: tuple[object, ...]) -> bool:
        """Return whether a provider has reported such an hour oftener than the other of the pair."""
        counts = Counter(report.provider for report in self._standing(self.reports, hour) if report.partner)
        return counts[provider] > min(counts[str(one)] for one in hour[2:]) if provider in hour else False

    @property
    def _ledger(self) -> Any:  # noqa: ANN401 - either ledger
        return self.desk.context.ledger

    def _rows(self) -> list[LedgerEntry]:
        return [*self._ledger.entries(None, f"{self.today:%Y-%m}", "", 10_000)]

    def _row(self, number: str) -> Any:  # noqa: ANN401 - a row
        found = self.desk.numbers.inspect(number)
        assert isinstance(found, Checked)
        return found.row


TestSharedOnSqlite = loop.over(loop.sqlite, SharedHours, size.of(10, 400), steps=25)
TestSharedOnDynamo = loop.over(loop.dynamo, SharedHours, size.of(1, 40), steps=15)
