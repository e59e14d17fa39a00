"""Every system in the sources stays runnable: a seeded year goes through reception, claims, runs and report."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from catalogue import policy
from chalicelib import publication, tally
from chalicelib.claim import Claim
from chalicelib.issue import Granted, Order
from chalicelib.outcome import Issued, Refused
from office import payments
from office.source import Source
from tests.chalicelib.sample import HOURS, ONE, OWN
from tests.municipalities import synthetic, systems
from tests.municipalities.synthetic import Year
from tests.municipalities.systems import SYSTEMS, System
from tests.office.month import NoCases

ROOT = Path(__file__).parents[2]
YEAR = 2025


@cache
def policy_of_the_demonstration() -> policy.Policy:
    """Names for what is printed; no statement is, here."""
    read, _ = policy.load(ROOT / "policy", ROOT)
    assert read is not None
    return read


@pytest.fixture(scope="module", params=sorted(SYSTEMS))
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[System, Year]]:
    """A system, and the year it lived through."""
    system = SYSTEMS[request.param]
    year = synthetic.run(system.register, system.plan, tmp_path_factory.mktemp(system.name))
    yield system, year
    year.ledger.close()


def paid(system: System, year: Year, out: Path) -> dict[tuple[str, str], int]:
    """Make the year's runs; what each pays, by month and provider."""
    source = Source(system.register, policy_of_the_demonstration(), year.ledger, NoCases())
    found: dict[tuple[str, str], int] = {}
    for month in tally.months(YEAR):
        now = dt.datetime(YEAR + 1, 3, 1, tzinfo=dt.UTC)
        run = payments.run(source, month, out, now=now, by="t", progress=lambda _: None, statements=False)
        found |= {(month, name): part.amount_ore for (name,), part in run.totals.by("provider").items()}
    return found


def test_runs_add_up_to_the_ledger_per_provider_and_month(lived: tuple[System, Year], tmp_path: Path) -> None:
    system, year = lived
    booked = Counter[tuple[str, str]]()
    for month in tally.months(YEAR):
        for row in year.ledger.booked(month):
            booked[month, row.provider] += row.amount_ore
    assert year.accepted
    assert paid(system, year, tmp_path) == dict(booked)


def test_an_ordinary_session_is_paid_by_the_tariff(lived: tuple[System, Year]) -> None:
    system, year = lived
    ordinary = [one.claim for one in year.accepted if not one.claim.exempt and one.claim.event == "session"]
    assert {(row.provider, row.amount_ore) for row in ordinary} <= {*system.session_ore.items()}
    assert {row.fee_ore for row in ordinary} == {system.fee_ore}


def test_the_year_s_kronor_follow_from_its_events(lived: tuple[System, Year]) -> None:
    """Sessions that stand × price, and for the exempt the fee that the municipality pays in their place."""
    system, year = lived
    counted = tally.of_year(year.ledger, system.register, YEAR)
    taken_back = {
        row.claim_id for month in tally.months(YEAR) for row in year.ledger.booked(month) if row.amount_ore < 0
    }
    standing = [one.claim for one in year.accepted if one.claim.claim_id not in taken_back]
    wanted = sum(system.session_ore[row.provider] + (system.fee_ore if row.exempt else 0) for row in standing)
    assert counted.amount_ore == wanted
    assert counted.count("events×event", "session") == len(standing)


def test_there_is_a_report_with_every_table_that_the_system_has(lived: tuple[System, Year]) -> None:
    system, year = lived
    counted = tally.of_year(year.ledger, system.register, YEAR)
    tally.add_reports(counted, system.register, synthetic.reports(system.plan, [*system.register.providers]))
    content: dict[str, Any] = publication.content(system.register, YEAR, counted, {})
    named = {*content["tables"], *content["withheld"]}
    wanted = {"events×event", "events×month", "sessions×regi", "sessions×fee", "cases×content", "persons×age"}
    assert wanted <= named
    assert ("sessions×member" in named) == bool(system.plan.members)
    assert ("firsts×wait" in named) == (system.plan.numbered and system.plan.decision is None)


def test_changing_one_price_changes_what_is_paid(tmp_path: Path) -> None:
    """Figures are derived, never echoed."""
    system = systems.stockholm_2024()
    tariffs = tuple(
        dataclasses.replace(one, amount_ore=one.amount_ore + 100) if one.regi == "own" else one
        for one in system.register.tariffs
    )
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    small = dataclasses.replace(system.plan, cases=20)
    before = synthetic.run(system.register, small, tmp_path / "a")
    after = synthetic.run(dataclasses.replace(system.register, tariffs=tariffs), small, tmp_path / "b")
    own = tally.of_year(before.ledger, system.register, YEAR).count("sessions×regi", "own")
    sums = [tally.of_year(one.ledger, system.register, YEAR).amount_ore for one in (before, after)]
    assert sums[1] - sums[0] == 100 * own > 0


class TestStockholm:
    """The split by tariff."""

    def test_2024_pays_a_private_session_38_kronor_more_than_its_own(self) -> None:
        prices = SYSTEMS["stockholm-2024"].session_ore
        assert prices[ONE] - prices[OWN] == 3_800  # D29

    def test_2007_an_exempt_session_costs_the_municipality_the_fee_too(self, tmp_path: Path) -> None:
        system = SYSTEMS["stockholm-2007"]
        year = synthetic.run(system.register, dataclasses.replace(system.plan, cases=5, exempt=1.0), tmp_path)
        assert {(one.claim.amount_ore, one.claim.fee_ore) for one in year.accepted} == {(96_000 + 25_000, 0)}


class TestNacka:
    """Hours by decision, with a cap for each week."""

    def test_more_hours_than_the_week_has_are_refused(self, tmp_path: Path) -> None:
        system = SYSTEMS["nacka"]
        year = synthetic.run(system.register, dataclasses.replace(system.plan, cases=1), tmp_path)
        issued = year.desk.issue(Order(HOURS, decision=Granted(180, 6)), "reception", "another")
        assert isinstance(issued, Issued)
        day = dt.datetime.fromisoformat(issued.row.issued_at).date()
        assert not isinstance(year.desk.claim(ONE, issued.number, Claim(HOURS, day, minutes=120)), Refused)
        over = year.desk.claim(ONE, issued.number, Claim(HOURS, day, minutes=120, nth=2))
        assert isinstance(over, Refused)
        assert (over.code, over.facts["left_minutes"]) == ("week_full", 60)

    def test_two_hours_are_two_hours_of_the_price_in_force(self) -> None:
        assert SYSTEMS["nacka"].session_ore[ONE] == 2 * 86_800  # 868 kr, 2024


class TestJamtland:
    """Joint, own unit only; other members are reported summed (D50)."""

    def test_members_other_than_the_host_are_one_figure(self, tmp_path: Path) -> None:
        system = SYSTEMS["jamtland"]
        year = synthetic.run(system.register, dataclasses.replace(system.plan, cases=30), tmp_path)
        counted = tally.of_year(year.ledger, system.register, YEAR)
        standing = Counter(row.member for month in tally.months(YEAR) for row in year.ledger.booked(month))
        assert len(standing) > 2
        host, others = (counted.count("sessions×member", name) for name in ("host", "others"))
        assert host + others == counted.count("events×event", "session")
        values = {cell for table in publication.of(counted).tables for cell in table.cells}
        assert not {code for code in systems.MEMBERS if any(code in cell for cell in values)}
