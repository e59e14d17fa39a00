"""What search engines, feed readers and lost readers are told."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree as ET

import pytest

from catalogue.i18n.urls import STAFF, UNINDEXED, output_file
from catalogue.open_data.publication import Published
from catalogue.policy import loader
from catalogue.rendering.renderer import Renderer
from tests.support import frozen

ORIGIN = "https://kundval.example"
OWN = "familjeradgivningen"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
FEED = re.compile(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">')


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """Build the renderer of the demonstration."""
    policy, _ = loader.load(frozen.POLICY)
    assert policy is not None
    return Renderer.load(frozen.DATA, policy, dt.date(2026, 11, 21))


@pytest.fixture(scope="module")
def pages(renderer: Renderer) -> dict[str, str]:
    """Render every prose page, by its file."""
    published = Published(renderer.languages, renderer.exports([]), [], {}, [], "")
    return {file: html for lang in renderer.languages for file, html in renderer.prose_pages(lang, [], published)}


@pytest.fixture(scope="module")
def sitemap(renderer: Renderer) -> dict[str, dict[str, str]]:
    """Read the sitemap: address → language → address."""
    root = ET.fromstring(dict(renderer.for_search_engines([OWN]))["sitemap.xml"])  # noqa: S314 - our own
    return {
        url.findtext(LOC, ""): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.iter() if "href" in link.attrib
        }
        for url in root
    }


class TestSitemap:
    """The sitemap has every page that a resident may come to first."""

    def test_it_has_a_provider_in_every_language(self, renderer: Renderer, sitemap: dict[str, object]) -> None:
        assert {ORIGIN + language.urls.provider(OWN) for language in renderer.languages.values()} <= sitemap.keys()

    def test_it_has_no_page_that_is_hidden_from_search(self, renderer: Renderer, sitemap: dict[str, object]) -> None:
        hidden = {ORIGIN + own.urls.page(kind) for own in renderer.languages.values() for kind in UNINDEXED}
        assert hidden.isdisjoint(sitemap)

    def test_every_other_page_is_there(self, renderer: Renderer, sitemap: dict[str, object]) -> None:
        left_out = (*UNINDEXED, "provider")
        shown = {
            ORIGIN + own.urls.page(kind)
            for own in renderer.languages.values()
            for kind in own.kinds
            if kind not in left_out
        }
        assert shown <= sitemap.keys()

    def test_each_address_has_those_of_all_languages_and_a_first_choice(
        self, sitemap: dict[str, dict[str, str]]
    ) -> None:
        for address, languages in sitemap.items():
            assert (list(languages)[:3], list(languages)[-1]) == (["sv", "en", "fi"], "x-default")
            assert (address in languages.values(), languages["x-default"]) == (True, languages["sv"])

    def test_robots_are_led_to_it_and_kept_from_the_api(self, renderer: Renderer) -> None:
        robots = dict(renderer.for_search_engines([]))["robots.txt"].decode()
        assert f"Sitemap: {ORIGIN}/sitemap.xml\n" in robots
        assert "Disallow: /v1/\n" in robots


class TestHead:
    """A page's head leads to its other languages and to the feed."""

    def test_a_page_names_itself_in_every_language(self, renderer: Renderer, pages: dict[str, str]) -> None:
        addresses = {lang: ORIGIN + own.urls.page("feedback") for lang, own in renderer.languages.items()}
        html = pages[output_file(renderer.languages["en"].urls.page("feedback"))]
        assert dict(ALTERNATE.findall(html)) == {**addresses, "x-default": addresses["sv"]}

    @pytest.mark.parametrize("kind", [*STAFF, "not_found"])
    def test_a_page_that_is_hidden_from_search_does_not(
        self, renderer: Renderer, pages: dict[str, str], kind: str
    ) -> None:
        assert ALTERNATE.findall(pages[output_file(renderer.languages["sv"].urls.page(kind))]) == []

    def test_every_page_of_residents_has_the_feed_once_in_its_language(
        self, renderer: Renderer, pages: dict[str, str]
    ) -> None:
        for language in renderer.languages.values():
            for kind in ("start", "help", "changes", "open_data"):
                assert FEED.findall(pages[output_file(language.urls.page(kind))]) == [language.urls.feed()], kind

    def test_a_page_of_staff_has_no_feed(self, renderer: Renderer, pages: dict[str, str]) -> None:
        assert FEED.findall(pages[output_file(renderer.languages["sv"].urls.page("finance"))]) == []


class TestNotFound:
    """A page that does not exist says so in a language that its reader knows."""

    def test_the_one_at_the_root_says_so_in_every_language(self, pages: dict[str, str]) -> None:
        sections = re.findall(r'<section lang="(\w+)" dir="ltr"><h2', pages["404.html"])
        assert sections == ["en", "fi"]

    def test_it_has_one_main_heading(self, pages: dict[str, str]) -> None:
        assert pages["404.html"].count("<h1") == 1

    def test_the_one_of_a_folder_is_in_its_language_alone(self, pages: dict[str, str]) -> None:
        assert '<html lang="en"' in pages["en/404.html"]
        assert "<section lang=" not in pages["en/404.html"]
