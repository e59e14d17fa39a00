"""Prose pages: `site/pages/<language>/<kind>.md`, rendered as a Jinja template and then as Markdown.

Markdown never sees what `{{ … }}` prints: a mark stands for it until the page is HTML. So a value is text wherever it
stands, in a sentence, a link or a code span, and HTML that we have rendered is not changed.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError, UndefinedError, pass_context
from jinja2.runtime import Context
from markdown import markdown
from markupsafe import Markup, escape

from catalogue.i18n.urls import KINDS, RUNBOOK, RUNBOOK_LANGUAGE, WITHOUT_PROSE, source_file
from catalogue.rendering.language import PageLanguage, RenderError, location

EXTENSIONS = ("attr_list", "def_list", "fenced_code", "tables", "toc")
BRACES = "text with braces stands between {% raw %} and {% endraw %}, and an anchor has a space first: { #anchor }"
_MARK = "\ue000{}\ue001"  # private-use characters, which mean nothing to Markdown
_MARKS = re.compile(r"<p>\ue000(\d+)\ue001</p>|\ue000(\d+)\ue001")
_LINK = re.compile(r'(<a\b[^>]*?\shref=")([^"]*)')
_ID = re.compile(r'\sid="([^"]*)"')
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TARGETS = {source_file(kind): kind for kind in KINDS if kind != "provider"}  # a provider's page has no single address


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
        )

    def pages(self, language: PageLanguage, variables: Mapping[str, object]) -> list[ProsePage]:
        """Render every prose page of a language; raises RenderError also for a link to a missing anchor."""
        pages = [self.page(kind, language, variables) for kind in KINDS if kind not in WITHOUT_PROSE]
        anchors = {page.kind: page.anchors for page in pages}
        for page in pages:
            for kind, anchor in sorted(page.links):
                if anchor not in anchors.get(kind, ()):
                    target = source_file(kind)
                    raise RenderError(f"{page.file} links to {target}#{anchor}, but nothing there has {{ #{anchor} }}")
        return pages

    def page(self, kind: str, language: PageLanguage, variables: Mapping[str, object]) -> ProsePage:
        """Render a prose page; raises RenderError for a fault in it, and for a link to a page that does not exist."""
        own = language.words.lang
        lang = self._written_in(kind, own)
        file = f"site/pages/{lang}/{source_file(kind)}"
        kept: list[tuple[bool, Markup]] = []
        try:
            text = self.templates.get_template(f"{lang}/{source_file(kind)}").render(variables, kept=kept)
        except (TemplateSyntaxError, UndefinedError) as error:
            known = f"A page may use {', '.join(sorted(variables))}; {BRACES}."
            raise RenderError(f"{location(error)}: {error.message}. {known}") from error
        links = set[tuple[str, str]]()

        def resolve(match: re.Match[str]) -> str:
            address = urlsplit(html.unescape(match[2]))
            if address.scheme or address.netloc or _MARKS.search(match[2]):
                return match[0]
            path = posixpath.normpath(posixpath.join(posixpath.dirname(source_file(kind)), address.path))
            target = _TARGETS.get(path) if address.path else kind
            if target is None:
                raise RenderError(f"{file} links to {match[2]}, which has no address: write the name of a page's file")
            if address.fragment:
                links.add((target, address.fragment))
            page_address = language.where.of(target) if address.path else ""
            return f"{match[1]}{page_address}{'#' if address.fragment else ''}{address.fragment}"

        def fill(match: re.Match[str]) -> str:
            is_markup, value = kept[int(match[1] or match[2])]
            if match[1] is None:
                return value
            if not is_markup:
                return f"<p>{value}</p>"
            borrowed = lang != own and kind not in RUNBOOK
            return f'<div lang="{own}" dir="{language.words.direction}">{value}</div>' if borrowed else value

        page = _MARKS.sub(fill, _LINK.sub(resolve, markdown(text, extensions=EXTENSIONS)))
        return ProsePage(kind, file, lang if lang != own else "", Markup(page), frozenset(links))  # noqa: S704 - our own prose, and values escaped by `_keep`

    def _written_in(self, kind: str, lang: str) -> str:
        """Return the language that a page's prose is read in."""
        for language in (lang, RUNBOOK_LANGUAGE if kind in RUNBOOK else self.first):
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
    """Keep a printed value in `kept`, with whether it is HTML of ours, and return the mark that stands for it."""
    kept: list[tuple[bool, Markup]] = context["kept"]
    kept.append((isinstance(value, Markup), escape(value)))
    if callable(value):
        name = getattr(value, "__name__", "")
        raise UndefinedError(f"{name} is called with parentheses: {{{{ {name}() }}}}")
    return _MARK.format(len(kept) - 1)
