"""The page on what happens in a session: few questions and easy words, in every language; and further languages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from catalogue.i18n.urls import FURTHER
from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.policy.translations.model import FurtherLanguage
from catalogue.rendering.prose import methods
from catalogue.rendering.prose_blocks import Blocks
from catalogue.rendering.renderer import Renderer
from tests.support import frozen

TODAY = dt.date(2026, 11, 21)
LANGUAGES = ("sv", "en", "fi", "ar", "so", "fa")
FURTHER_LANGUAGES = ("ar", "so", "fa")
FILES = sorted(f"{lang}/{kind}/index.html" for lang in FURTHER_LANGUAGES for kind in FURTHER)
LONG = 6  # letters: a longer word is a long one (LIX)
VOID = {"link", "meta", "br", "wbr"}


def demonstration(**changes: object) -> Policy:
    """Return the demonstration's policy, with changes of the municipality."""
    policy, _ = loader.load(frozen.POLICY)
    assert policy is not None
    return dataclasses.replace(policy, municipality=dataclasses.replace(policy.municipality, **changes))  # type: ignore[arg-type]


def further_pages(**changes: object) -> dict[str, str]:
    """Return the pages in further languages by their files, with changes of the municipality."""
    return dict(Renderer.load(frozen.DATA, demonstration(**changes), TODAY).further_pages([]))


@pytest.fixture(scope="module")
def sessions() -> dict[str, Markup]:
    """Render the page in every language."""
    renderer = Renderer.load(frozen.DATA, demonstration(), TODAY)
    pages = {}
    for lang, language in {**renderer.languages, **renderer.further}.items():
        variables = {**methods(Blocks(language, (), ())), "policy": language.traits}
        pages[lang] = renderer.prose.page("session", language, variables).html
    return pages


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Render the demonstration's pages in further languages."""
    return further_pages()


def sentences(html: Markup) -> Iterator[list[str]]:
    """Yield the words of each sentence: a heading, an item of a list and a row are one too."""
    for block in re.split(r"</(?:p|h1|h2|li|dt|dd)>", html):
        for sentence in re.split(r"(?<=[.?!]) ", Markup(block).striptags()):  # noqa: S704 - our own page
            if words := re.findall(r"[\w@.:/-]*\w", sentence):
                yield words


class TestTheText:
    """At most ten questions, about five hundred easy words of Swedish."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_there_are_at_most_ten_questions_and_each_can_be_linked_to(
        self, sessions: dict[str, Markup], lang: str
    ) -> None:
        questions = re.findall(r'<h2 id="(\w+)">(.*?)</h2>', sessions[lang])
        assert 8 <= len(questions) <= 10
        assert len(questions) == sessions[lang].count("<h2")
        assert [text for _, text in questions if text[-1] not in "?؟"] in ([], ["Maxay ahayn"])

    def test_every_language_has_the_same_questions_in_the_same_order(self, sessions: dict[str, Markup]) -> None:
        assert len({tuple(re.findall(r'<h2 id="(\w+)"', html)) for html in sessions.values()}) == 1

    def test_it_takes_about_five_hundred_swedish_words(self, sessions: dict[str, Markup]) -> None:
        assert 420 <= sum(map(len, sentences(sessions["sv"]))) <= 580

    def test_its_sentences_and_words_are_short(self, sessions: dict[str, Markup]) -> None:
        """Below 25 is as in books for children (LIX)."""
        said = list(sentences(sessions["sv"]))
        words = [word for sentence in said for word in sentence]
        long_words = sum(len(word) > LONG for word in words)
        assert len(words) / len(said) + 100 * long_words / len(words) < 25
        assert max(map(len, said)) <= 20

    def test_it_says_who_can_come_what_it_costs_for_two_and_how_late_one_may_cancel(
        self, sessions: dict[str, Markup]
    ) -> None:
        text = sessions["sv"].striptags()
        facts = (
            "med någon som du har levt ihop med",
            "Ett samtal kostar 450 kronor. Det kostar lika mycket för två som för en.",
            "Du kan få numret uppläst i telefon, i ett mejl eller i ett brev.",
            "Lämna återbud senast klockan 09.00 dagen innan.",
            "Ni får den en i taget",
        )
        assert [fact for fact in facts if fact not in text] == []


class TestAFurtherLanguage:
    """Three pages in a language that the rest of the site is not in, marked as what they are."""

    def test_three_pages_are_built_in_each(self, pages: dict[str, str]) -> None:
        assert sorted(pages) == FILES

    @pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("so", "ltr")])
    def test_each_has_its_language_and_direction(self, pages: dict[str, str], lang: str, direction: str) -> None:
        starts = [f'<html lang="{lang}" dir="{direction}">' in pages[f"{lang}/{kind}/index.html"] for kind in FURTHER]
        assert starts == [True] * len(FURTHER)

    @pytest.mark.parametrize("lang", FURTHER_LANGUAGES)
    def test_a_demonstration_says_on_each_in_both_languages_that_nobody_has_reviewed_it(
        self, pages: dict[str, str], lang: str
    ) -> None:
        swedish = '<p lang="sv" dir="ltr">Ingen har granskat den här översättningen. Den kan ha fel.</p>'
        assert [swedish in pages[f"{lang}/{kind}/index.html"] for kind in FURTHER] == [True] * len(FURTHER)
        assert all('<div class="unreviewed">\n<p><strong>' in pages[f"{lang}/{kind}/index.html"] for kind in FURTHER)

    def test_with_a_review_each_says_whose_and_when_instead(self) -> None:
        reviewed = FurtherLanguage("so", "Exempelby språkservice", dt.date(2026, 11, 2))
        built = further_pages(demo=False, further_languages=(reviewed,))
        assert sorted(built) == [f"so/{kind}/index.html" for kind in sorted(FURTHER)]
        said = "waxaa hubiyey Exempelby språkservice, 2 Noofembar 2026."
        assert [file for file, html in built.items() if said not in html.replace("\N{NO-BREAK SPACE}", " ")] == []
        assert [file for file, html in built.items() if "unreviewed" in html] == []

    def test_without_one_none_is_built_but_in_a_demonstration(self) -> None:
        assert further_pages(demo=False) == {}

    @pytest.mark.parametrize("file", FILES)
    def test_what_is_not_translated_is_marked_as_swedish(self, pages: dict[str, str], file: str) -> None:
        reader = Unmarked(file.partition("/")[0])
        reader.feed(pages[file])
        assert [text for text in reader.texts if re.search(r"[åäöÅÄÖ]|\b(?:och|inte|utförare)\b", text)] == []
        assert re.findall(r'="[^"]*<', pages[file]) == []

    @pytest.mark.parametrize("file", FILES)
    def test_it_leads_to_the_page_in_every_other_language_and_back(self, pages: dict[str, str], file: str) -> None:
        lang = file.partition("/")[0]
        menu = re.findall(r'<li><a href="([^"]+)" hreflang="(\w+)" lang="\2">', pages[file])
        assert sorted(code for _, code in menu) == sorted({*LANGUAGES} - {lang})
        own = "/" + file.removesuffix("index.html")
        others = [address.lstrip("/") + "index.html" for address, code in menu if code in FURTHER_LANGUAGES]
        assert [other for other in others if f'href="{own}" hreflang="{lang}"' not in pages[other]] == []

    def test_the_swedish_page_leads_to_it_and_one_that_has_no_such_page_does_not(self) -> None:
        renderer = Renderer.load(frozen.DATA, demonstration(), TODAY)
        page = renderer.languages["sv"].page
        menus = {kind: page(kind, "Sida", Markup("")).count('hreflang="ar" lang="ar"') for kind in ("help", "order")}
        assert menus == {
            "help": 2,
            "order": 0,
        }  # in the line and behind the menu's button

    def test_a_link_to_a_page_in_swedish_says_so(self, pages: dict[str, str]) -> None:
        assert '<a hreflang="sv" href="/utforare/">' in pages["ar/session/index.html"]

    def test_the_sitemap_has_each_with_its_languages(self) -> None:
        renderer = Renderer.load(frozen.DATA, demonstration(), TODAY)
        sitemap = dict(renderer.for_search_engines([]))["sitemap.xml"].decode()
        assert '<loc>https://kundval.example/ar/help/</loc><xhtml:link rel="alternate" hreflang="sv"' in sitemap


class Unmarked(HTMLParser):
    """Collects the texts, and the attributes that are read, that stand in a page's own language."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang
        self.langs: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes that are read, and follow the language."""
        values = dict(attrs)
        lang = values.get("lang") or (self.langs[-1] if self.langs else "")
        if tag not in VOID:
            self.langs.append("" if tag in ("title", "script") else lang)
        if lang == self.lang:
            self.texts += [value or "" for name, value in attrs if name == "aria-label" or name.startswith("data-")]

    def handle_endtag(self, tag: str) -> None:
        """Return to the language around."""
        if tag not in VOID:
            self.langs.pop()

    def handle_data(self, data: str) -> None:
        """Keep what is in the page's own language."""
        if self.langs and self.langs[-1] == self.lang:
            self.texts.append(data)
