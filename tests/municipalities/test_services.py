"""A site with several services says of each fact which one it is about."""

import re
from pathlib import Path

import pytest

from catalogue.i18n import urls
from tests.support import frozen
from tests.support.municipalities import sites

BOTH, ONE = sites.COMBINED, "stockholm-2024"
SAID = [pytest.param(name, name == BOTH, marks=sites.by_one_worker(name)) for name in (BOTH, ONE)]
ADDRESSES = urls.load(frozen.ROOT / "site", ("sv",))["sv"]


def page(name: str, kind: str) -> str:
    """Return a Swedish page of a system's site."""
    file: Path = sites.built(name) / urls.output_file(ADDRESSES.page(kind))
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "said"), SAID)
def test_a_card_of_the_list_names_its_services_where_there_are_several(name: str, *, said: bool) -> None:
    cards = re.findall(r'<li class="card".*?</li>', page(name, "list"), re.DOTALL)
    assert cards
    assert {">Insats<" in card for card in cards} == {said}


@pytest.mark.parametrize(("name", "said"), SAID)
def test_the_comparison_names_them_too(name: str, *, said: bool) -> None:
    assert bool(re.search(r'<th scope="row"[^>]*>Insats<', page(name, "compare"))) == said


@pytest.mark.parametrize(("name", "said"), SAID)
def test_the_guide_asks_which_help_is_looked_for(name: str, *, said: bool) -> None:
    assert ("Vilken hjälp söker du?" in page(name, "guide_questions")) == said
