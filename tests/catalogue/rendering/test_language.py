"""One language: the frame of every page, and a template that asks for what is not there."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from markupsafe import Markup

from catalogue.i18n.urls import KINDS, STAFF, UNINDEXED
from catalogue.policy import loader
from catalogue.rendering import assets, language
from catalogue.rendering.language import ROLE_OF_PAGE, PageLanguage
from catalogue.rendering.template_faults import RenderError
from tests.support import frozen

SITE = Path(__file__).parents[3] / "site"
CONTENT = Markup("<h1>Content</h1>")
WITH_ONE_PAGE = [kind for kind in KINDS if kind != "provider"]


def load(site: Path) -> dict[str, PageLanguage]:
    """Prepare the languages of the demonstration with a site's templates."""
    rules, _ = loader.load(frozen.POLICY)
    assert rules is not None
    return language.load(site, rules, dt.date(2026, 11, 21), assets.build(SITE, rules.municipality.accent))


@pytest.fixture(scope="module")
def languages() -> dict[str, PageLanguage]:
    """Prepare the real languages."""
    return load(SITE)


@pytest.mark.parametrize("lang", ["sv", "en", "fi"])
def test_a_page_says_its_language(languages: dict[str, PageLanguage], lang: str) -> None:
    html = languages[lang].page("start", "", CONTENT)
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="{lang}" dir="ltr">')
    assert '<main id="content" tabindex="-1">\n<h1>Content</h1>\n</main>' in html


def test_borrowed_prose_says_its_own_language(languages: dict[str, PageLanguage]) -> None:
    html = languages["en"].page("help", "Hjälp", CONTENT, text_lang="sv")
    assert '<html lang="en" dir="ltr">' in html
    assert '<main id="content" lang="sv" dir="ltr" tabindex="-1">' in html


def test_a_title_and_a_description_are_text(languages: dict[str, PageLanguage]) -> None:
    html = languages["en"].page("help", "</title><b>", CONTENT, description='"><b>')
    assert "<title>&lt;/title&gt;&lt;b&gt;" in html
    assert 'content="&#34;&gt;&lt;b&gt;"' in html


def test_a_page_is_marked_where_the_header_and_the_footer_lead_to_it(languages: dict[str, PageLanguage]) -> None:
    counts = {kind: languages["sv"].page(kind, "", CONTENT).count("aria-current") for kind in WITH_ONE_PAGE}
    assert {kind for kind, count in counts.items() if count == 0} >= {"start", "not_found", "staff", "staff_sign_in"}
    assert (counts["list"], counts["number"], counts["privacy"], counts["compare"]) == (1, 2, 1, 1)
    assert (counts["reception"], counts["provider_desk"], counts["finance"]) == (1, 1, 1)


def test_the_pages_of_one_kind_share_nothing_but_their_frame(languages: dict[str, PageLanguage]) -> None:
    first = languages["sv"].page("list", "", CONTENT, address=lambda urls: urls.list_page(1))
    second = languages["sv"].page("list", "", CONTENT, address=lambda urls: urls.list_page(2))
    assert 'href="/en/providers/page/2/" hreflang="en"' not in first
    assert 'href="/en/providers/page/2/" hreflang="en"' in second


@pytest.mark.parametrize("kind", WITH_ONE_PAGE)
def test_pages_for_staff_and_parts_of_the_list_are_hidden_from_search_and_those_for_staff_lack_the_exit(
    languages: dict[str, PageLanguage], kind: str
) -> None:
    html = languages["sv"].page(kind, "", CONTENT)
    assert ('content="noindex"' in html) is (kind in UNINDEXED)
    assert html.count("data-exit") == (0 if kind in STAFF else 2)


@pytest.mark.parametrize("kind", WITH_ONE_PAGE)
def test_only_the_page_of_a_role_may_talk_to_an_issuer(languages: dict[str, PageLanguage], kind: str) -> None:
    html = languages["sv"].page(kind, "", CONTENT)
    assert ("https://inloggning.kundval.example" in html) is (kind in ROLE_OF_PAGE)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ('A\n{{ w["no.such"] }}', r"^site/templates/odd\.html, line 2: .*'no\.such'"),
        ("A\n\n{{ odd }}", r"^site/templates/odd\.html, line 3: 'odd' is undefined"),
        ("A\n{% if %}", r"^site/templates/odd\.html, line 2: "),
        ("A\n{{ 1 / 0 }}", r"^site/templates/odd\.html, line 2: division by zero"),
        ("A\n{{ w() }}", r"^site/templates/odd\.html, line 2: .*not callable"),
        ("A\n{% include 'no.html' %}", r"^site/templates/odd\.html, line 2: there is no no\.html"),
    ],
    ids=["message", "variable", "syntax", "arithmetic", "call", "include"],
)
def test_a_template_that_asks_for_what_is_not_there_is_named(tmp_path: Path, template: str, message: str) -> None:
    site = tmp_path / "site"
    shutil.copytree(SITE / "locales", site / "locales")
    (site / "templates").mkdir()
    (site / "templates" / "odd.html").write_text(template, encoding="utf-8")
    with pytest.raises(RenderError, match=message):
        load(site)["sv"].render("odd.html")


def test_a_template_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(SITE / "locales", site / "locales")
    (site / "templates").mkdir()
    (site / "templates" / "odd.html").write_bytes(b"\xff")
    with pytest.raises(RenderError, match=r"^site/templates/odd\.html: a character is not UTF-8"):
        load(site)["sv"].render("odd.html")


def test_a_bug_in_a_function_that_a_template_calls_is_not_taken_for_the_template_s(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(SITE / "locales", site / "locales")
    (site / "templates").mkdir()
    (site / "templates" / "odd.html").write_text("{{ 5 | tel }}", encoding="utf-8")
    with pytest.raises((AttributeError, TypeError)):
        load(site)["sv"].render("odd.html")
