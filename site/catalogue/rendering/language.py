"""Everything needed to render pages in one language, prepared once per build."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket
from markupsafe import Markup

from catalogue.i18n import messages
from catalogue.i18n.fallback import localised, plain, tag
from catalogue.i18n.formatting import ascii_host, breakable, mailto, tel, web_address, whole_ranges
from catalogue.i18n.messages import Messages
from catalogue.i18n.urls import (
    FURTHER,
    STAFF,
    UNINDEXED,
    WITHOUT_PROSE,
    Addresses,
    FurtherAddresses,
    addresses,
    kinds,
)
from catalogue.policy import issuers
from catalogue.policy.model import Policy
from catalogue.policy.municipality import Municipality
from catalogue.policy.sentences import traits
from catalogue.policy.sentences.traits import Traits
from catalogue.policy.translations.model import FurtherLanguage
from catalogue.rendering import assets
from catalogue.rendering.template_faults import naming_faults
from catalogue.views.language import Language
from catalogue.views.policy_facts import Facts, help_tel
from catalogue.views.provider import Presenter

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
"""The content policy in a page's meta element; the header has more, such as frame-ancestors, which a meta cannot."""
ROLE_OF_PAGE = {"reception": "reception", "provider_desk": "provider", "finance": "controller"}


@dataclass(frozen=True)
class PageLanguage(Language):
    """Everything needed to render pages in one language."""

    templates: Environment
    frame: Mapping[str, Any]  # variables of base.html that are the same on all pages
    alternates: Mapping[str, Addresses]  # the addresses of the pages in every language
    traits: Traits  # of the policy, which templates and prose call `policy`
    kinds: tuple[str, ...]  # of the site's pages
    further: Mapping[str, FurtherAddresses]  # the addresses in each language that a few pages alone are in
    translation: FurtherLanguage | None = None  # of such a language: who read the translation, and when
    frames: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # `frame` for each kind of page, with its parts

    @property
    def prose_kinds(self) -> tuple[str, ...]:
        """Return the kinds of prose page that are in this language."""
        return FURTHER if self.translation else tuple(kind for kind in self.kinds if kind not in WITHOUT_PROSE)

    def reviewed(self) -> str:
        """Return who read the translation of a further language, and when; empty if nobody has."""
        if self.translation is None or self.translation.on is None or not self.translation.is_reviewed:
            return ""
        day = self.facts.formats.day(self.translation.on.isoformat())
        return self.words.format("further.reviewed", name=self.translation.reviewed_by, date=day)

    def render(self, template: str, /, **variables: Any) -> Markup:  # noqa: ANN401 - template variables
        """Render a template. Raises RenderError for a fault in it, such as a variable that does not exist."""
        with naming_faults(f"site/templates/{template}"):
            return Markup(self.templates.get_template(template).render(variables))  # noqa: S704 - our own template, autoescaped

    def brochure_link(self, document: bytes | None) -> Markup:
        """Return the link to the brochure, with its size; nothing where there is none."""
        if document is None:
            return Markup("")
        text = self.words.format("brochure.link", size=f"{max(1, len(document) // 1000)}\u00a0kB")
        return Markup('<p class="brochure"><a href="{}">{}</a></p>').format(self.urls.brochure(), text)

    def page(
        self,
        kind: str,
        title: str,
        content: Markup,
        address: Callable[[Addresses], str] | None = None,
        **extra: str,
    ) -> str:
        """Render a whole page.

        `address` returns the page's address among those of a language; only a kind with a single page does without.
        `extra` is its `description`, what its `head` has beyond others', and the `text_lang` of borrowed content.
        """
        site = self.words["site.name"]
        variables = {
            "title": site if kind == "start" else self.words.format("title", page=title, site=site),
            "description": extra.get("description") or self.words[f"description.{kind}"],
            "head": extra.get("head", ""),
            "text_lang": extra.get("text_lang", ""),
            "addresses": {
                lang: address(urls) if address else urls.page(kind)
                for lang, urls in {**self.alternates, **(self.further if kind in FURTHER else {})}.items()
            },
            "content": content,
        }
        return self.render("base.html", **self._frame_of(kind), **variables)

    def _frame_of(self, kind: str) -> Mapping[str, Any]:
        """Return what is the same on all pages of a kind, rendered once."""
        if kind not in self.frames:
            csp = _content_policy(kind, self.facts.policy.municipality)
            staff = kind in STAFF
            frame = {**self.frame, "kind": kind, "staff": staff, "csp": csp}
            parts = {
                name: self.render(f"staff_{name}.html" if staff else f"{name}.html", **frame)
                for name in ("navigation", "footer")
            }
            self.frames[kind] = frame | parts
        return self.frames[kind]


def load(site: Path, policy: Policy, today: date, files: Mapping[str, bytes]) -> dict[str, PageLanguage]:
    """Prepare every language of a site, and then those that a few pages alone are in; `files` are the site's assets.

    Raises MessagesError for a locale file.
    """
    rules = traits.of_languages(policy, today)
    words = messages.load(site, rules)
    urls = addresses(words, policy.municipality.languages)
    first = next(iter(words))
    translations = {each.language: each for each in policy.municipality.shown_further_languages}
    further_rules = traits.of_languages(policy, today, [*translations]) if translations else {}
    further_words = messages.load_further(site, further_rules, words[first])
    further = {lang: FurtherAddresses(f"/{lang}/", texts, urls[first]) for lang, texts in further_words.items()}
    names = {lang: texts["language.name"] for lang, texts in (words | further_words).items()}
    languages = {}
    for lang, texts in (words | further_words).items():
        presenter = Presenter.from_policy(policy, texts, today)
        own_urls, own_rules = further.get(lang) or urls[lang], (rules | further_rules)[lang]
        facts = Facts(policy, texts, presenter.formats, own_urls, today)
        built = kinds(own_rules)
        frame = _frame(facts, files, built) | {"language_names": names}
        templates = _environment(site, texts, own_rules)
        templates.globals["urls"] = frame["urls"]
        languages[lang] = PageLanguage(
            texts, own_urls, facts, presenter, templates, frame, urls, own_rules, built, further, translations.get(lang)
        )
    return languages


class _Compiled(BytecodeCache):
    """Keeps compiled templates in memory by their content: to compile them for each language takes half of a second."""

    def __init__(self) -> None:
        self.code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key, bucket.checksum] = bucket.code


COMPILED = _Compiled()


def _environment(site: Path, words: Messages, rules: Traits) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(site / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=COMPILED,
    )
    environment.filters.update(
        plain=plain, whole_ranges=whole_ranges, lang=tag, breakable=breakable, mailto=mailto, tel=tel, help_tel=help_tel
    )
    environment.filters |= {
        "ascii_host": ascii_host,
        "web_address": web_address,
        "localised": partial(localised, lang=words.lang),
    }
    environment.globals |= {"w": words.texts, "policy": rules}
    return environment


def _frame(facts: Facts, files: Mapping[str, bytes], built: Sequence[str]) -> dict[str, Any]:
    municipality = facts.policy.municipality
    return {
        "lang": facts.words.lang,
        "direction": facts.words.direction,
        "staff_kinds": STAFF,
        "unindexed": UNINDEXED,
        "origin": municipality.address.rstrip("/"),
        "feed": facts.urls.feed(),
        "urls": {kind: facts.urls.page(kind) for kind in built if kind != "provider"},
        "style": assets.address(files, "style"),
        "demo": municipality.demo,
        "draft": facts.policy.draft,
        "municipality": facts.municipality(),
        "help_lines": facts.help_lines_in_short(),
        "reception": municipality.reception,
        "exit_link": municipality.exit_link,
        "exit_script": assets.address(files, "exit"),
    }


def _content_policy(kind: str, municipality: Municipality) -> str:
    """Return the CSP of a kind of page; a role's own page also allows requests to the issuer where it signs in."""
    issuer = issuers.of_role(municipality.identity, ROLE_OF_PAGE.get(kind, ""))
    origins = issuer.register.browser_origins if issuer else ()
    return CSP.replace("connect-src 'self'", " ".join(("connect-src 'self'", *origins)))
