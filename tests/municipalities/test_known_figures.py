"""What the sources say in figures comes out of a year's events, and is written down nowhere but in policy."""

import json
from collections import Counter
from datetime import date

import pytest

from catalogue.views import published_statistics
from catalogue.views.figures import guarantee
from chalicelib.dates import holidays, periods
from chalicelib.ledger.rows import ClaimRow
from chalicelib.reporting import follow_up, tables, yearly_counts
from chalicelib.reporting.counts import share
from chalicelib.reporting.dimensions import HOST, OTHERS
from office.annual_report import cost_shares
from tests.support.municipalities.lived import Lived, Through, simulated
from tests.support.municipalities.systems import FB, FR, GROUP, OWN, POPULATION, TOGETHER


def told(lived: Lived, year: int) -> follow_up.FollowUp:
    """Return the follow-up of a system's only service, at the end of January."""
    source = lived.source
    counted, day = lived.counted, date(year + 1, 1, 31)
    (service,) = follow_up.follow_up_of_year(source.ledger, source.register, year, counted, day)
    return service


def standing(lived: Lived) -> list[ClaimRow]:
    """Return the claims that were not taken back."""
    return [one.claim for one in lived.year.standing()]


@pytest.mark.xdist_group("stockholm-2000")
class TestStockholm2000:
    """Six thousand sessions a year, and a first one within three weeks (D19)."""

    def test_its_occupancy_is_what_it_performed_of_what_was_agreed(self, through: Through) -> None:
        (occupancy,) = told(through("stockholm-2000"), 2001).occupancies
        assert (occupancy.provider, occupancy.budget_sessions) == (OWN, 6_000)
        assert (occupancy.sessions, occupancy.occupancy) == (simulated(6_000), simulated(6_000) / 6_000)

    def test_the_share_within_three_weeks_is_that_of_the_cases(self, through: Through) -> None:
        lived = through("stockholm-2000")
        days = [holidays.working_days(case.issued, case.days[0]) for case in lived.year.cases]
        within = sum(wait <= 15 for wait in days)
        assert told(lived, 2001).wait_guarantee == follow_up.WaitGuarantee(
            15, len(days), within, share(within, len(days))
        )

    def test_the_statistics_page_tells_it_from_the_published_classes_alone(self, through: Through) -> None:
        lived = through("stockholm-2000")
        published, problems = published_statistics.load(lived.published.file.parent, lived.folder)
        assert problems == []
        (year,) = published[FR]
        table = year.tables["cases×wait"]
        shown = [table[f"cases×wait|{wait}"] for wait in ("0-5", "6-10", "11-15")]
        share = None if None in shown else round(100 * sum(filter(None, shown)) / (table["cases"] or 1))
        assert guarantee.share(year, 15) == share


@pytest.mark.xdist_group("stockholm-2024")
class TestStockholm2024:
    """The split by tariff, and the shares (D27-D30)."""

    def test_own_sessions_are_paid_1_066_and_private_ones_1_104(self, through: Through) -> None:
        found = Counter((row.provider == OWN, row.amount_ore) for row in standing(through("stockholm-2024")))
        assert found == {(True, 106_600): simulated(5_163), (False, 110_400): simulated(18_305)}

    def test_the_own_unit_has_22_per_cent(self, through: Through) -> None:
        counted = through("stockholm-2024")
        assert share(counted.count("sessions×regi", "own"), counted.count("sessions")) == pytest.approx(
            0.22, abs=0.0005
        )

    def test_its_occupancy_is_its_share_of_the_budget_in_a_whole_year_89_per_cent(self, through: Through) -> None:
        lived = through("stockholm-2024")
        (told,) = follow_up.follow_up_of_year(
            lived.source.ledger, lived.source.register, 2023, lived.counted, date(2024, 1, 31)
        )
        own = simulated(5_163)
        assert (told.own_sessions, told.own_budget_sessions) == (own, 5_808)
        assert told.occupancy == pytest.approx(0.8889 * own / 5_163, abs=0.0001)

    def test_the_year_costs_what_the_tariffs_make_of_it(self, through: Through) -> None:
        assert sum(through("stockholm-2024").paid_ore.values()) == (
            simulated(5_163) * 106_600 + simulated(18_305) * 110_400
        )

    def test_every_resident_owes_450(self, through: Through) -> None:
        assert {row.fee_ore for row in standing(through("stockholm-2024"))} == {45_000}


@pytest.mark.xdist_group("stockholm-2007")
class TestStockholm2007:
    """The rules of the fee, and the cost of a session (D15, D22)."""

    def test_a_session_costs_250_a_group_125_and_samarbetssamtal_nothing(self, through: Through) -> None:
        found = {(row.service, row.fee_ore) for row in standing(through("stockholm-2007")) if not row.exempt}
        assert found == {(FR, 25_000), (GROUP, 12_500), (TOGETHER, 0)}

    def test_89_sessions_were_exempt_and_the_municipality_paid_their_fee(self, through: Through) -> None:
        exempt = [row for row in standing(through("stockholm-2007")) if row.exempt]
        assert len(exempt) == 89
        assert {(row.fee_ore, row.amount_ore) for row in exempt} == {(0, 96_000 + 25_000)}
        assert through("stockholm-2007").count("sessions×fee", "exempt") == 89

    def test_the_own_unit_s_deficit_is_its_cost_less_what_it_is_paid_and_what_residents_pay_it(
        self, through: Through
    ) -> None:
        """11.1 million kronor (D22) beside 960 and 250 a session; for the exempt, 250 are the municipality's too."""
        lived = through("stockholm-2007")
        (told, *_) = follow_up.follow_up_of_year(
            lived.source.ledger, lived.source.register, 2006, lived.counted, date(2007, 1, 31)
        )
        assert told.own_unit is not None
        assert told.own_unit.result_ore == simulated(7_200) * (96_000 + 25_000) - 1_110_000_000
        assert told.own_unit.cost_each_ore == round(1_110_000_000 / simulated(7_200))

    def test_samarbetssamtal_are_3_2_per_cent_of_the_own_unit_s_sessions(self, through: Through) -> None:
        own = Counter(row.service for row in standing(through("stockholm-2007")) if row.provider == OWN)
        assert 100 * own[TOGETHER] / (own[FR] + own[TOGETHER]) == pytest.approx(3.2, abs=0.15)


@pytest.mark.xdist_group("nacka")
class TestNacka:
    """Hours by decision, a cap for each week, and prices for one therapist and for two (D34, DOMAIN §6)."""

    def test_an_hour_costs_what_the_price_list_of_2024_says(self, through: Through) -> None:
        rows = standing(through("nacka"))
        hours = [((1 + bool(row.partner)) * row.amount_ore, row) for row in rows]  # one that is shared is paid by half
        by_hour = {(row.provider == OWN, row.counsellors, 60 * ore // (row.minutes or 1)) for ore, row in hours}
        assert by_hour == {(True, 1, 81_900), (False, 1, 86_800), (False, 2, 165_100)}

    def test_no_number_has_more_than_five_hours_in_a_week(self, through: Through) -> None:
        used = Counter[tuple[str, str]]()
        for row in standing(through("nacka")):
            used[row.place, periods.iso_week(date.fromisoformat(row.date))] += row.consumed
        assert max(used.values()) == 5 * 60

    def test_what_is_beyond_them_is_refused(self, through: Through) -> None:
        refused = through("nacka").year.refused
        assert {one.code for one in refused} == {"week_full"}
        assert {0, 60, 120} >= {one.facts["left_minutes"] for one in refused}

    def test_hours_are_counted_in_minutes(self, through: Through) -> None:
        lived = through("nacka")
        assert lived.counted[FB].minutes["sessions", ()] == sum(row.minutes or 0 for row in standing(lived))


@pytest.mark.xdist_group("jamtland")
class TestJamtland:
    """Joint, own unit only; shares to the krona, and a report with the other members summed (D40-D50)."""

    def test_members_share_the_cost_by_the_agreement_s_table(self, through: Through) -> None:
        town = through("jamtland").policy.municipality
        found = {
            one.name: (one.per_mille, one.amount_kr) for one in cost_shares.shares(town.members, town.code, 4_421_442)
        }
        assert found == {
            "Ragunda": (39, 172_436),
            "Bräcke": (45, 198_965),
            "Krokom": (118, 521_730),
            "Strömsund": (83, 366_980),
            "Åre": (95, 420_037),
            "Berg": (54, 238_758),
            "Härjedalen": (76, 336_030),
            "Östersund": (490, 2_166_506),
        }

    def test_members_other_than_the_host_are_one_figure(self, through: Through) -> None:
        lived = through("jamtland")
        rows = Counter(row.member for row in standing(lived) if row.event == "session")
        host, others = (lived.count("sessions×member", name) for name in (HOST, OTHERS))
        assert rows.keys() == POPULATION.keys()
        assert (host, others) == (rows["2380"], rows.total() - rows["2380"])
        assert not {code for code in POPULATION if code in json.dumps(lived.published.content)}

    def test_the_report_counts_late_cancellations_no_shows_and_exemptions(self, through: Through) -> None:
        lived = through("jamtland")
        events = Counter(row.event for row in standing(lived))
        cells = tables.cells(lived.published.content, FR)
        assert {name: cells[f"events×event|{name}"] for name in events} == events
        assert cells["sessions×fee|exempt"] == sum(row.exempt and row.event == "session" for row in standing(lived))

    def test_exempt_sessions_are_told_by_municipality_to_officers_and_of_the_others_together_in_what_is_published(
        self, through: Through
    ) -> None:
        lived = through("jamtland")
        exempt = Counter(row.member for row in standing(lived) if row.event == "session" and row.exempt)
        by_member = told(lived, 2025).exempt_sessions_by_member
        assert {code: count for code, count in by_member.items() if count} == exempt
        assert lived.count("sessions×fee×member", "exempt", HOST) == exempt["2380"]
        assert lived.count("sessions×fee×member", "exempt", OTHERS) == exempt.total() - exempt["2380"]
        assert "sessions×fee×member" in {**lived.published.content["services"][FR]["tables"]} | dict.fromkeys(
            lived.published.content["services"][FR]["withheld"]
        )

    def test_a_session_costs_its_part_of_the_budget_and_nothing_is_paid_for_it(self, through: Through) -> None:
        lived = through("jamtland")
        spending = told(lived, 2025).spending
        sessions = sum(row.event == "session" for row in standing(lived))
        assert spending.budget_per_session_ore == round(473_644_200 / sessions)
        assert (spending.amount_ore, spending.used_share, spending.alert) == (0, None, False)
        assert {row.tariff for row in standing(lived)} == {""}

    def test_closed_cases_are_classed_by_their_number_of_visits(self, through: Through) -> None:
        lived = through("jamtland")
        sizes = Counter(len(case.days) for case in lived.year.cases)
        wanted = {"1": sizes[1], "2-4": sum(sizes[n] for n in (2, 3, 4)), "9-": sum(sizes[n] for n in (9, 10, 11, 12))}
        assert {name: lived.count("cases×sessions", name) for name in wanted} == wanted


@pytest.mark.xdist_group("stockholm-2007")
def test_those_who_are_anonymous_are_counted_and_published_at_the_own_unit_alone(through: Through) -> None:
    """Rare, and known as a volume (D7)."""
    lived = through("stockholm-2007")
    anonymous = [row for row in standing(lived) if row.anonymous]
    assert {row.provider for row in anonymous} == {OWN}
    sessions = sum(row.event == "session" for row in anonymous)
    assert tables.cells(lived.published.content, FR)["own×residence|unverified_at_own_unit"] == sessions > 0


@pytest.mark.xdist_group("attested")
class TestAttested:
    """Residence attested by the provider (DOMAIN §6)."""

    def test_the_exempt_are_billed_to_the_municipality_whole(self, through: Through) -> None:
        found = {
            (row.provider == OWN, row.exempt, row.amount_ore, row.fee_ore) for row in standing(through("attested"))
        }
        assert found == {
            (True, False, 103_600, 45_000),
            (False, False, 109_800, 45_000),
            (True, True, 103_600 + 45_000, 0),
            (False, True, 109_800 + 45_000, 0),
        }

    def test_every_session_says_that_the_provider_checked_and_clients_are_no_numbers(self, through: Through) -> None:
        lived = through("attested")
        rows = standing(lived)
        assert {row.attested for row in rows} == {True}
        assert not any(list(lived.year.ledger.numbers_issued(month)) for month in yearly_counts.months(2022))
        year = told(lived, 2022)
        clients = {row.place for row in rows}
        assert (year.clients, year.attested_sessions, year.numbers.issued) == (len(clients), len(rows), 0)
