"""Prose: Jinja over Markdown. A value is text, a block stays as it is, links lead somewhere, and a fault is named."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from markupsafe import Markup, escape

from catalogue.i18n.fallback import FallbackText
from catalogue.i18n.urls import KINDS, WITHOUT_PROSE, source_file
from catalogue.policy import loader
from catalogue.rendering import assets, language
from catalogue.rendering.language import PageLanguage
from catalogue.rendering.prose import Prose, ProsePage, methods
from catalogue.rendering.prose_blocks import Blocks
from catalogue.rendering.publication_blocks import PublishedBlocks
from catalogue.rendering.staff_blocks import StaffBlocks
from catalogue.rendering.template_faults import RenderError
from tests.support import frozen
from tests.support.catalogue import small

SITE = Path(__file__).parents[3] / "site"
PROSE = [kind for kind in KINDS if kind not in WITHOUT_PROSE]
BLOCK = Markup('<div class="block">\n\n    *x* [x](y) `z` {{ 7 * 7 }} {% raw %}\n\n# no heading\n</div>')
HOSTILE = (
    "<b>x</b>",
    "*x* _x_ **x**",
    "[x](javascript:1)",
    "![x](y)",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# x #}",
    "&amp;",
    "⟦x⟧",
    "`x`",
    "# x",
    "- x",
    "1. x",
    "    x",
    "x  \n\n\n***\n\n> y",
    "a | b\n--- | ---\nc | d",
    "<https://x.example>",
    "{ #x .y }",
    "\\*x\\*",
    "x\n===",
    "\ue0000\ue001",
    "\x02wzxhzdk:0\x03",
    "\x02amp\x03",
)


@pytest.fixture(scope="module")
def languages() -> dict[str, PageLanguage]:
    """Prepare the real languages."""
    rules, _ = loader.load(frozen.POLICY)
    assert rules is not None
    return language.load(SITE, rules, dt.date(2026, 11, 21), assets.build(SITE, rules.municipality.accent))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Write a site in which every prose page is a heading, in Swedish."""
    for kind in PROSE:
        write(tmp_path / "site", kind, f"# {kind}\n")
    return tmp_path / "site"


def write(site: Path, kind: str, text: str, lang: str = "sv") -> None:
    """Write a prose page."""
    file = site / "pages" / lang / source_file(kind)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


Rendered = Callable[..., ProsePage]


@pytest.fixture
def rendered(site: Path, languages: dict[str, PageLanguage]) -> Rendered:
    """Return what renders one page with a text and values."""

    def render(text: str, kind: str = "start", lang: str = "sv", **values: object) -> ProsePage:
        write(site, kind, text)
        return Prose(site, "sv").page(kind, languages[lang], values)

    return render


class TestAValue:
    """What `{{ … }}` prints is text, wherever it stands."""

    @pytest.mark.parametrize("value", HOSTILE)
    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ("{{ value }}", "<p>{}</p>"),
            ("A {{ value }} b", "<p>A {} b</p>"),
            ("**{{ value }}**", "<p><strong>{}</strong></p>"),
            ("`{{ value }}`", "<p><code>{}</code></p>"),
            ("- {{ value }}", "<ul>\n<li>{}</li>\n</ul>"),
            ("[{{ value }}](https://x.example)", '<p><a href="https://x.example">{}</a></p>'),
            ('[x](https://x.example "{{ value }}")', '<p><a href="https://x.example" title="{}">x</a></p>'),
            ("[x]({{ value }})", '<p><a href="{}">x</a></p>'),
            ("```\n{{ value }}\n```", "<pre><code>{}\n</code></pre>"),
            ("## {{ value }} { #x }", '<h2 id="x">{}</h2>'),
        ],
        ids=["alone", "sentence", "strong", "code", "item", "link", "title", "address", "fence", "heading"],
    )
    def test_is_text(self, rendered: Rendered, value: str, text: str, html: str) -> None:
        assert rendered(text, value=value).html == html.format(escape(value))

    def test_is_one_cell_of_a_table(self, rendered: Rendered) -> None:
        html = rendered("a | b\n--- | ---\n{{ value }} | c", value="x | y").html
        assert "<td>x | y</td>\n<td>c</td>" in html

    def test_in_another_language_says_so(self, rendered: Rendered) -> None:
        html = rendered("A {{ value }} b", value=FallbackText.create("x & *y*", "en")).html
        assert html == '<p>A <bdi lang="en">x &amp; *y*</bdi> b</p>'

    def test_decides_whether_a_sentence_stands(self, rendered: Rendered) -> None:
        text = "- a\n{% if value %}\n- b\n{% endif %}\n- c"
        items = [re.findall("<li>(.*)</li>", rendered(text, value=value).html) for value in (True, False)]
        assert items == [["a", "b", "c"], ["a", "c"]]


class TestABlock:
    """HTML of ours stays as it is."""

    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ("{{ block() }}", "{}"),
            ("A\n\n{{ block() }}\n\nb", "<p>A</p>\n{}\n<p>b</p>"),
            ("A {{ block() }} b", "<p>A {} b</p>"),
            ("- a\n\n    {{ block() }}", "<ul>\n<li>\n<p>a</p>\n{}\n</li>\n</ul>"),
        ],
        ids=["alone", "between", "inline", "item"],
    )
    def test_is_not_changed_by_markdown(self, rendered: Rendered, text: str, html: str) -> None:
        assert rendered(text, block=lambda: BLOCK).html == html.replace("{}", BLOCK)

    def test_that_is_empty_leaves_no_paragraph(self, rendered: Rendered) -> None:
        assert rendered("A\n\n{{ block() }}", block=lambda: Markup("")).html == "<p>A</p>\n"

    def test_is_not_taken_for_a_link_of_the_prose(self, rendered: Rendered) -> None:
        link = Markup('<a href="elsewhere.md">x</a>')
        assert link in rendered("{{ block() }}", block=lambda: link).html


class TestALink:
    """`[text](own_number.md#anchor)` leads to the page's address."""

    @pytest.mark.parametrize(
        ("kind", "lang", "link", "address"),
        [
            ("start", "sv", "list.md", "/utforare/"),
            ("start", "en", "list.md", "/en/providers/"),
            ("staff", "sv", "/handbok/", "/handbok/"),
            ("staff", "en", "/handbok/en/", "/handbok/en/"),
            ("start", "sv", "https://www.imy.se/a.md", "https://www.imy.se/a.md"),
            ("start", "sv", "tel:112", "tel:112"),
        ],
    )
    def test_leads_to_the_address(self, rendered: Rendered, kind: str, lang: str, link: str, address: str) -> None:
        assert f'<a href="{address}">x</a>' in rendered(f"[x]({link})", kind, lang).html

    def test_leads_to_an_anchor_of_its_own_page_of_another_or_of_a_block(
        self, site: Path, languages: dict[str, PageLanguage]
    ) -> None:
        write(site, "privacy", "## Device { #device }")
        write(site, "start", "[x](privacy.md#device) [y](#here) [z](#block)\n\n## Here { #here }\n\n{{ block() }}")
        start, *_ = Prose(site, "sv").pages(languages["sv"], {"block": lambda: Markup('<p id="block">B</p>')})
        assert re.findall('href="(.*?)"', start.html) == ["/dina-uppgifter/#device", "#here", "#block"]

    @pytest.mark.parametrize(
        ("link", "message"),
        [
            ("lista.md", r"^site/pages/sv/start\.md links to lista\.md, which has no address"),
            ("provider.md", r"^site/pages/sv/start\.md links to provider\.md, which has no address"),
            ("/utforare/", r"^site/pages/sv/start\.md links to /utforare/, which has no address"),
            ("help.md#there", r"^site/pages/sv/start\.md links to help\.md#there, but nothing there has { #there }"),
            ("list.md#there", r"^site/pages/sv/start\.md links to list\.md#there"),
            ("#there", r"^site/pages/sv/start\.md links to start\.md#there"),
        ],
    )
    def test_that_leads_nowhere_is_refused_by_name(
        self, site: Path, languages: dict[str, PageLanguage], link: str, message: str
    ) -> None:
        write(site, "start", f"[x]({link})")
        with pytest.raises(RenderError, match=message):
            Prose(site, "sv").pages(languages["sv"], {})


class TestAFault:
    """One sentence names the file, the line and the way out."""

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("A\n\n{{ blok() }}", r"^site/pages/sv/start\.md, line 3: 'blok' is undefined\. A page may use block"),
            ("A\n{{ block }}", r"^site/pages/sv/start\.md, line 2: .* is called with parentheses: {{ block\(\) }}"),
            ("A\n\n${{ x. }}", r"^site/pages/sv/start\.md, line 3: .*{% raw %}"),
            ("## A {#a}", r"^site/pages/sv/start\.md, line 1: .* a space first: { #anchor }"),
            ("A\n{{ 1 / 0 }}", r"^site/pages/sv/start\.md, line 2: division by zero"),
            ("A\n{{ block(1) }}", r"^site/pages/sv/start\.md, line 2: .*argument"),
            ("{% include 'no.md' %}", r"^site/pages/sv/start\.md, line 1: there is no no\.md"),
            ("A \ue0000\ue001", r"^site/pages/sv/start\.md has U\+E000"),
            (
                "{% set x %}{{ block() }}{% endset %}{{ x }}",
                r"^site/pages/sv/start\.md has .* set or filter block",
            ),
        ],
        ids=["misspelt", "not called", "braces", "anchor", "arithmetic", "call", "include", "mark", "set block"],
    )
    def test_is_named(self, rendered: Rendered, text: str, message: str) -> None:
        def block() -> Markup:
            return BLOCK

        with pytest.raises(RenderError, match=message):
            rendered(text, block=block)

    def test_of_a_missing_page_is_named(self, site: Path, languages: dict[str, PageLanguage]) -> None:
        (site / "pages" / "sv" / "not_found.md").unlink()
        with pytest.raises(RenderError, match=r"^site/pages/sv/not_found\.md is missing"):
            Prose(site, "sv").page("not_found", languages["sv"], {})


def test_a_fault_of_a_page_stops_the_build_in_one_sentence(tmp_path: Path) -> None:
    product = frozen.checkout(tmp_path)
    small.edit(product / "site" / "pages" / "en" / "help.md", "reception_contact", "recepton_contact")
    build = subprocess.run([sys.executable, product / "build.py"], check=False, capture_output=True, text=True)
    fault = r"build: site/pages/en/help\.md, line \d+: 'recepton_contact' is undefined.*\n"
    assert (build.returncode, bool(re.fullmatch(fault, build.stderr))) == (1, True), build.stderr
    assert not (product / "dist").exists()


def test_braces_in_raw_prose_are_text(rendered: Rendered) -> None:
    assert rendered("`{% raw %}{{ 7 * 7 }} {% x %}{% endraw %}`").html == "<p><code>{{ 7 * 7 }} {% x %}</code></p>"


def test_a_page_s_title_is_the_text_of_its_heading(rendered: Rendered) -> None:
    assert rendered("# A *b* & {{ value }}", value="<i>").title == "A b & <i>"


class TestBorrowedProse:
    """What a language lacks is the first language's, and marked as such."""

    def test_says_its_language_and_keeps_its_blocks_in_the_page_s(self, rendered: Rendered) -> None:
        page = rendered("# Hjälp\n\n{{ block() }}", "help", "en", block=lambda: BLOCK)
        assert page.lang == "sv"
        assert f'<div lang="en" dir="ltr">{BLOCK}</div>' in page.html

    def test_is_not_used_where_the_language_has_its_own(self, site: Path, rendered: Rendered) -> None:
        write(site, "help", "# Help\n\n{{ block() }}", "en")
        page = rendered("# Hjälp", "help", "en", block=lambda: BLOCK)
        assert (page.title, page.lang) == ("Help", "")
        assert 'lang="en"' not in page.html


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_a_page_calls_the_same_blocks_in_every_language(lang: str) -> None:
    def blocks(lang: str) -> dict[str, list[str]]:
        files = sorted((SITE / "pages" / lang).glob("*.md"))
        return {file.name: sorted(re.findall(r"{{ (\w+)\(\) }}", file.read_text(encoding="utf-8"))) for file in files}

    assert blocks(lang) == blocks("sv")


def test_every_block_is_called_on_a_page() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in (SITE / "pages").rglob("*.md"))
    blocks = methods(*(object.__new__(owner) for owner in (Blocks, PublishedBlocks, StaffBlocks)))
    assert len(blocks) > 20
    assert [name for name in blocks if f"{{{{ {name}(" not in text] == []
