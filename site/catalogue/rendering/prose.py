"""Prose pages: `site/pages/<language>/<kind>.md`, rendered as a Jinja template and then as Markdown.

Markdown never sees what `{{ … }}` prints: a mark stands for it until the page is HTML. So a value is text wherever it
stands, in a sentence, a link or a code span, and HTML that we have rendered is not changed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError, pass_context
from jinja2.runtime import Context
from markdown import markdown
from markupsafe import Markup, escape

from catalogue.i18n.urls import FURTHER, HANDBOOK, KINDS, source_file
from catalogue.rendering.language import COMPILED, PageLanguage
from catalogue.rendering.template_faults import RenderError, naming_faults

EXTENSIONS = ("attr_list", "def_list", "fenced_code", "tables", "toc")
BRACES = "text with braces stands between {% raw %} and {% endraw %}, and an anchor has a space first: { #anchor }"
MARKED = "has U+E000 or U+E001 in its text, or prints a value inside a macro or a set or filter block: neither can be"
_MARK = "\ue000{}\ue001"  # private-use characters, which mean nothing to Markdown
_MARK_SIGNS = re.compile("[\ue000\ue001]")
_MARKS = re.compile(r"<p>\ue000(\d+)\ue001</p>|\ue000(\d+)\ue001")
_LINK = re.compile(r'(<a\b[^>]*?\shref=")([^"]*)')
_ID = re.compile(r'\sid="([^"]*)"')
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TARGETS = {source_file(kind): kind for kind in KINDS if kind != "provider"}  # a provider's page has no single address


class Printed(NamedTuple):
    """A value that a page prints."""

    text: Markup  # escaped
    is_html: bool  # rendered by us


@dataclass(frozen=True)
class ProsePage:
    """The main part of a prose page."""

    kind: str
    file: str
    lang: str  # of the text, if borrowed from another language; else empty
    html: Markup
    links: frozenset[tuple[str, str]]  # page kind and anchor

    @property
    def title(self) -> str:
        """Return the text of its h1; empty if there is none."""
        heading = _HEADING.search(self.html)
        return Markup(heading[1]).striptags() if heading else ""  # noqa: S704 - our own prose

    @property
    def anchors(self) -> set[str]:
        """Return every id that a link can lead to."""
        return set(_ID.findall(self.html))


class Prose:
    """Renders the prose pages of a site; a page that a language lacks is borrowed from the first language."""

    def __init__(self, site: Path, first: str) -> None:
        self.folder, self.first = site / "pages", first
        self.templates = Environment(
            loader=FileSystemLoader(self.folder),
            autoescape=True,
            finalize=_keep,
            undefined=StrictUndefined,
            trim_blocks=True,
            auto_reload=False,
            bytecode_cache=COMPILED,
        )

    def pages(self, language: PageLanguage, variables: Mapping[str, object]) -> list[ProsePage]:
        """Render every prose page of a language; raises RenderError also for a link to a missing anchor."""
        pages = [self.page(kind, language, variables) for kind in language.prose_kinds]
        anchors = {page.kind: page.anchors for page in pages}
        for page in pages:
            for kind, anchor in sorted(page.links):
                if anchor not in anchors.get(kind, ()):
                    target = source_file(kind)
                    raise RenderError(f"{page.file} links to {target}#{anchor}, but nothing there has {{ #{anchor} }}")
        return pages

    def page(self, kind: str, language: PageLanguage, variables: Mapping[str, object]) -> ProsePage:
        """Render a prose page; raises RenderError for a fault in it, and for a link to a page that does not exist."""
        own, direction = language.words.lang, language.words.direction
        lang = self._written_in(kind, own)
        file = f"site/pages/{lang}/{source_file(kind)}"
        printed: list[Printed] = []
        with naming_faults(file, f". A page may use {', '.join(sorted(variables))}; {BRACES}."):
            text = self.templates.get_template(f"{lang}/{source_file(kind)}").render(variables, printed=printed)
        if len(_MARK_SIGNS.findall(text)) != 2 * len(printed):
            raise RenderError(f"{file} {MARKED}")
        linked, links = _resolve_links(_html(text), kind, file, language)
        borrowed = lang != own
        page = _fill(linked, printed, f'<div lang="{own}" dir="{direction}">{{}}</div>' if borrowed else "{}")
        return ProsePage(kind, file, lang if borrowed else "", page, links)

    def _written_in(self, kind: str, lang: str) -> str:
        """Return the language that a page's prose is read in."""
        for language in (lang, self.first):
            if (self.folder / language / source_file(kind)).is_file():
                return language
        raise RenderError(f"site/pages/{lang}/{source_file(kind)} is missing: every page kind needs it")


def methods(*objects: object) -> dict[str, object]:
    """Return the public methods of objects by name, for a page to call."""
    return {
        name: getattr(owner, name)
        for owner in objects
        for name, member in vars(type(owner)).items()
        if callable(member) and not name.startswith("_")
    }


@pass_context
def _keep(context: Context, value: object) -> str:
    """Keep what the page prints, and return the mark that stands for it."""
    printed: list[Printed] = context["printed"]
    printed.append(Printed(escape(value), isinstance(value, Markup)))
    if callable(value):
        name = getattr(value, "__name__", "")
        raise UndefinedError(f"{name} is called with parentheses: {{{{ {name}() }}}}")
    return _MARK.format(len(printed) - 1)


def _html(text: str) -> str:
    """Return Markdown as HTML."""
    page: str = markdown(text, extensions=EXTENSIONS)
    return page


def _resolve_links(page: str, kind: str, file: str, language: PageLanguage) -> tuple[str, frozenset[tuple[str, str]]]:
    """Return the page with links between prose pages as addresses, and those links to an anchor."""
    links = set[tuple[str, str]]()

    def resolve(match: re.Match[str]) -> str:
        link = urlsplit(html.unescape(match[2]))
        if link.scheme or link.netloc or link.path.startswith(HANDBOOK) or _MARKS.search(match[2]):
            return match[0]
        target = _TARGETS.get(link.path) if link.path else kind
        if target is None:
            raise RenderError(f"{file} links to {match[2]}, which has no address: write the name of a page's file")
        if target not in language.kinds:
            raise RenderError(f"{file} links to {match[2]}, a page that this policy has not: write it within an if")
        if link.fragment:
            links.add((target, link.fragment))
        address = language.urls.page(target) if link.path else ""
        elsewhere = language.translation and target not in FURTHER
        start = match[1].replace("<a", f'<a hreflang="{next(iter(language.alternates))}"', 1) if elsewhere else match[1]
        return f"{start}{address}{'#' if link.fragment else ''}{link.fragment}"

    return _LINK.sub(resolve, page), frozenset(links)


def _fill(page: str, printed: Sequence[Printed], block: str) -> Markup:
    """Return the page with printed values in place of their marks; HTML of ours may replace a whole paragraph."""

    def fill(match: re.Match[str]) -> str:
        text, is_html = printed[int(match[1] or match[2])]
        if match[1] is None:
            return text
        return block.format(text) if is_html else f"<p>{text}</p>"

    return Markup(_MARKS.sub(fill, page))  # noqa: S704 - our own prose, and values that `_keep` has escaped
