"""Everything needed to render pages in one language: messages, templates and layouts, prepared once per build."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from catalogue.i18n.fallback import plain, tag
from catalogue.i18n.formatting import Formats
from catalogue.i18n.messages import Messages
from catalogue.i18n.urls import STAFF, Addresses
from catalogue.policy.labels import labels
from catalogue.policy.model import Policy
from catalogue.rendering import assets, shell
from catalogue.views.language import Language
from catalogue.views.policy_facts import Facts
from catalogue.views.provider import Presenter, breakable

CSP_META = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
CSP = f"{CSP_META}; frame-ancestors 'none'"  # for the HTTP header; frame-ancestors is ignored in a meta element
_WORD = re.compile(r"""\{\{ w\["([a-z_.0-9]+)"\] \}\}""")
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


@dataclass(frozen=True)
class PageLanguage(Language):
    """Everything needed to render pages in one language."""

    templates: Environment
    layouts: Mapping[str, shell.Layout]
    headings: Mapping[str, str]


@dataclass(frozen=True)
class Sources:
    """What all languages of one build share."""

    site: Path
    policy: Policy
    today: date
    words: Mapping[str, Messages]
    where: Mapping[str, Addresses]
    files: Mapping[str, bytes]
    compiled: Path  # an existing folder for compiled templates


def prepare(sources: Sources, lang: str, shells: Mapping[str, str]) -> PageLanguage:
    """Build a language: compile its templates, and fill in what is the same on all its pages."""
    words, where, policy = sources.words[lang], sources.where[lang], sources.policy
    wording = Formats(words)
    told = Facts(policy, words, wording, where, sources.today)
    templates = Environment(
        loader=_Spoken(sources.site / "templates", words),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=FileSystemBytecodeCache(str(sources.compiled), f"{lang}-%s"),
    )
    templates.filters.update(plain=plain, lang=tag, breakable=breakable)
    fixed = {name: block.replace("⟦", "&#10214;") for name, block in _fixed(told, templates, sources.files).items()}
    fixed["languages"] = _switch(sources.words, lang)
    presenter = Presenter(
        words=words,
        wording=wording,
        labels=labels(policy, lang),
        providers={one.id: one.legal_name for one in policy.authorisations.values()},
        today=sources.today.isoformat(),
    )
    staff = fixed | {"csp": escape(_for_staff(policy.municipality.identity.issuer))}
    layouts = {kind: shell.Layout.of(html, staff if kind in STAFF else fixed) for kind, html in shells.items()}
    headings = {kind: heading(html) for kind, html in shells.items()}
    return PageLanguage(words, where, told, presenter, templates, layouts, headings)


def _for_staff(issuer: str) -> str:
    """Return the CSP of the staff pages, which also allows requests to the issuer, to exchange the sign-in code.

    >>> _for_staff("https://inloggning.example/x").count("connect-src 'self' https://inloggning.example;")
    1
    """
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(issuer))
    return CSP_META.replace("connect-src 'self'", f"connect-src 'self' {origin}")


class _Spoken(FileSystemLoader):
    """Loads templates with the messages already inserted: no cost per page, and a wrong key stops the build."""

    def __init__(self, folder: Path, words: Messages) -> None:
        super().__init__(folder)
        self.words = words

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, name, fresh = super().get_source(environment, template)
        return _WORD.sub(lambda match: shell.as_text(str(escape(self.words[match[1]]))), source), name, fresh


def heading(html: str) -> str:
    """Return the text of a prose page's h1, which is its title; empty if there is none."""
    found = _HEADING.search(html)
    return Markup(found[1]).striptags() if found else ""  # noqa: S704 - our own prose


def _fixed(told: Facts, templates: Environment, files: Mapping[str, bytes]) -> dict[str, str]:
    """Return marker → HTML of what all pages of a language have in common."""
    words = told.words
    reception = told.reception()
    phone = Markup('<a href="{}">{}</a>').format(reception["link"], reception["phone"])
    said = escape(words["footer.reception"]).format(name=reception["name"], phone=phone, hours=reception["hours"])
    demo = Markup('<p class="demo">{}</p>').format(words["demo"]) if told.policy.municipality.demo else ""
    return {
        "csp": escape(CSP_META),
        "style": assets.address(files, "style"),
        "banner": demo,
        "municipality": escape(told.municipality()),
        "exit_skip": templates.get_template("exit_skip.html").render(address=told.policy.municipality.exit_link),
        "exit": templates.get_template("exit.html").render(
            address=told.policy.municipality.exit_link, script=assets.address(files, "exit")
        ),
        "help_lines": templates.get_template("help_lines.html").render(lines=told.help_lines(), full=False),
        "reception": f"<p>{said}</p>",
    }


def _switch(words: Mapping[str, Messages], lang: str) -> str:
    """Return the links to the other languages; the markers `to_0`, `to_1` … are the page's address in each."""
    return "\n".join(
        f'<li><a href="⟦to_{number}⟧" hreflang="{other}" lang="{other}">{escape(said["language.name"])}</a></li>'
        for number, (other, said) in enumerate(words.items())
        if other != lang
    )
