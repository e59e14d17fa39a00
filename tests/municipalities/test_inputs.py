"""Known figures are derived from events, never echoed: for each municipality, one input changed changes its figures.

Both years have the same events, so that the difference is known to the öre.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from chalicelib.ledger.rows import ClaimRow
from chalicelib.reporting import follow_up
from office.annual_report import cost_shares
from tests.support.municipalities import lived as lives
from tests.support.municipalities.lived import Lived
from tests.support.municipalities.systems import FR, OWN, SYSTEMS

Briefly = Callable[..., Lived]


def total_ore(lived: Lived) -> int:
    """Return what the year's runs pay."""
    return sum(lived.paid_ore.values())


def rows(lived: Lived) -> list[ClaimRow]:
    """Return the claims that stand."""
    return [one.claim for one in lived.year.standing()]


class TestStockholm2024:
    """The tariff's split, and the own unit's share."""

    def test_a_krona_more_for_private_sessions_is_a_krona_for_each_of_them(self, briefly: Briefly) -> None:
        before, after = briefly("stockholm-2024"), briefly("stockholm-2024", {"tariffs": ('"1104"', '"1105"')})
        private = before.count("sessions×regi", "private")
        assert total_ore(after) - total_ore(before) == 100 * private > 0

    def test_more_own_sessions_are_a_greater_share(self, briefly: Briefly) -> None:
        before = briefly("stockholm-2024")
        plan = SYSTEMS["stockholm-2024"].plans[0]
        more = replace(SYSTEMS["stockholm-2024"], plans=(replace(plan, visits={**plan.visits, OWN: 7_163}),))
        after = lives.briefly(more, before.folder / "more")
        own = [one.count("sessions×regi", "own") for one in (before, after)]
        after.year.ledger.close()
        assert own[1] - own[0] == 20


class TestStockholm2007:
    """The rules of the fee."""

    def test_ten_kronor_more_of_fee_fall_on_residents_and_for_the_exempt_on_the_municipality(
        self, briefly: Briefly
    ) -> None:
        before, after = briefly("stockholm-2007"), briefly("stockholm-2007", {"fees": ('"250"', '"260"')})
        found = Counter(row.exempt for row in rows(before) if row.service == "familjeradgivning")
        assert after.counted[FR].fee_ore - before.counted[FR].fee_ore == 1_000 * found[False] > 0
        assert total_ore(after) - total_ore(before) == 1_000 * found[True] > 0

    def test_a_krona_more_of_cost_is_a_krona_more_of_deficit(self, briefly: Briefly) -> None:
        before, after = briefly("stockholm-2007"), briefly("stockholm-2007", {"budget": ('"11100000"', '"11100001"')})
        results = [
            service.own_unit.result_ore
            for lived in (before, after)
            for service in follow_up.follow_up_of_year(
                lived.source.ledger, lived.register, 2006, lived.counted, date(2006, 12, 31)
            )
            if service.own_unit
        ]
        assert results[0] - results[1] == 100


class TestNacka:
    """Hours, and the cap of a week."""

    def test_ten_kronor_more_an_hour_are_ten_for_each_hour_of_that_price(self, briefly: Briefly) -> None:
        before, after = briefly("nacka"), briefly("nacka", {"tariffs": ('"868"', '"878"')})
        minutes = sum(row.minutes or 0 for row in rows(before) if row.provider != OWN and row.counsellors == 1)
        assert total_ore(after) - total_ore(before) == 1_000 * minutes // 60 > 0

    def test_the_year_before_has_the_year_before_s_prices(self, briefly: Briefly) -> None:
        before = briefly("nacka")
        plans = tuple(replace(plan, year=2023) for plan in SYSTEMS["nacka"].plans)
        earlier = lives.briefly(replace(SYSTEMS["nacka"], year=2023, plans=plans), before.folder / "2023")
        by_hour = {60 * (1 + bool(row.partner)) * row.amount_ore // (row.minutes or 1) for row in rows(earlier)}
        earlier.year.ledger.close()
        assert by_hour == {80_300, 85_100, 161_900}


class TestJamtland:
    """Shares, and who came."""

    def test_a_thousand_more_people_pay_a_greater_share(self, briefly: Briefly) -> None:
        before, after = briefly("jamtland"), briefly("jamtland", {"municipality": ("5150", "6150")})
        paid = [
            cost_shares.shares(one.policy.municipality.members, "2380", 4_421_442)[0].amount_kr
            for one in (before, after)
        ]
        assert paid[0] == 172_436 < paid[1]

    def test_an_event_with_a_fee_of_its_own_owes_it_and_the_others_what_they_owed(self, tmp_path: Path) -> None:
        plan = replace(SYSTEMS["jamtland"].plans[0], exempt=5)
        lower = {"fees": ('amount: "300"', 'amount: "300", amounts: {late_cancellation: "150"}')}
        lived = lives.briefly(replace(SYSTEMS["jamtland"], plans=(plan,)), tmp_path, lower)
        owed = {(row.event, row.fee_ore) for row in rows(lived) if not row.exempt}
        lived.year.ledger.close()
        assert owed == {("session", 30_000), ("late_cancellation", 15_000), ("no_show", 30_000)}

    def test_another_host_has_other_figures(self, briefly: Briefly) -> None:
        """Who is told apart is the municipality that the policy names (D50)."""
        before, after = (
            briefly("jamtland"),
            briefly("jamtland", {"municipality": ('code: "2380"\norg', 'code: "2309"\norg')}),
        )
        host = [one.count("sessions×member", "host") for one in (before, after)]
        members = Counter(row.member for row in rows(before) if row.event == "session")
        assert host == [members["2380"], members["2309"]]


class TestHuddinge:
    """The own unit's hours at its own cost."""

    def test_a_krona_more_an_hour_is_a_krona_for_each_hour(self, briefly: Briefly) -> None:
        before, after = briefly("huddinge"), briefly("huddinge", {"tariffs": ('"567"', '"568"')})
        minutes = sum(row.minutes or 0 for row in rows(before) if row.provider == OWN)
        assert total_ore(after) - total_ore(before) == 100 * minutes // 60 > 0

    def test_a_krona_more_at_a_supplier_is_a_krona_for_each_of_its_hours(self, briefly: Briefly) -> None:
        before, after = briefly("huddinge"), briefly("huddinge", {"frameworks": ('"605"', '"606"')})
        minutes = sum(row.minutes or 0 for row in rows(before) if row.provider == "leverantor-02")
        assert total_ore(after) - total_ore(before) == 100 * minutes // 60 > 0


class TestAttested:
    """Who attests, and what the exempt cost."""

    def test_a_higher_fee_is_paid_by_the_municipality_for_the_exempt(self, briefly: Briefly) -> None:
        before, after = briefly("attested"), briefly("attested", {"fees": ('"450"', '"500"')})
        exempt = sum(row.exempt for row in rows(before))
        assert total_ore(after) - total_ore(before) == 5_000 * exempt > 0

    def test_fewer_sessions_of_a_client_are_paid_where_policy_grants_fewer(self, briefly: Briefly) -> None:
        before, after = briefly("attested"), briefly("attested", {"services": ("most: 5", "most: 2")})
        assert max(row.visits_before for row in rows(before)) == 4
        assert max(row.visits_before for row in rows(after)) == 1
        assert {refused.code for refused in after.year.refused} >= {"exhausted"}
