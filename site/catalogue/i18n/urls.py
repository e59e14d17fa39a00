"""The page kinds and their addresses; the words of an address are the locale's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

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
    "statistics",
    "for_providers",
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
    "operate",
    "operate_deploy",
    "operate_incidents",
    "operate_routine",
    "operate_personal_data",
    "operate_cost",
)
RUNBOOK = ("operate_deploy", "operate_incidents", "operate_routine", "operate_personal_data", "operate_cost")
"""For whoever runs the service: English prose in a folder of its own, in every language of the site."""
RUNBOOK_LANGUAGE = "en"
STAFF = (
    "staff",
    "staff_sign_in",
    "reception",
    "provider_desk",
    "finance",
)  # for staff: not indexed, and not linked from a resident's page
PER_PAGE = 60  # DESIGN §7: a longer list is paged


@dataclass(frozen=True)
class Addresses:
    """Where the pages of one language live; the first language stands at the root."""

    root: str  # "/" or "/en/"
    words: Messages

    def of(self, kind: str) -> str:
        """Give the address of a page kind of which there is one."""
        if kind == "not_found":
            return f"{self.root}404.html"
        slug = self.words[f"address.{kind}"]
        return f"{self.root}{slug}/" if slug else self.root

    def provider(self, provider_id: str) -> str:
        """Give the address of a provider's page."""
        return f"{self.of('list')}{provider_id}/"

    def list_page(self, page: int) -> str:
        """Give the address of one page of the list; the first has the list's own."""
        return self.of("list") if page == 1 else f"{self.of('list')}{self.words['address.page']}/{page}/"

    def compare_page(self, page: int) -> str:
        """Give the address of one page of the comparison; the first has the comparison's own."""
        return self.of("compare") if page == 1 else f"{self.of('compare')}{self.words['address.page']}/{page}/"

    def selection(self, facet: str, value: str, page: int = 1) -> str:
        """Give the address of a part of the list; it does not tell which, to whoever looks at the history afterwards.

        No value means those who have not stated it.
        """
        code = hashlib.blake2b(f"{facet}={value}".encode(), digest_size=4).hexdigest()
        first = f"{self.of('selection')}{code}/"
        return first if page == 1 else f"{first}{page}/"


def addresses(words: Mapping[str, Messages], languages: Sequence[str]) -> dict[str, Addresses]:
    """Lay out the languages: the first at `/`, every other under its tag."""
    return {lang: Addresses("/" if lang == languages[0] else f"/{lang}/", words[lang]) for lang in languages}


def check(site: Path, languages: Sequence[str]) -> Iterator[Problem]:
    """Every page has its prose in every language; where it has not, the first language's stands there."""
    prose = [kind for kind in KINDS if not _is_all_facts(site / "pages" / languages[0] / source_file(kind))]
    for lang in languages[1:]:
        for kind in (kind for kind in prose if kind not in RUNBOOK):
            if not (site / "pages" / lang / source_file(kind)).is_file():
                yield make_problem("page_missing", f"site/pages/{lang}/{source_file(kind)}")


def source_file(kind: str) -> str:
    """Name the prose of a page kind, below the folder of its language.

    >>> source_file("order"), source_file("operate_cost")
    ('order.md', 'operate/cost.md')
    """
    return f"{kind.replace('_', '/', 1)}.md" if kind in RUNBOOK else f"{kind}.md"


def _is_all_facts(page: Path) -> bool:
    """Whether a page has no prose of its own, so that one file serves every language."""
    return page.is_file() and page.read_text(encoding="utf-8").strip() == "⟦content⟧"


def count(providers: int) -> int:
    """Tell on how many pages so many providers stand; nobody is one page too."""
    return max(1, -(-providers // PER_PAGE))


def output_file(address: str) -> str:
    """Name the file that answers an address.

    >>> output_file("/en/providers/")
    'en/providers/index.html'
    """
    return address.lstrip("/") + ("index.html" if address.endswith("/") else "")


def pagination_window(page: int, count: int) -> list[int]:
    """Number the pages to link to: the first, the last, and those around this one.

    >>> pagination_window(5, 9)
    [1, 3, 4, 5, 6, 7, 9]
    """
    return sorted({1, count, *range(max(1, page - 2), min(count, page + 2) + 1)})
