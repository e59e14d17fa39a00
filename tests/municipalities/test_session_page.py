"""The page on what happens in a session is short in every system, and asks nothing that is not so there."""

import re

import pytest

from tests.support.municipalities import page_text, sites

WORDS_MAX = 650
QUESTION = re.compile(r"<h2[^>]*>(.*?)</h2>")


def main_part(name: str) -> str:
    """Return the page's own part in Swedish."""
    html = (sites.built(name) / "sa-gar-ett-samtal-till" / "index.html").read_text(encoding="utf-8")
    return html[html.index("<main") : html.index("</main>")]


@pytest.mark.parametrize("name", sites.EACH)
def test_it_has_at_most_ten_questions_and_650_words(name: str) -> None:
    page = main_part(name)
    assert 8 <= len(QUESTION.findall(page)) <= 10
    assert len(page_text.text_of(page).split()) <= WORDS_MAX


@pytest.mark.parametrize("name", sites.EACH)
def test_it_asks_for_a_number_only_where_there_is_one(name: str) -> None:
    assert ("Hur får jag mitt nummer?" in QUESTION.findall(main_part(name))) == (
        name not in {"attested", "jamtland", "stockholm-2000", "stockholm-2024"}
    )
