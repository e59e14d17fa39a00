"""Page kinds and their addresses; the slugs come from the locale files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from catalogue.i18n import locale_file
from catalogue.i18n.messages import Messages
from catalogue.schema.problem import Problem, make_problem

KINDS = (
    "start",
    "list",
    "provider",
    "selection",
    "compare",
    "guide",
    "guide_questions",
    "order",
    "number",
    "own_number",
    "session",
    "statistics",
    "for_providers",
    "become",
    "form",
    "fields",
    "problems",
    "no_choice",
    "help",
    "children",
    "feedback",
    "changes",
    "open_data",
    "accessibility",
    "privacy",
    "not_found",
    "staff",
    "staff_sign_in",
    "reception",
    "provider_desk",
    "finance",
    "contracts",
)
HANDBOOK = "/handbok/"
"""The address of the handbook, which MkDocs builds (`catalogue/build/handbook.py`)."""
STAFF = (
    "staff",
    "staff_sign_in",
    "reception",
    "provider_desk",
    "finance",
    "contracts",
)  # for staff: a header of their own, not indexed, and not linked from a resident's page
UNINDEXED = (*STAFF, "selection", "not_found")
"""Pages that a search engine should not show: a subset of the providers out of its order is nobody's first page."""
WITHOUT_PROSE = ("list", "provider", "selection", "compare", "guide_questions")  # generated from data alone
OF_A_CHOICE = ("selection", "compare", "guide", "guide_questions", "order", "no_choice")
"""Pages that help to choose: where there is one provider, there are none."""
FURTHER = ("session", "number", "help")
"""Pages in languages that the rest of the site is not in, where policy asks for them."""
PER_PAGE = 60  # DESIGN §7: a longer list is paged


class Traits(Protocol):
    """The traits of a policy that some pages depend on."""

    @property
    def one_provider(self) -> bool:
        """Return whether there is nothing to choose between."""
        ...

    @property
    def numbers(self) -> str:
        """Return for how many services a control number is needed: `all`, `some` or `none`."""
        ...

    @property
    def own_unit_only(self) -> str:
        """Return how many services only the municipality's own unit performs."""
        ...


def kinds(policy: Traits) -> tuple[str, ...]:
    """Return the kinds of page that a site has under a policy."""
    left_out = {
        *(OF_A_CHOICE if policy.one_provider else ()),
        *(("own_number",) if policy.numbers == "none" else ()),
        *(("become",) if policy.own_unit_only == "all" else ()),
    }
    return tuple(kind for kind in KINDS if kind not in left_out)


@dataclass(frozen=True)
class Addresses:
    """The addresses of the pages in one language; the first language is at the root."""

    root: str  # "/" or "/en/"
    words: Messages

    def page(self, kind: str) -> str:
        """Return the address of a page kind that has a single page."""
        if kind == "not_found":
            return f"{self.root}404.html"
        slug = self.words[f"address.{kind}"]
        return f"{self.root}{slug}/" if slug else self.root

    def provider(self, provider_id: str) -> str:
        """Return the address of a provider's page."""
        return f"{self.page('list')}{provider_id}/"

    def feed(self) -> str:
        """Return the address of the feed of changes."""
        return f"{self.page('changes')}atom.xml"

    def brochure(self) -> str:
        """Return the address of the printed brochure."""
        return f"{self.root}{self.words['address.brochure']}.pdf"

    def list_page(self, page: int) -> str:
        """Return the address of a page of the list; page 1 is the list itself."""
        return self.page("list") if page == 1 else f"{self.page('list')}{self.words['address.page']}/{page}/"

    def compare_page(self, page: int) -> str:
        """Return the address of a page of the comparison; page 1 is the comparison itself."""
        return self.page("compare") if page == 1 else f"{self.page('compare')}{self.words['address.page']}/{page}/"

    def selection(self, facet: str, value: str, page: int = 1) -> str:
        """Return the address of a filtered list, hashed so that the browser history does not reveal the filter.

        An empty value selects the providers that have not stated it.
        """
        code = hashlib.blake2b(f"{facet}={value}".encode(), digest_size=4).hexdigest()
        first = f"{self.page('selection')}{code}/"
        return first if page == 1 else f"{first}{page}/"


@dataclass(frozen=True)
class FurtherAddresses(Addresses):
    """The addresses in a language that has a few pages alone: those of the others are the first language's."""

    first: Addresses

    def page(self, kind: str) -> str:  # noqa: D102 - see Addresses
        return super().page(kind) if kind in FURTHER else self.first.page(kind)


def addresses(words: Mapping[str, Messages], languages: Sequence[str]) -> dict[str, Addresses]:
    """Return the addresses of each language: the first at `/`, the others below their language tag."""
    return {lang: Addresses("/" if lang == languages[0] else f"/{lang}/", words[lang]) for lang in languages}


def load(site: Path, languages: Sequence[str]) -> dict[str, Addresses]:
    """Read the addresses of each language, which depend on no policy: what it says changes, an address does not."""
    return addresses({lang: Messages(lang, locale_file.read(site, lang).single) for lang in languages}, languages)


def check(site: Path, languages: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each page without prose in some language; the first language's is shown there instead."""
    prose = [kind for kind in KINDS if kind not in WITHOUT_PROSE]
    for lang in languages[1:]:
        for kind in prose:
            if not (site / "pages" / lang / source_file(kind)).is_file():
                yield make_problem("page_missing", f"site/pages/{lang}/{source_file(kind)}")


def with_further_pages(site: Path) -> list[str]:
    """Return the languages that have every page which a further language needs, and a locale file."""
    names = sorted(file.stem for file in (site / "locales").glob("*.yaml"))
    return [lang for lang in names if all((site / "pages" / lang / source_file(kind)).is_file() for kind in FURTHER)]


def source_file(kind: str) -> str:
    """Return the path of a page kind's prose file, relative to the folder of its language.

    >>> source_file("order")
    'order.md'
    """
    return f"{kind}.md"


def page_count(providers: int) -> int:
    """Return the number of list pages for so many providers; at least one."""
    return max(1, -(-providers // PER_PAGE))


def output_file(address: str) -> str:
    """Return the path of the file that is served at an address.

    >>> output_file("/en/providers/")
    'en/providers/index.html'
    """
    return address.lstrip("/") + ("index.html" if address.endswith("/") else "")


def pagination_window(page: int, last: int) -> list[int]:
    """Return the page numbers to link to: the first, the last, and up to two on each side of this one.

    >>> pagination_window(5, 9)
    [1, 3, 4, 5, 6, 7, 9]
    """
    return sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
