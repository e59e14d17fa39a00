"""What a search engine is told: `robots.txt`, and a sitemap of the residents' pages with their languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import escape

from catalogue.i18n.urls import FURTHER, UNINDEXED, Addresses, page_count

SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"


def files(
    origin: str,
    urls: Mapping[str, Addresses],
    further: Mapping[str, Addresses],
    kinds: Sequence[str],
    ids: Sequence[str],
) -> Iterator[tuple[str, bytes]]:
    """Yield both files; `origin` is the site's address without a slash at its end, `ids` the listed providers.

    `further` has the addresses in the languages that a few pages alone are in.
    """
    yield ROBOTS, f"User-agent: *\nDisallow: /v1/\n\nSitemap: {origin}/{SITEMAP}\n".encode()
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    )
    lines += (_entry(origin, page) for pages in _pages(urls, further, kinds, ids) for page in _versions(pages))
    lines.append("</urlset>\n")
    yield SITEMAP, "\n".join(lines).encode()


def _pages(
    urls: Mapping[str, Addresses], further: Mapping[str, Addresses], kinds: Sequence[str], ids: Sequence[str]
) -> Iterator[dict[str, str]]:
    """Yield the addresses of each page by language."""
    for kind in kinds:
        if kind not in (*UNINDEXED, "provider"):
            every = {**urls, **further} if kind in FURTHER else urls
            yield {lang: own.page(kind) for lang, own in every.items()}
    for page in range(2, page_count(len(ids)) + 1):
        yield {lang: own.list_page(page) for lang, own in urls.items()}
    for provider in sorted(ids):
        yield {lang: own.provider(provider) for lang, own in urls.items()}


def _versions(pages: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each language's address of a page, with those of all its languages."""
    for address in pages.values():
        yield address, pages


def _entry(origin: str, page: tuple[str, Mapping[str, str]]) -> str:
    address, pages = page
    links = {**pages, "x-default": next(iter(pages.values()))} if len(pages) > 1 else {}
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="{escape(origin + other)}"/>'
        for lang, other in links.items()
    )
    return f"<url><loc>{escape(origin + address)}</loc>{alternates}</url>"
