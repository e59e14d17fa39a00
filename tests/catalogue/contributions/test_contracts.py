"""Where each contract stands on a day, and what comes first in the list."""

import dataclasses
from datetime import date, timedelta

import pytest

from catalogue.contributions import contracts
from catalogue.contributions.contracts import Contract, ProfileReview
from catalogue.contributions.staleness import Finding
from catalogue.policy.model import Authorisation, Period, Policy, Verified

TODAY = date(2026, 11, 21)
SERVICE = "familjeradgivning"
SOUND = ProfileReview("Mottagningen", "m@kundval.example", ())


def in_days(days: int | None) -> date | None:
    return None if days is None else TODAY + timedelta(days=days)


@pytest.fixture
def authorisation(policy: Policy) -> Authorisation:
    """Return an authorisation about which nothing was verified."""
    (first, *_) = policy.authorisations.values()
    return dataclasses.replace(first, verified=())


def listed(
    policy: Policy, *authorisations: Authorisation, reviews: dict[str, ProfileReview] | None = None
) -> list[Contract]:
    """Return the overview of a policy with these authorisations, each with a sound profile unless given."""
    by_id = {authorisation.id: authorisation for authorisation in authorisations}
    alone = dataclasses.replace(policy, authorisations=by_id)
    return contracts.overview(alone, dict.fromkeys(by_id, SOUND) if reviews is None else reviews, TODAY)


def with_periods(authorisation: Authorisation, *periods: tuple[int, int | None], **changes: object) -> Authorisation:
    """Return the authorisation with periods of its service, in days from today."""
    services = tuple(Period(SERVICE, TODAY + timedelta(days=start), in_days(end)) for start, end in periods)
    return dataclasses.replace(authorisation, services=services, **changes)  # type: ignore[arg-type] # any field


class TestStanding:
    """In force, coming, ending within ninety days, ended."""

    @pytest.mark.parametrize(
        ("periods", "state", "days_left"),
        [
            ([(-9, None)], "in_force", None),
            ([(0, 91)], "in_force", 91),
            ([(0, 90)], "ending", 90),
            ([(-9, 0)], "ending", 0),
            ([(-9, -1)], "ended", -1),
            ([(1, None)], "coming", None),
            ([(1, 5)], "coming", 5),
            ([(-9, 5), (6, None)], "in_force", None),
            ([(6, 300), (-9, 5)], "in_force", 300),
            ([(-9, 5), (7, None)], "ending", 5),
            ([(-9, -2), (1, None)], "coming", None),
            ([(-9, -5), (-3, -1)], "ended", -1),
        ],
    )
    def test_a_contract_stands_by_its_periods(
        self,
        periods: list[tuple[int, int | None]],
        state: str,
        days_left: int | None,
        policy: Policy,
        authorisation: Authorisation,
    ) -> None:
        (contract,) = listed(policy, with_periods(authorisation, *periods))
        assert (contract.state, contract.term.end) == (state, in_days(days_left))

    def test_one_that_is_ending_is_found_among_those_in_force_too(
        self, policy: Policy, authorisation: Authorisation
    ) -> None:
        (contract,) = listed(policy, with_periods(authorisation, (-9, 5)))
        assert contract.states == ["todo", "ending", "in_force"]

    def test_each_service_of_a_provider_is_a_contract(self, policy: Policy, authorisation: Authorisation) -> None:
        both = (Period(SERVICE, TODAY, None), Period("familjebehandling", TODAY, in_days(5)))
        rows = listed(policy, dataclasses.replace(authorisation, services=both))
        assert [(row.service, row.state) for row in rows] == [("familjebehandling", "ending"), (SERVICE, "in_force")]


class TestToDo:
    """What an officer has to do something about."""

    @pytest.mark.parametrize(
        ("finding", "to_do"),
        [
            (Finding("waiting", value="2026-10-01"), True),
            (Finding("closed"), True),
            (Finding("broken"), True),
            (Finding("unsaid", "languages"), False),
        ],
    )
    def test_what_has_grown_old_is_to_do_and_what_was_never_stated_is_not(
        self, finding: Finding, policy: Policy, authorisation: Authorisation, *, to_do: bool
    ) -> None:
        reviews = {authorisation.id: SOUND._replace(findings=(finding,))}
        (contract,) = listed(policy, with_periods(authorisation, (-9, None)), reviews=reviews)
        assert contract.needs_action is to_do

    def test_so_is_a_profile_that_is_not_there(self, policy: Policy, authorisation: Authorisation) -> None:
        (contract,) = listed(policy, with_periods(authorisation, (1, None)), reviews={})
        assert (contract.needs_action, contract.name) == (True, authorisation.legal_name)

    @pytest.mark.parametrize(("days", "old"), [(365, False), (366, True)])
    def test_a_fact_is_verified_again_after_a_year(
        self, days: int, policy: Policy, authorisation: Authorisation, *, old: bool
    ) -> None:
        fact = Verified("step_free", "yes", TODAY - timedelta(days=days))
        (contract,) = listed(policy, with_periods(authorisation, (-9, None), verified=(fact,)))
        assert (contract.is_old(fact), contract.needs_action) == (old, old)

    def test_nothing_is_to_do_about_who_has_left(self, policy: Policy, authorisation: Authorisation) -> None:
        rows = listed(policy, with_periods(authorisation, (-9, -1)), reviews={})
        assert (rows[0].states, contracts.to_write_to(rows)) == (["ended"], [])


def test_what_needs_action_comes_first_and_the_soonest_end_before_all(
    policy: Policy, authorisation: Authorisation
) -> None:
    terms = {
        "ended_long_ago": (-90, -50),
        "fine": (-9, None),
        "coming_later": (50, None),
        "ending_later": (-9, 50),
        "no_profile": (-9, None),
        "ended": (-90, -5),
        "coming": (5, None),
        "ending": (-9, 5),
    }
    rows = listed(
        policy,
        *(with_periods(authorisation, term, id=name) for name, term in terms.items()),
        reviews={name: SOUND for name in terms if name != "no_profile"},
    )
    assert [row.authorisation.id for row in rows] == [
        *("ending", "ending_later", "no_profile", "coming", "coming_later", "fine", "ended", "ended_long_ago"),
    ]


def test_a_provider_of_two_services_is_written_to_once(policy: Policy, authorisation: Authorisation) -> None:
    both = (Period(SERVICE, TODAY, None), Period("familjebehandling", TODAY, None))
    rows = listed(policy, dataclasses.replace(authorisation, services=both), reviews={})
    assert (len(rows), len(contracts.to_write_to(rows))) == (2, 1)
