"""Render: whole pages, the same bytes for the same facts, and profile texts never as markup."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup, escape

from catalogue.i18n.urls import STAFF, output_file
from catalogue.open_data.publication import Published
from catalogue.policy.model import Policy
from catalogue.profiles.model import Profile
from catalogue.rendering.language import CSP
from catalogue.rendering.list_pages import ListPages
from catalogue.rendering.renderer import Renderer
from catalogue.search.card import Card, ListedProvider
from catalogue.views.rows.field_rows import FieldRow
from ops.server.static_files import SECURITY_HEADERS
from tests.support import frozen

ROOT = Path(__file__).parents[3]
TODAY = dt.date(2026, 11, 21)
OWN = "familjeradgivningen"
DATA = '<script type="application/ld+json">'  # a block of data, which nothing runs
HOSTILE = """<script>alert(1)</script> {{ 7 * 7 }} {% raw %} "' onload=x ⟦title⟧"""


def made_up(count: int, renderer: Renderer) -> list[Card]:
    """Build as many cards as are asked for."""
    return [replace(renderer.card(OWN, {"name": f"Name {n}"}), id=f"id-{n}") for n in range(count)]


def prose(renderer: Renderer, lang: str, cards: Sequence[Card]) -> dict[str, str]:
    """Write every prose page of a language."""
    listed = [ListedProvider(card.id, card.name, has_profile=True) for card in cards]
    published = Published(renderer.languages, renderer.exports([]), [], {}, [], "")
    return dict(renderer.prose_pages(lang, listed, published))


def all_pages(renderer: Renderer, lang: str) -> dict[str, str]:
    """Write one page of each kind."""
    cards = [renderer.card(OWN, None)]
    page = {renderer.provider_address(OWN, lang): renderer.provider(OWN, None, lang)}
    return page | ListPages.create(renderer).all(cards, lang) | prose(renderer, lang, cards)


def test_pages_live_where_they_should(renderer: Renderer) -> None:
    assert set(all_pages(renderer, "sv")) == {
        "index.html",
        "mitt-nummer/index.html",
        "personal/index.html",
        "personal/inloggning/index.html",
        "personal/avtal/index.html",
        "personal/ekonomi/index.html",
        "personal/reception/index.html",
        "personal/utforare/index.html",
        "utforare/index.html",
        f"utforare/{OWN}/index.html",
        "sa-ordnas-listan/index.html",
        "statistik/index.html",
        "sa-gar-det-till/index.html",
        "sa-gar-ett-samtal-till/index.html",
        "klagomal-och-synpunkter/index.html",
        "tillganglighet/index.html",
        "dina-uppgifter/index.html",
        "forandringar/index.html",
        "oppna-uppgifter/index.html",
        "for-utforare/index.html",
        "bli-utforare/index.html",
        "for-utforare/formular/index.html",
        "for-utforare/uppgifter/index.html",
        "for-utforare/felkoder/index.html",
        "behover-du-hjalp-nu/index.html",
        "hjalp-mig-valja/index.html",
        "om-du-inte-vill-valja/index.html",
        "till-dig-som-ar-barn/index.html",
        "404.html",
    }
    assert f"en/providers/{OWN}/index.html" in all_pages(renderer, "en")


@pytest.mark.parametrize("field", ["name", "about", "transit", "staff"])
def test_a_profile_s_text_is_never_markup(renderer: Renderer, field: str) -> None:
    profiles: dict[str, Profile] = {
        "name": {"name": HOSTILE},
        "about": {"name": "X", "about": {"sv": HOSTILE}},
        "transit": {"name": "X", "locations": [{"area": "sodermalm", "transit": {"sv": HOSTILE}}]},
        "staff": {"name": "X", "staff": [{"name": HOSTILE, "title": "counsellor"}]},
    }
    html = renderer.provider(OWN, profiles[field], "sv")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} {% raw %} &#34;&#39; onload=x ⟦title⟧" in html
    assert html.count("<script") == 3  # data, and our own modules: one on every page, one for the way back


def test_a_hostile_name_is_text_on_the_list(renderer: Renderer) -> None:
    html = ListPages.create(renderer).all([renderer.card(OWN, {"name": HOSTILE})], "sv")["utforare/index.html"]
    assert "&lt;script&gt;" in html
    assert html.count("<script") == 2  # our own modules


def test_the_text_of_a_row_is_escaped_and_what_is_markup_already_stands(renderer: Renderer) -> None:
    rows = renderer.languages["sv"].templates.get_template("rows.html").module.rows  # type: ignore[attr-defined]
    markup, text = (
        str(rows([FieldRow("E-post", value)])) for value in (Markup("a<wbr>@b.example"), "a<wbr>@b.example")
    )
    assert "<dd>a<wbr>@b.example</dd>" in markup
    assert "<dd>a&lt;wbr&gt;@b.example</dd>" in text


def test_the_same_facts_give_the_same_bytes(renderer: Renderer, rules: Policy) -> None:
    again = Renderer.load(frozen.DATA, rules, TODAY)
    assert all_pages(again, "sv") == all_pages(renderer, "sv")


def test_a_provider_s_page_does_not_change_with_the_day(renderer: Renderer, rules: Policy) -> None:
    later = Renderer.load(frozen.DATA, rules, TODAY + dt.timedelta(days=1))
    assert later.provider(OWN, {"name": "X"}, "sv") == renderer.provider(OWN, {"name": "X"}, "sv")


def test_every_page_of_every_kind_says_that_it_is_a_demonstration(renderer: Renderer) -> None:
    for lang in renderer.languages:
        for file, html in all_pages(renderer, lang).items():
            assert html.count('<p class="demo">') == 1, file


def test_a_municipality_that_is_real_has_no_banner(rules: Policy) -> None:
    real = dataclasses.replace(rules, municipality=dataclasses.replace(rules.municipality, demo=False))
    html = Renderer.load(frozen.DATA, real, TODAY).provider(OWN, None, "sv")
    assert 'class="demo"' not in html


def of_staff(renderer: Renderer) -> set[str]:
    """Return the files of the pages for staff, in Swedish."""
    return {output_file(renderer.languages["sv"].urls.page(kind)) for kind in STAFF}


def test_every_page_for_residents_has_the_help_lines_and_links_to_the_help_page(renderer: Renderer) -> None:
    pages = {file: html for file, html in all_pages(renderer, "sv").items() if file not in of_staff(renderer)}
    assert len(pages) > 20
    for file, html in pages.items():
        assert '<a href="tel:112">112</a>' in html, file
        assert 'href="/behover-du-hjalp-nu/"' in html, file


def test_a_page_for_staff_leads_to_the_others_and_to_what_the_law_asks_for_and_has_no_residents_menu(
    renderer: Renderer,
) -> None:
    pages = all_pages(renderer, "sv")
    for file in of_staff(renderer):
        links = re.findall(r'href="(/[^"]*)"', re.sub(r"<main.*</main>", "", pages[file], flags=re.DOTALL))
        for kind in ("staff", "reception", "provider_desk", "finance", "contracts", "privacy", "accessibility"):
            assert renderer.languages["sv"].urls.page(kind) in links, (file, kind)
        for kind in ("list", "help", "children", "number"):
            assert renderer.languages["sv"].urls.page(kind) not in links, (file, kind)


def test_providers_are_led_to_their_page_and_to_those_of_staff(renderer: Renderer) -> None:
    for language in renderer.languages.values():
        html = all_pages(renderer, language.words.lang)[output_file(language.urls.page("for_providers"))]
        for kind in ("provider_desk", "staff"):
            assert f'href="{language.urls.page(kind)}"' in html


@pytest.mark.parametrize("lang", ["sv", "en", "fi"])
def test_the_number_for_children_comes_first_on_their_page(renderer: Renderer, lang: str) -> None:
    where = renderer.languages[lang].urls
    html = all_pages(renderer, lang)[output_file(where.page("children"))]
    _, _, main = html.partition("<main")
    assert re.findall(r'href="(tel:[^"]*)"', main)[:2] == ["tel:116111", "tel:112"]


def test_adults_find_the_number_for_children_where_all_numbers_are(renderer: Renderer) -> None:
    html = all_pages(renderer, "sv")["behover-du-hjalp-nu/index.html"]
    main = html.partition("<main")[2].partition("</main>")[0]
    numbers = re.findall(r'<p class="number"><a href="(tel:[^"]*)">', main)
    assert numbers == ["tel:112", "tel:020505050", "tel:116111", "tel:020808080", "tel:020550000", "tel:020555666"]


def test_a_municipality_without_a_number_for_children_has_no_empty_list(rules: Policy) -> None:
    lines = tuple(line for line in rules.municipality.help_lines if not line.whom)
    bare = dataclasses.replace(rules, municipality=dataclasses.replace(rules.municipality, help_lines=lines))
    html = all_pages(Renderer.load(frozen.DATA, bare, TODAY), "sv")["till-dig-som-ar-barn/index.html"]
    assert 'class="help-lines"' not in html.partition("<main")[2].partition("</main>")[0]


def test_every_page_links_to_itself_in_the_other_language(renderer: Renderer) -> None:
    swedish, english = all_pages(renderer, "sv"), all_pages(renderer, "en")
    for (file, html), other in zip(swedish.items(), english, strict=True):
        address = "/" + other.removesuffix("index.html")
        assert f'<a href="{address}" hreflang="en" lang="en">English</a>' in html, file


def test_no_page_has_inline_script_style_or_handler(renderer: Renderer) -> None:
    for file, html in all_pages(renderer, "sv").items():
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", html.replace(DATA, "")), file


def test_every_link_within_the_site_is_from_the_root(renderer: Renderer) -> None:
    for file, html in all_pages(renderer, "en").items():
        for address in re.findall(r'(?:href|src)="([^"]*)"', html):
            assert re.match(r"/|#|tel:|sms:|mailto:|https:", address), (file, address)


def test_the_policy_for_content_in_a_page_is_strict_and_allows_nothing_that_the_header_forbids(
    renderer: Renderer,
) -> None:
    assert "unsafe" not in CSP
    assert set(CSP.split("; ")) <= set(SECURITY_HEADERS["Content-Security-Policy"].split("; "))
    in_page = CSP.replace("'", "&#39;")
    assert f'content="{in_page}"' in renderer.provider(OWN, None, "sv")


def test_the_list_keeps_the_order_that_it_is_given(renderer: Renderer) -> None:
    cards = made_up(5, renderer)[::-1]
    html = ListPages.create(renderer).all(cards, "sv")["utforare/index.html"]
    assert re.findall(r'class="card" data-provider="([^"]+)"', html) == ["id-4", "id-3", "id-2", "id-1", "id-0"]
    assert 'data-built="2026-11-21"' in html


def test_a_list_of_60_is_one_page(renderer: Renderer) -> None:
    assert list(ListPages.create(renderer).all(made_up(60, renderer), "sv")) == ["utforare/index.html"]


def test_a_longer_list_is_paged_and_loses_nobody(renderer: Renderer) -> None:
    made = ListPages.create(renderer).all(made_up(130, renderer), "en")
    assert list(made) == ["en/providers/index.html", "en/providers/page/2/index.html", "en/providers/page/3/index.html"]
    found = [id_ for html in made.values() for id_ in re.findall(r'"card" data-provider="([^"]+)"', html)]
    assert found == [f"id-{n}" for n in range(130)]
    assert 'start="61"' in made["en/providers/page/2/index.html"]


def test_an_empty_list_is_still_a_page(renderer: Renderer) -> None:
    assert "0 utförare" in ListPages.create(renderer).all([], "sv")["utforare/index.html"]


def test_the_orders_ahead_are_places_in_today_s_list(renderer: Renderer) -> None:
    ahead = {TODAY: ["b", "a"], TODAY + dt.timedelta(days=1): ["a", "new", "b"]}
    told = json.loads(renderer.order_data(["b", "a"], ahead))
    assert told["days"] == {"2026-11-21": [0, 1], "2026-11-22": [1, 0]}


def test_the_order_page_shows_the_day_s_order(renderer: Renderer) -> None:
    html = prose(renderer, "sv", made_up(3, renderer))["sa-ordnas-listan/index.html"]
    assert re.findall(r'data-provider="([^"]+)"', html) == ["id-0", "id-1", "id-2"]


def test_a_long_order_is_left_to_the_command_line(renderer: Renderer) -> None:
    html = prose(renderer, "sv", made_up(61, renderer))["sa-ordnas-listan/index.html"]
    assert "python3 build.py order 2026-11-21" in html
    assert "data-provider" not in html


def test_sources_stand_on_one_page_to_which_residents_pages_lead(renderer: Renderer, rules: Policy) -> None:
    pages = prose(renderer, "sv", [])
    assert 'href="/for-utforare/#sources"' in pages["sa-gar-det-till/index.html"]
    sources = [service.source["sv"] for service in rules.services.values()]
    sources += [rule.source["sv"] for rule in rules.fees] + [rule.source["sv"] for rule in rules.tariffs]
    shown = [file for file, html in pages.items() if any(str(escape(source)) in html for source in sources)]
    assert shown == ["for-utforare/index.html"]


@pytest.mark.parametrize(
    ("lang", "file"), [("sv", "for-utforare/index.html"), ("en", "en/for-providers/index.html")], ids=["sv", "en"]
)
def test_every_source_stands_in_the_language_of_the_page(
    renderer: Renderer, rules: Policy, lang: str, file: str
) -> None:
    html = Markup(prose(renderer, lang, [])[file]).unescape()  # noqa: S704 - read, never shown
    sources = [service.source for service in rules.services.values()] + [fee.source for fee in rules.fees]
    assert {other for source in sources for other, text in source.items() if text in html} == {lang}
    assert [source[lang] for source in sources if source[lang] not in html] == []


def test_an_assumed_amount_says_so(renderer: Renderer) -> None:
    html = prose(renderer, "sv", [])["for-utforare/index.html"]
    assert "En del är antaganden som inte framgår av källan." in html


def test_a_provider_without_a_profile_has_a_page_that_says_so(renderer: Renderer) -> None:
    assert "har ännu inte lämnat några uppgifter" in renderer.provider(OWN, None, "sv")


def test_a_provider_without_a_profile_has_stated_nothing(renderer: Renderer) -> None:
    html = renderer.provider(OWN, None, "sv")
    assert "Enligt utföraren" not in html
    assert "Länkarna går" not in html


def test_a_person_is_headed_by_the_title_and_a_name_that_is_not_stated_is_muted(renderer: Renderer) -> None:
    html = renderer.provider(OWN, {"name": "X", "staff": [{"title": "counsellor"}]}, "sv")
    assert '<th scope="row">Familjerådgivare</th>' in html
    assert '<td data-label="Namn" class="missing">Uppgift saknas</td>' in html
