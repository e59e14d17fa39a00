"""Every system of the sources, and one that combines two, is a site in three languages."""

import re

import pytest

from catalogue.i18n.urls import HANDBOOK
from tests.support.municipalities import page_text, sites

MARKUP = re.compile(r"\{[{%]|[%}]\}|\{ ?[.#:]|\w- [A-ZÅÄÖ]|\bundefined\b|[\ue000\ue001]")


@pytest.mark.parametrize("name", sites.EACH)
def test_a_site_is_built_in_every_language(name: str) -> None:
    for lang in sites.LANGUAGES:
        assert page_text.pages(sites.built(name), lang)["start"]


@pytest.mark.parametrize("name", sites.EACH)
def test_no_page_shows_a_template_s_code(name: str) -> None:
    shown = [
        (file, found[0])
        for lang in sites.LANGUAGES
        for kind, texts in page_text.pages(sites.built(name), lang).items()
        if kind not in page_text.ELSEWHERE
        for file, text in texts.items()
        if (found := MARKUP.search(text))
    ]
    assert shown == []


@pytest.mark.parametrize("name", sites.EACH)
def test_every_link_within_the_site_leads_to_a_page(name: str) -> None:
    dist = sites.built(name)
    links = {
        (file.relative_to(dist).as_posix(), address)
        for file in dist.rglob("*.html")
        for address in re.findall(r'<a [^>]*href="(/[^"#?]*)', file.read_text(encoding="utf-8"))
        if not address.startswith(HANDBOOK)  # the same for every policy, and not built here
    }
    missing = {
        (file, address)
        for file, address in links
        if not (dist / (address.lstrip("/") + ("index.html" if address.endswith("/") else ""))).is_file()
    }
    assert missing == set()


ONE_PROVIDER = {"jamtland", "huddinge", "stockholm-2000"}
UNNUMBERED = {"attested", "jamtland", "stockholm-2000", "stockholm-2024"}
OF_A_CHOICE = {"selection", "compare", "guide", "guide_questions", "order", "no_choice"}


@pytest.mark.parametrize("name", sites.EACH)
def test_a_page_that_makes_no_sense_is_not_built(name: str) -> None:
    kinds = page_text.pages(sites.built(name), "sv").keys()
    assert OF_A_CHOICE & kinds == (set() if name in ONE_PROVIDER else OF_A_CHOICE)
    assert ("own_number" in kinds) == (name not in UNNUMBERED)
