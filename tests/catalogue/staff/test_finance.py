"""What finance's page holds before anybody has signed in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalogue import SITE
from catalogue.i18n import messages, urls
from catalogue.i18n.formatting import Formats
from catalogue.policy.municipality import Member
from catalogue.policy.sentences import traits
from catalogue.staff import finance
from catalogue.views.charts import StatisticsCharts
from catalogue.views.policy_facts import Facts
from chalicelib.reporting import dimensions, layouts
from tests.support.municipalities.systems import SYSTEMS

TODAY = date(2026, 11, 21)


@pytest.fixture
def figures(facts: Facts) -> StatisticsCharts:
    """Know of no published year."""
    return StatisticsCharts((), facts.words, Formats(facts.words))


def test_every_row_of_the_empty_tables_is_a_cell_that_the_service_gives(figures: StatisticsCharts) -> None:
    by_table, places = {layout.id: layout for layout in layouts.LAYOUTS}, ["other"]  # besides policy's
    for chart in figures.charts:
        layout = by_table[chart.table]
        (dimension,) = layout.dimensions
        assert [cell for cell, _ in figures.rows(chart)] == [
            f"{layout.id}|{name}" for name in dimensions.VALUES.get(dimension, places)
        ]
        assert chart.total == layout.total


def test_providers_that_have_left_have_their_name_too(facts: Facts) -> None:
    (first, *_) = facts.policy.authorisations.values()
    ended = replace(first, id="ended", legal_name="Avslutad AB", services=())
    policy = replace(facts.policy, authorisations={**facts.policy.authorisations, ended.id: ended})
    view: Any = finance.template_context(replace(facts, policy=policy))
    names = json.loads(view["names_json"])
    assert (names["ended"], names[first.id]) == ("Avslutad AB", first.legal_name)


def test_years_are_offered_from_the_first_price_on(facts: Facts) -> None:
    assert finance.template_context(facts)["first_year"] == 2019
    unpriced = replace(facts, policy=replace(facts.policy, tariffs=()))
    assert finance.template_context(unpriced)["first_year"] == facts.today.year


def test_members_have_their_names_where_several_run_it_together(facts: Facts) -> None:
    town = replace(facts.policy.municipality, members=(Member("2326", "Berg", 7101),))
    joint = replace(facts, policy=replace(facts.policy, municipality=town))
    view: Any = finance.template_context(joint)
    assert json.loads(view["members_json"]) == {"2326": "Berg"}


def follow_up(system: str, service: str, folder: Path) -> dict[str, str]:
    """Return the texts of the follow-up of a service, by its system's policy."""
    policy = SYSTEMS[system].written(folder / "policy")
    texts = messages.load(SITE, traits.of_languages(policy, TODAY, ("sv",)))["sv"]
    facts = Facts(policy, texts, Formats(texts), urls.addresses({"sv": texts}, ["sv"])["sv"], TODAY)
    return finance.follow_up_texts(facts, policy.services[service])


def test_what_is_granted_in_hours_is_told_with_its_unit(tmp_path: Path) -> None:
    texts = follow_up("nacka", "familjebehandling", tmp_path)
    assert texts["finance.of_left"] == "Kvar på numren, minuter"


def test_a_visit_that_two_providers_can_share_is_said_to_count_at_both(tmp_path: Path) -> None:
    texts = follow_up("nacka", "familjebehandling", tmp_path / "nacka")
    assert texts["finance.sessions_done"] == "Alla besök (ett som två utförare delar räknas hos båda)"
    texts = follow_up("huddinge", "familjebehandling", tmp_path / "huddinge")
    assert texts["finance.sessions_done"] == "Alla besök"


def test_a_service_without_numbers_has_no_rows_of_numbers(tmp_path: Path) -> None:
    texts = follow_up("stockholm-2024", "familjeradgivning", tmp_path)
    assert not [key for key in texts if key in ("finance.of_issued", "finance.of_left", "finance.of_recommended_own")]
    assert texts["finance.sessions_done"] == "Alla samtal"


def test_years_begin_with_the_first_contract_where_nothing_has_a_price(tmp_path: Path) -> None:
    policy = SYSTEMS["jamtland"].written(tmp_path / "policy")
    texts = messages.load(SITE, traits.of_languages(policy, TODAY, ("sv",)))["sv"]
    facts = Facts(policy, texts, Formats(texts), urls.addresses({"sv": texts}, ["sv"])["sv"], TODAY)
    assert finance.template_context(facts)["first_year"] == 2019


def test_a_single_provider_is_neither_chosen_nor_recommended(tmp_path: Path) -> None:
    texts = follow_up("huddinge", "familjebehandling", tmp_path)
    assert "finance.of_recommended_own" not in texts
    assert "finance.of_issued" in texts
