"""The printed brochure of each system says what is so there."""

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from catalogue.policy import loader
from catalogue.rendering.brochure import Brochure
from catalogue.rendering.renderer import Renderer
from tests.support.municipalities import sites


@cache
def told(system: str) -> str:
    """Return all that a system's brochure says in Swedish, without its providers' own words."""
    folder = sites.written(system, Path(mkdtemp(prefix="kundval-")) / "here")
    policy, problems = loader.load(folder / "policy", folder)
    assert policy is not None, problems
    content = Brochure(Renderer.load(folder, policy, sites.TODAY), "sv", {}).data()
    return json.dumps({key: text for key, text in content.items() if key != "providers"}, ensure_ascii=False)


@pytest.mark.parametrize("system", ["nacka", "huddinge"])
def test_hours_by_decision_are_no_sessions(system: str) -> None:
    assert "samtal" not in told(system).lower()
    assert "När du har fått ett beslut får du ett kontrollnummer där." in told(system)


def test_where_there_is_no_number_one_books_at_once() -> None:
    assert "nummer" not in told("stockholm-2024").lower()
    assert "Du bokar själv tid direkt hos den utförare som du väljer." in told("stockholm-2024")


@pytest.mark.parametrize("system", ["jamtland", "huddinge"])
def test_of_a_single_provider_there_is_no_order_and_no_choice(system: str) -> None:
    assert not [word for word in ("lottas", "Ordningen", "väljer", "Alla utförare") if word in told(system)]
    assert "Uppgifterna gällde 21\u00a0november\u00a02026." in told(system)
