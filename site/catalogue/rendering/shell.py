"""Page shells: MkDocs with Material builds the prose pages and an empty page per page kind; each becomes a layout.

No other module uses MkDocs. A run takes most of a second, so the result is cached until one of its inputs changes.
Pages contain markers `⟦name⟧`: those of the theme, required on every page, and the page's own.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import logging
import posixpath
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import escape

from catalogue.i18n.messages import Messages
from catalogue.i18n.urls import KINDS, RUNBOOK, RUNBOOK_LANGUAGE, STAFF, Addresses, source_file

THEME_MARKERS = (
    "csp",
    "title",
    "description",
    "style",
    "head",
    "exit_skip",
    "banner",
    "municipality",
    "languages",
    "help_lines",
    "reception",
    "exit",
)
EXITS = ("exit_skip", "exit")  # not on staff pages: pressing Shift three times would discard what has been typed
PAGE_MARKERS: Mapping[str, tuple[str, ...]] = {
    "start": ("services", "reception_contact"),
    "list": ("content",),
    "provider": ("content",),
    "selection": ("content",),
    "compare": ("content",),
    "guide": (),
    "guide_questions": ("content",),
    "order": ("today", "seed"),
    "number": ("reception_contact", "number_facts", "fees", "exemption", "missed", "used_up"),
    "own_number": ("own_number", "reception_contact"),
    "statistics": ("figures",),
    "for_providers": ("tariffs", "fees", "repository"),
    "no_choice": ("non_choice", "reception_contact"),
    "children": ("help_lines_for_children", "reception_contact"),
    "form": ("form",),
    "fields": ("fields",),
    "problems": ("problems",),
    "help": ("help_lines_in_full", "reception_contact"),
    "feedback": ("reception_contact",),
    "accessibility": ("statement", "statement_defects", "reception_contact", "statement_messages"),
    "privacy": ("reception_contact",),
    "changes": ("changes",),
    "open_data": ("data_files", "data_licence"),
    "not_found": (),
    "staff": (),
    "staff_sign_in": ("sign_in_window",),
    "reception": ("reception_desk",),
    "provider_desk": ("provider_desk",),
    "finance": ("finance_desk",),
    "operate": (),
    "operate_deploy": (),
    "operate_incidents": (),
    "operate_routine": (),
    "operate_personal_data": (),
    "operate_cost": ("costs",),
}
PACKAGES = ("mkdocs", "mkdocs-material", "markdown", "jinja2", "pymdown-extensions")
_MARKER = re.compile(r"⟦(\w+)⟧")
_MARKER_ALONE = re.compile(r"<p>\s*(⟦\w+⟧)\s*</p>")
_LINK = re.compile(r'href="((?:\.\./|operate/)?\w+)\.html(#[^"]*)?"')


class ShellError(Exception):
    """MkDocs could not build the shells, or its output is not as expected."""


def build(
    site: Path, cache: Path, words: Mapping[str, Messages], where: Mapping[str, Addresses]
) -> dict[str, dict[str, str]]:
    """Return the shells as language → page kind → HTML, cached until an input changes. Raises ShellError."""
    key = digest(site, words)
    kept = cache / "shells.json"
    if (known := _known(kept, key)) is not None:
        return known
    first = next(iter(words))
    shells = {lang: _build_language(site, cache, first, words[lang], where[lang]) for lang in words}
    cache.mkdir(parents=True, exist_ok=True)
    beside = kept.with_name("shells.json.new")
    beside.write_text(json.dumps({"inputs": key, "shells": shells}, ensure_ascii=False), encoding="utf-8")
    beside.replace(kept)
    return shells


def _known(kept: Path, key: str) -> dict[str, dict[str, str]] | None:
    """Return the cached shells if they were built from the same inputs, else None; an unreadable cache is ignored."""
    try:
        match json.loads(kept.read_text(encoding="utf-8")):
            case {"inputs": inputs, "shells": dict(shells)} if inputs == key:
                return shells
    except (OSError, ValueError):
        pass
    return None


def digest(site: Path, words: Mapping[str, Messages]) -> str:
    """Return the hash of all inputs of the shells: configuration, prose, theme, locales, this module and packages."""
    total = hashlib.sha256()
    pages = [page for lang in {*words, RUNBOOK_LANGUAGE} for page in (site / "pages" / lang).rglob("*.md")]
    locales = [site / "locales" / f"{lang}.yaml" for lang in words]
    for file in [site / "mkdocs.yml", Path(__file__), *sorted(pages), *locales, *sorted(site.glob("theme/**/*.html"))]:
        total.update(f"{file.name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\0".encode())
    for package in PACKAGES:
        total.update(f"{package}\0{importlib.metadata.version(package)}\0".encode())
    return total.hexdigest()


@dataclass(frozen=True)
class Layout:
    """A shell split at its markers; those that are the same on every page are already filled in."""

    texts: tuple[str, ...]  # one more than there are markers left
    markers: tuple[str, ...]

    @classmethod
    def of(cls, shell: str, fixed: Mapping[str, str]) -> Layout:
        """Fill in the fixed markers, and split at the others."""
        filled = _MARKER.sub(lambda match: fixed.get(match[1], match[0]), shell)
        parts = _MARKER.split(filled)
        return cls(tuple(parts[::2]), tuple(parts[1::2]))

    def fill(self, values: Mapping[str, str]) -> str:
        """Return a page: text is escaped, markup is not. Raises KeyError for a marker without a value.

        >>> Layout.of("<title>⟦title⟧</title>⟦csp⟧", {"csp": "…"}).fill({"title": "Du & jag"})
        '<title>Du &amp; jag</title>…'
        """
        parts = [self.texts[0]]
        for marker, text in zip(self.markers, self.texts[1:], strict=True):
            parts += (escape(values[marker]), text)
        return "".join(parts)


def as_text(html: str) -> str:
    """Escape HTML so that Jinja2 finds no delimiters in it.

    >>> as_text("a {{ b }}")
    "a {{ '{' }}{ b }}"
    """
    return re.sub(r"\{(?=[{%#])", "{{ '{' }}", html)


def _build_language(site: Path, cache: Path, first: str, words: Messages, where: Addresses) -> dict[str, str]:
    out = cache / words.lang
    prose = site / "pages" / words.lang
    lenders = {
        kind: RUNBOOK_LANGUAGE if kind in RUNBOOK else first
        for kind in KINDS
        if not (prose / source_file(kind)).is_file()
    }
    borrowed = {kind: lender for kind, lender in lenders.items() if lender != words.lang}
    if borrowed:
        prose = _borrow(site / "pages", cache / "prose" / words.lang, borrowed)
    _mkdocs(site, prose, out, words, where)
    return {kind: _read(out, words, kind, where, borrowed=kind in borrowed and kind not in RUNBOOK) for kind in KINDS}


def _borrow(pages: Path, prose: Path, lenders: Mapping[str, str]) -> Path:
    """Copy the prose of a language, with another language's pages where it has none; those are marked with theirs."""
    shutil.rmtree(prose, ignore_errors=True)
    prose.mkdir(parents=True)
    if (pages / prose.name).is_dir():
        shutil.copytree(pages / prose.name, prose, dirs_exist_ok=True)
    for kind, lender in lenders.items():
        file, target = pages / lender / source_file(kind), prose / source_file(kind)
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            alone = _MARKER.fullmatch(text.strip()) is not None
            target.parent.mkdir(exist_ok=True)
            target.write_text(text if alone else f"---\nlang: {lender}\n---\n{text}", encoding="utf-8")
    return prose


def _mkdocs(site: Path, prose: Path, out: Path, words: Messages, where: Addresses) -> None:
    """Run MkDocs for one language; raises ShellError for errors and warnings."""
    lang = words.lang
    from mkdocs.commands.build import build as mkdocs_build  # noqa: PLC0415 - 0.2 s, and most builds do not need it
    from mkdocs.config import load_config  # noqa: PLC0415 - the same
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415 - the same

    heard = _Warnings()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(heard)
    propagates, logger.propagate = logger.propagate, False
    try:
        config = load_config(str(site / "mkdocs.yml"), docs_dir=str(prose), site_dir=str(out))
        config.extra["lang"], config.extra["direction"] = lang, words.direction
        config.extra["words"] = dict(words.texts)
        config.extra["staff"] = STAFF
        config.extra["addresses"] = {kind: where.of(kind) for kind in KINDS if kind != "provider"}
        mkdocs_build(config)
    except (MkDocsException, SystemExit, OSError) as error:
        raise ShellError(f"MkDocs refuses site/pages/{lang}: {error}; {'; '.join(heard.said)}") from error
    finally:
        logger.removeHandler(heard)
        logger.propagate = propagates
    if heard.said:
        raise ShellError(f"MkDocs warns about site/pages/{lang}: {'; '.join(heard.said)}")


class _Warnings(logging.Handler):
    """Collects MkDocs' warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _read(out: Path, words: Messages, kind: str, where: Addresses, *, borrowed: bool) -> str:
    """Read a built page, check its markers, and rewrite links between prose pages to our addresses."""
    lang = words.lang
    file = (out / source_file(kind)).with_suffix(".html")
    if not file.is_file():
        raise ShellError(f"site/pages/{lang}/{source_file(kind)} is missing: every page kind needs it")
    own = rf'<div lang="{lang}" dir="{words.direction}">\1</div>' if borrowed else r"\1"
    html = file.read_text(encoding="utf-8")
    html = _MARKER_ALONE.sub(own if ' id="content" lang=' in html else r"\1", html)
    check_markers(
        f"site/pages/{lang}/{source_file(kind)}", _MARKER.findall(html), [*_theme_markers(kind), *PAGE_MARKERS[kind]]
    )
    return _LINK.sub(lambda match: f'href="{_address(match, lang, kind, where)}"', html)


def _theme_markers(kind: str) -> list[str]:
    return [marker for marker in THEME_MARKERS if not (kind in STAFF and marker in EXITS)]


def check_markers(page: str, present: Iterable[str], expected: Sequence[str]) -> None:
    """Raise ShellError unless a page has exactly the expected markers, each once."""
    counts, wanted = Counter(present), Counter(expected)
    if counts != wanted:
        said = [
            f"⟦{name}⟧ stands {counts[name]} times instead of {wanted[name]}"
            for name in sorted(counts | wanted)
            if counts[name] != wanted[name]
        ]
        raise ShellError(f"{page}, in site/theme/main.html: {', '.join(said)}")


def _address(match: re.Match[str], lang: str, kind: str, where: Addresses) -> str:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source_file(kind)), match[1])).replace("/", "_")
    if target not in KINDS or target == "provider":
        raise ShellError(f"site/pages/{lang}/{source_file(kind)} links to {match[1]}.md, which has no address")
    return where.of(target) + (match[2] or "")
