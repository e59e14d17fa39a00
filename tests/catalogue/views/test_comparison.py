"""Comparison: the same facts about everyone in the same order, and what is not stated is never said to be no."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from markupsafe import Markup

from catalogue.policy import loader
from catalogue.profiles.model import Profile, ServiceDescription, WaitingTime
from catalogue.rendering.list_pages import ListPages
from catalogue.rendering.renderer import Renderer
from catalogue.views.comparison import FACTS
from tests.support import frozen

ROOT = Path(__file__).parents[3]
TODAY = dt.date(2026, 11, 21)
OWN = "familjeradgivningen"
UNCHECKED = "samtalsrummet-pahittet"  # the municipality has checked nothing about its premises
HOSTILE = """<b>&"'</b>"""


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """Load the real renderer."""
    rules, _ = loader.load(frozen.POLICY)
    assert rules is not None
    return Renderer.load(frozen.DATA, rules, TODAY)


def column(renderer: Renderer, profile: Profile | None, id_: str = OWN) -> dict[str, str]:
    """Return one provider's column: fact → the text of its cell after the name."""
    facts = ListPages.create(renderer).comparisons["sv"].facts([renderer.card(id_, profile)])
    cells = {fact.key: fact.cells[0].partition("</a>")[2] for fact in facts}
    return {key: Markup(html).striptags() for key, html in cells.items()}  # noqa: S704 - read, never shown


def offered(**facts: Any) -> Profile:  # noqa: ANN401 - as a profile says it
    """Build a profile that states something about its service."""
    return {"name": "X", "services": {"familjeradgivning": cast("ServiceDescription", facts)}}


def test_everyone_has_the_same_facts_in_the_same_order(renderer: Renderer) -> None:
    assert list(column(renderer, None)) == list(column(renderer, offered(interpreter="yes"))) == list(FACTS)


def test_whoever_has_said_nothing_has_said_no_to_nothing(renderer: Renderer) -> None:
    cells = column(renderer, None)
    assert cells.pop("regi") == "Kommunen"
    assert set(cells.values()) == {"Uppgift saknas"}


@pytest.mark.parametrize(("stated", "shown"), [("yes", "Ja"), ("no", "Nej"), (None, "Uppgift saknas")])
def test_an_answer_is_yes_no_or_not_stated(renderer: Renderer, stated: str | None, shown: str) -> None:
    assert column(renderer, offered(interpreter=stated) if stated else offered())["interpreter"] == shown


@pytest.mark.parametrize("fact", ["lift", "toilet", "hearing_loop", "parking", "step_free"])
def test_premises_answer_as_the_filters_reckon(renderer: Renderer, fact: str) -> None:
    without, with_it = {"area": "farsta", fact: "no"}, {"area": "kista", fact: "yes"}

    def answer(*premises: dict[str, str]) -> str:
        profile = cast("Profile", {"name": "X", "locations": list(premises)})
        return column(renderer, profile, UNCHECKED)[fact]

    assert answer(without, with_it).startswith("Ja")
    assert answer(without) == "Nej"
    assert answer({"area": "farsta"}) == "Uppgift saknas"


def test_words_are_the_vocabulary_s(renderer: Renderer) -> None:
    assert (
        column(renderer, offered(competences=["separation", "grief"]))["competences"] == "Separation, sorg och förlust"
    )
    assert column(renderer, offered(competences=[]))["competences"] == "Inga"


def test_a_waiting_time_that_is_too_old_is_not_stated(renderer: Renderer) -> None:
    old, current = (WaitingTime(working_days=3, stated=day) for day in ("2026-10-01", "2026-11-20"))
    assert column(renderer, offered(waiting_time=old))["waiting"] == "Uppgift saknas"
    assert column(renderer, offered(waiting_time=current))["waiting"] == "3 arbetsdagar"


def test_a_profile_s_text_is_never_markup(renderer: Renderer) -> None:
    cards = [renderer.card(OWN, {"name": HOSTILE, "contact": {"phone": HOSTILE}})]
    html = ListPages.create(renderer).compare_page(cards, "sv", 1, 1)
    assert "<b>&" not in html
    assert f">{Markup.escape(HOSTILE)}</a>" in html


def test_a_long_comparison_is_paged_and_nobody_is_left_out(renderer: Renderer) -> None:
    cards = [replace(renderer.card(OWN, {"name": f"Name {n}"}), id=f"id-{n}") for n in range(61)]
    files = ListPages.create(renderer).compare_files(len(cards), "sv")
    assert files == ["jamfor/index.html", "jamfor/sida/2/index.html"]
    pages = [ListPages.create(renderer).compare_page(cards, "sv", number, 2) for number in (1, 2)]
    assert [len(re.findall("<th [^>]*data-provider=", page)) for page in pages] == [60, 1]
    assert "Jämför utförare, sida 2 av 2" in pages[1]
