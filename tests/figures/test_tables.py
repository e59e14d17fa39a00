"""Which tables are published of a year, whole, with hidden figures, in coarser classes, or only named."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.register import codes
from chalicelib.register.model import Register
from chalicelib.reporting import dimensions, layouts, tables
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.layouts import BY_REASON, RECOMMENDED
from chalicelib.reporting.suppression import Draw
from tests.support.chalicelib.sample import OWN, SERVICE, provider, rules, service, tariff
from tests.support.figures import towns, year
from tests.support.figures.towns import Town

YEARS = [*map(towns.of_seed, range(30))]
DRAWS = [Draw(b"secret %d" % n, year.YEAR) for n in range(60)]
PAIR = "a-samtal"


def published(town: Town, draw: Draw = DRAWS[0]) -> dict[str, Any]:
    """What is published of a town's year."""
    return tables.publish(town.register, town.service, town.counts, draw)


def town(register: Register = towns.FOUR, **figures: Mapping[str, Mapping[str, int] | int]) -> Town:
    """A year with figures by subject and dimension (`sessions_month`), each of the own unit, or of some providers."""
    counts = YearCounts()
    for table, cells in figures.items():
        for name, parts in cells.items():
            key = ("×".join(table.split("_")), tuple(name.split("/")))
            counts.cells[key] = Counter(parts if isinstance(parts, Mapping) else {OWN: parts})
    return Town(register, SERVICE, counts, 0)


def events(**counts: int) -> Town:
    """A year of some events of the own unit."""
    return town(events_event=counts)


class TestApart:
    """A class that is the total of other tables is never hidden; the rest are a row by themselves."""

    def test_sessions_are_shown_where_few_events_of_a_kind_are_hidden(self) -> None:
        table = published(events(session=90, phone=3, late_cancellation=20, no_show=9))["tables"]["events×event"]
        assert (table["events"], table["events×event|session"]) == (122, 90)
        assert table["events×event|phone"] is None

    def test_the_table_is_withheld_where_all_others_are_few_or_five_so_that_this_does_not_say_few(self) -> None:
        withheld = ["events×event" in published(events(session=90, phone=phone))["withheld"] for phone in (3, 4, 5, 6)]
        assert withheld == [True, True, True, False]

    def test_first_sessions_have_no_tables_where_their_number_would_tell_how_few_later_ones_there_are(self) -> None:
        few = town(sessions_visit={"1": 40, "2-4": 3}, firsts_wait={"0-5": 20, "6-10": 20}, firsts_regi={"own": 40})
        assert {"sessions×visit", "firsts×wait", "firsts×regi"} <= {*published(few)["withheld"]}

    @pytest.mark.parametrize(("later", "is_shown"), [(0, False), (2, False), (4, False), (5, True)])
    def test_first_sessions_by_kind_are_withheld_where_sessions_by_kind_would_tell_of_few_later_ones(
        self,
        later: int,
        is_shown: bool,  # noqa: FBT001 - a column
    ) -> None:
        by_kind = town(
            towns.FOUR,
            sessions_regi={"own": {OWN: 90 + later}, "private": dict.fromkeys(towns.PRIVATE[:3], 60)},
            sessions_visit={
                "1": {OWN: 90} | dict.fromkeys(towns.PRIVATE[:3], 30),
                "2-4": {OWN: later} | dict.fromkeys(towns.PRIVATE[:3], 30),
            },
            firsts_regi={"own": {OWN: 90}, "private": dict.fromkeys(towns.PRIVATE[:3], 30)},
        )
        found = published(by_kind)
        assert "sessions×regi" in found["tables"]
        assert ("firsts×regi" in found["tables"]) is is_shown


def test_that_nobody_has_the_third_gender_is_hidden_as_few_are() -> None:
    found = published(town(persons_gender={"woman": 30, "man": 25}))["tables"]["persons×gender"]
    assert found["persons×gender|other"] is None
    assert sorted(map(str, found.values())) in (["30", "55", "None", "None"], ["25", "55", "None", "None"])


class TestKnownToBeEmpty:
    """A class that the rules leave nothing for protects nothing: its zero is shown, and others are hidden."""

    def test_quarters_before_the_service_began_are_never_hidden(self) -> None:
        """With the zeros of two of them, (0, 0, 3, 20) would tell that the third is not zero."""
        right = {"service": SERVICE, "from": f"{year.YEAR}-07-01", "to": None}
        services, providers = [service(case_reports=True)], [provider(OWN, "own", right)]
        register = rules(services=services, tariffs=[tariff()], accounts=[], providers=providers)
        found = [published(town(register, cases_quarter={"Q3": few, "Q4": 20})) for few in (0, 3)]
        assert all("cases×quarter" in one["withheld"] for one in found)

    def test_months_in_which_no_claim_of_an_ended_service_is_accepted_any_longer_are_never_hidden(self) -> None:
        right = {"service": SERVICE, "from": "2019-01-01", "to": f"{year.YEAR}-05-31"}
        register = rules(services=[service()], tariffs=[tariff()], accounts=[], providers=[provider(OWN, "own", right)])
        months = town(register, sessions_month=dict.fromkeys(codes.MONTHS[1:6], 40) | {"01": 3})
        tables_ = [published(months, draw)["tables"]["sessions×month"] for draw in DRAWS]
        assert {table[f"sessions×month|{month}"] for table in tables_ for month in codes.MONTHS[8:]} == {0}
        assert {table["sessions×month|08"] for table in tables_} == {0, None}

    def test_an_event_without_a_price_is_never_hidden(self) -> None:
        """With the zero of calls, which are paid from the next year on, (3, 9, 0) would tell that 3 is not zero."""
        events = ("session", "late_cancellation", "no_show", "phone")
        prices = [tariff(event=event) for event in events[:3]] + [tariff(event="phone", **{"from": "2026-01-01"})]
        register = rules(services=[service()], tariffs=prices, accounts=[], providers=[provider(OWN, "own")])
        few = town(register, events_event={"session": 90, "late_cancellation": 3, "no_show": 9})
        found = [published(few, draw)["tables"]["events×event"] for draw in DRAWS]
        assert {table["events×event|phone"] for table in found} == {0}
        assert {table["events×event|no_show"] for table in found} == {None}

    def test_a_recommendation_of_a_kind_without_a_provider_is_never_hidden(self) -> None:
        """If 30 and 0 were shown, and 30 and 3 withheld, withheld would tell of from one to four."""
        counts = [town(towns.ALONE, numbers_recommended={"none": 30, "own": own}) for own in (0, 3, 5)]
        assert ["numbers×recommended" in published(one)["withheld"] for one in counts] == [True, True, False]


class TestCrossed:
    """A crossed table is never shown with hidden figures, and only beside both of its tables."""

    @pytest.mark.parametrize(
        ("host", "others", "is_shown"),
        [(20, 10, True), (20, 5, True), (20, 4, False), (20, 0, False), (4, 20, False)],
    )
    def test_exempt_sessions_of_host_and_others_are_shown_whole_or_not_at_all(
        self,
        host: int,
        others: int,
        is_shown: bool,  # noqa: FBT001 - a column
    ) -> None:
        crossed = {"ordinary/host": 100, "ordinary/others": 50, "exempt/host": host, "exempt/others": others}
        joint = town(
            towns.JOINT,
            events_event={"session": sum(crossed.values())},
            sessions_fee={"ordinary": 150, "exempt": host + others},
            sessions_member={"host": 100 + host, "others": 50 + others},
            sessions_fee_member=crossed,
        )
        figures = published(joint)
        assert {"sessions×fee", "sessions×member"} <= figures["tables"].keys()
        assert ("sessions×fee×member" in figures["tables"]) is is_shown
        assert ("sessions×fee×member" in figures["withheld"]) is not is_shown

    MONTHS = dict.fromkeys(codes.MONTHS, 20)

    def sessions(self, own: Mapping[str, int], private: Mapping[str, int]) -> dict[str, Any]:
        """What is published of sessions by regi and month."""
        months = {month: {OWN: own[month], PAIR: private[month]} for month in codes.MONTHS}
        crossed: dict[str, Mapping[str, int]] = {f"own/{month}": {OWN: count} for month, count in own.items()}
        crossed |= {f"private/{month}": {PAIR: count} for month, count in private.items()}
        regi = {"own": {OWN: sum(own.values())}, "private": {PAIR: sum(private.values())}}
        counted = town(towns.TWO, sessions_regi=regi, sessions_month=months, sessions_regi_month=crossed)
        return published(counted)

    def test_it_is_shown_by_month_where_no_figure_is_small(self) -> None:
        table = self.sessions(self.MONTHS, self.MONTHS)["tables"]["sessions×regi×month"]
        assert (table["events×event|session"], table["sessions×regi×month|own|07"]) == (480, 20)

    def events(self, **without: int) -> dict[str, Any]:
        """What is published of events by month, of which some month has so many cancellations."""
        kinds = ("session", "phone", "late_cancellation", "no_show")
        crossed = {f"{kind}/{month}": count for kind in kinds for month, count in self.MONTHS.items()}
        crossed |= {f"late_cancellation/{month.removeprefix('m')}": count for month, count in without.items()}
        sums = {kind: sum(count for name, count in crossed.items() if name.startswith(kind)) for kind in kinds}
        return published(town(events_event=sums, sessions_month=self.MONTHS, events_event_month=crossed))

    def test_it_is_shown_by_quarter_where_a_month_has_none(self) -> None:
        table = self.events(m07=0)["tables"]["events×event×quarter"]
        assert table["events×event×quarter|late_cancellation|Q3"] == 40

    def test_kinds_of_providers_are_not_shown_by_quarter(self) -> None:
        """If every month has eight and the only unit of its own has seven in a quarter, it has few in each month."""
        assert "sessions×regi×month" in self.sessions(self.MONTHS | {"07": 0}, self.MONTHS)["withheld"]

    def test_coarser_classes_hold_every_class_once(self) -> None:
        for dimension, (_, classes) in layouts.COARSER.items():
            assert sum(classes.values(), ()) == dimensions.VALUES[dimension]

    def test_it_is_withheld_where_a_quarter_is_small_too(self) -> None:
        assert "events×event×month" in self.events(m07=0, m08=0, m09=0)["withheld"]

    def test_it_is_withheld_where_one_of_its_tables_hides_a_figure(self) -> None:
        months = self.MONTHS | {"07": 1}
        assert "sessions×regi×month" in self.sessions(months, months)["withheld"]


class TestAll:
    """What holds of each town and year."""

    def test_no_figure_from_one_to_four_is_published_nor_one_that_is_so_for_a_provider(self) -> None:
        for one in YEARS:
            for name, value in tables.cells_of(published(one)["tables"]).items():
                table, *values = name.split("|")
                own = one.counts.cells.get((table, tuple(values)), Counter())
                seen = [value - part for part in (0, *own.values())] if value else []
                assert not {1, 2, 3, 4} & {*seen}, f"{one.seed}: {name}"

    def test_each_table_that_the_rules_let_a_service_have_is_published_or_named_as_withheld(self) -> None:
        for one in YEARS:
            found = published(one)
            collected = layouts.collected(one.register, one.register.services[one.service])
            names = {name.replace("event×quarter", "event×month").replace("×ages", "×age") for name in found["tables"]}
            assert {*found["withheld"], *names} == {layout.id for layout in collected}
            assert not {*found["withheld"]} & {*found["tables"]}

    def test_no_crossed_table_hides_a_figure(self) -> None:
        for one in YEARS:
            crossed = [table for name, table in published(one)["tables"].items() if name.count("×") > 1]
            assert not any(None in table.values() for table in crossed)

    def test_the_same_year_is_published_alike_and_with_another_secret_otherwise(self) -> None:
        assert all(published(one) == published(one) for one in YEARS)
        assert any(published(one) != published(one, DRAWS[1]) for one in YEARS)


class TestCollected:
    """Which tables a service has is decided by its rules alone."""

    def ids(self, register: Register, **changes: Any) -> set[str]:  # noqa: ANN401 - a service's own fields
        """The tables of a register's service."""
        (service,) = register.services.values()
        return {layout.id for layout in layouts.collected(register, replace(service, **changes))}

    def test_a_year_in_which_nothing_happened_names_every_table(self) -> None:
        found = published(town())
        assert found["tables"] == {}
        assert {*found["withheld"]} == self.ids(towns.FOUR)

    def test_only_a_joint_service_has_members(self) -> None:
        gained = {"sessions×member", "sessions×fee×member", "cases×member", "continuing×member"}
        assert gained == self.ids(towns.JOINT) - self.ids(towns.ALONE)

    def test_where_there_is_one_kind_of_provider_there_is_nothing_to_compare(self) -> None:
        kinds = {"sessions×regi", "sessions×regi×month", "firsts×regi", BY_REASON, RECOMMENDED}
        assert kinds == self.ids(towns.TWO) - self.ids(towns.ALONE)

    def test_without_numbers_there_is_nothing_about_numbers_or_first_visits(self) -> None:
        gone = self.ids(towns.FOUR) - self.ids(towns.DIRECT)
        assert {name.split("×")[0] for name in gone} == {"numbers", "recommended", "firsts", "sessions"}
        assert "sessions×visit" in gone

    def test_hours_by_decision_have_no_first_visits(self) -> None:
        assert {"sessions×visit", "firsts×wait", "firsts×regi"} == self.ids(towns.FOUR) - self.ids(towns.BY_HOUR)

    def test_without_case_reports_there_are_no_cases_persons_or_children(self) -> None:
        gone = self.ids(towns.FOUR) - self.ids(towns.FOUR, case_reports=False)
        assert {name.split("×")[0] for name in gone} == {"cases", "continuing", "persons", "children"}


def test_three_fifths_of_the_figures_of_a_year_as_large_as_stockholm_s_are_published() -> None:
    """7,200 sessions, 2,200 cases, thirty-one providers of which one has 22 % (D22, D27)."""
    register, counts = year.as_large_as_stockholm()
    found = tables.publish(register, SERVICE, counts, DRAWS[0])
    cells = tables.cells_of(found["tables"])
    collected = {layout.id for layout in layouts.collected(register, register.services[SERVICE])}
    figures = {
        "|".join((table, *values))
        for (table, values), cell in counts.cells.items()
        if cell.total() and table in collected and (table, values[0]) != ("events×event×month", "session")
    }  # the sessions of a month are in a table of their own
    shown = {name for name in figures if cells.get(name)}
    assert counts.count("events×event", "session") > 6_000
    assert len(shown) >= 0.6 * len(figures), f"{len(shown)} of {len(figures)}"


def test_a_table_with_another_total_than_is_shown_is_withheld() -> None:
    """In the year in which a service begins to have numbers, visits are counted of some of its sessions alone."""
    found = published(town(sessions_month={"01": 50, "02": 52}, sessions_visit={"1": 40, "2-4": 30, "5-8": 29}))
    assert "sessions×visit" in found["withheld"]
    assert found["tables"]["sessions×month"]["events×event|session"] == 102


def test_visits_of_some_sessions_alone_are_withheld_also_where_the_number_of_sessions_is_not_shown() -> None:
    """The hours are those of all sessions, and would tell how many have no number."""
    some = town(towns.ALONE, sessions_month={"01": 99, "02": 3}, sessions_visit={"1": 40, "2-4": 30, "5-8": 29})
    some.counts.cells["sessions", ()] = Counter({OWN: 102})
    withheld = town(towns.ALONE, sessions_visit={"1": 40, "2-4": 30, "5-8": 29})
    withheld.counts.cells["sessions", ()] = Counter({OWN: 102})
    assert all("sessions×visit" in published(one)["withheld"] for one in (some, withheld))


def test_a_published_year_is_borne_out_by_its_counts_although_visits_are_of_some_sessions_alone() -> None:
    some = town(
        towns.ALONE,
        events_event={"session": 102, "phone": 20},
        sessions_month={"01": 50, "02": 52},
        sessions_visit={"1": 40, "2-4": 30, "5-8": 29},
    )
    year_ = {"services": {SERVICE: published(some)}}
    assert year_["services"][SERVICE]["tables"]["sessions×month"]["events×event|session"] == 102
    assert tables.differing(some.register, {SERVICE: some.counts}, year_) == []
