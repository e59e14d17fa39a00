"""What a person reads on a built page: its text, and the attributes that are read out or shown."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from catalogue.i18n import urls

READ = ("title", "aria-label", "alt", "placeholder", "data-label")
PROVIDERS = ("for_providers", "become", "form", "fields", "open_data")
ELSEWHERE = ("problems",)  # for those who write files
HIDDEN = ("script", "style")
_KIND = re.compile(r'<body class="page-(\w+)"')


class _Text(HTMLParser):
    """Collects what is read."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes that are read."""
        attributes = dict(attrs)
        self.skipping += tag in HIDDEN
        self.parts += [attributes[name] or "" for name in READ if name in attributes]
        if tag == "meta" and attributes.get("name") == "description":
            self.parts.append(attributes["content"] or "")

    def handle_endtag(self, tag: str) -> None:
        """Stop leaving out."""
        self.skipping -= tag in HIDDEN

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        if not self.skipping:
            self.parts.append(data)


def text_of(html: str) -> str:
    """Return what is read on a page, with single spaces."""
    parser = _Text()
    parser.feed(html)
    return re.sub(r"\s+", " ", " ".join(parser.parts)).replace(" .", ".").replace(" ,", ",")


@cache
def pages(dist: Path, lang: str) -> dict[str, dict[str, str]]:
    """Return the text of every page of a language by kind and file; lists and providers have many pages."""
    texts: dict[str, dict[str, str]] = {}
    for file in sorted(dist.rglob("*.html")):
        html = file.read_text(encoding="utf-8")
        if f'<html lang="{lang}"' in html and (kind := _KIND.search(html)):
            texts.setdefault(kind[1], {})[file.relative_to(dist).as_posix()] = text_of(html)
    return texts


def group(on: str, kinds: set[str]) -> set[str]:
    """Return the kinds of page of a group."""
    providers = set(PROVIDERS)
    public = kinds - set(urls.STAFF) - set(ELSEWHERE)
    return {"residents": public - providers, "providers": providers, "public": public, "staff": set(urls.STAFF)}[on]
