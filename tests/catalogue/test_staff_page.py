"""What the pages for staff hold: the endpoint's own reasons, and what policy says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from catalogue import staff_page, words
from catalogue.facts import Facts
from catalogue.policy import Policy
from catalogue.policy_model import Member
from chalicelib import claimed, codes, issue, number, reception, reversal, routes_claims
from tests.catalogue.test_terms import terms

SITE = Path(__file__).parents[2] / "site"


@pytest.fixture
def facts(policy: Policy) -> Facts:
    """Speak Swedish about the demonstration's policy."""
    return terms(policy).facts


def test_the_reasons_are_those_that_the_endpoint_takes() -> None:
    assert staff_page.REVOKE_REASONS == reception.REVOKE_REASONS
    assert staff_page.EXTEND_REASONS == reception.EXTEND_REASONS
    assert staff_page.REVERSE_REASONS == reversal.REASONS
    assert staff_page.BECAUSE == issue.BECAUSE


def test_the_limits_of_a_report_are_those_that_the_endpoint_has() -> None:
    (minutes,) = (field for field in routes_claims.CLAIM if field.name == "minutes")
    most = staff_page.MINUTES_MOST
    assert claimed.REFERENCE.pattern == staff_page.REFERENCE
    assert staff_page.CODE_LENGTH == codes.LENGTH
    assert (minutes.kind.read(most), minutes.kind.read(most + 1)) == (most, None)


def test_a_report_of_a_service_holds_what_there_is_a_price_for(facts: Facts) -> None:
    (shown,) = json.loads(staff_page.provider(facts)["services_json"])
    assert (shown["events"], shown["counsellors"], shown["days"]) == ({"session": "Samtal"}, ["1"], 90)


@pytest.mark.parametrize("lang", ["sv", "en", "fi"])
def test_every_letter_of_a_number_has_a_name_to_spell_it_by(lang: str) -> None:
    letters = [one for one in number.ALPHABET if one.isalpha()]
    assert len(words.load(SITE, (lang,))[lang]["staff.spelling"].split()) == len(letters)


def test_a_member_is_chosen_where_several_run_it_together(facts: Facts) -> None:
    town = replace(facts.policy.municipality, members=(Member("2326", "Berg", 7101),))
    joint = replace(facts, policy=replace(facts.policy, municipality=town))
    assert staff_page.reception(joint, [])["members"] == [("2326", "Berg")]


def test_a_service_by_decision_is_not_offered(facts: Facts) -> None:
    (service,) = facts.policy.services.values()
    hours = replace(service, id="behandling", unit="hour", granted=None, decision=(5, 6))
    both = replace(facts, policy=replace(facts.policy, services={service.id: service, hours.id: hours}))
    assert [one["id"] for one in staff_page.reception(both, [])["services"]] == [service.id]


def test_a_reason_of_the_municipalitys_own_is_shown_as_policy_writes_it(facts: Facts) -> None:
    (service,) = facts.policy.services.values()
    (extra,) = service.extra
    own = replace(service, extra=(replace(extra, reason="deaf", sessions=2),))
    changed = replace(facts, policy=replace(facts.policy, services={own.id: own}))
    (shown,) = staff_page.reception(changed, [])["services"]
    assert shown["amounts"] == [("", "5 samtal"), ("deaf", "7 samtal: deaf")]
