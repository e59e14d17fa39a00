"""The reviewer's comment as Markdown makes it: what a provider wrote stands as text, in its place."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.support.ops.proposals import OWN, SOUND, Repository

ABOUT = "  sv: Vi håller samtal med par och familjer i Vasastan.\n"
LEADING = ["- punkt", "> citat", "    indrag", "1. ett", "---", "===", "|a|b|", "+ mer", "<"]
WITHIN = ["a | b", "@alla #1", "Par & barn", "\\*", "a < b > c", "[x]: y"]
REFUSED = [
    "# rubrik",
    "```",
    "<b>fet</b>",
    "</code></td>",
    "<!-- gömt -->",
    "`kod`",
    "&lt;br&gt;",
    "*fet* _fet_",
]
"""What no text of a profile may hold: its fault is told, and may quote it."""
PLAIN = {"h2", "h3", "p", "table", "tr", "th", "td", "code", "br", "pre", "details", "summary", "ul", "li"}


class Comment(HTMLParser):
    """What stands in each cell of a comment that CommonMark has rendered, and outside `code`; `br` is a line end."""

    def __init__(self, html: Path) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: set[str] = set()
        self.outside = ""
        self.within: list[str] = []
        self.feed(MarkdownIt("commonmark").render(html.read_text(encoding="utf-8")))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.tags.add(tag)
        if tag == "br":
            self.handle_data("\n")
            return
        self.within.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.within.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.within:
            self.cells[-1] += data
        if "code" not in self.within:
            self.outside += data


@pytest.fixture
def html(tmp_path: Path) -> Path:
    """Where the comment is written."""
    return tmp_path / "comment.html"


def told(repository: Repository, html: Path, profile: str) -> Comment:
    """The comment on a proposal that makes this of the provider's profile."""
    repository.write(f"providers/{OWN}.yaml", profile)
    repository.commit()
    repository.review(html)
    return Comment(html)


def saying(*lines: str) -> str:
    """The profile with these lines as what the provider says of itself."""
    return SOUND.replace(ABOUT, "  sv: |-\n" + "".join(f"    {line}\n" if line else "\n" for line in lines))


class TestTheComment:
    """It is read as Markdown, in which HTML ends at the first empty line."""

    def test_a_blank_line_stays_in_its_place(self, repository: Repository, html: Path) -> None:
        comment = told(repository, html, saying("Vi tar emot par.", "", "Vi tar emot familjer."))
        _, before, after, page_before, page_after = comment.cells
        assert before == "Vi håller samtal med par och familjer i Vasastan."
        assert after == "Vi tar emot par.\n\nVi tar emot familjer."
        assert page_before.replace(before, after) == page_after

    @pytest.mark.parametrize("sign", LEADING)
    def test_what_begins_a_line_begins_nothing_else(self, repository: Repository, html: Path, sign: str) -> None:
        comment = told(repository, html, saying("Först.", "", sign, "", "Sist."))
        assert comment.cells[2] == f"Först.\n\n{sign}\n\nSist."
        assert comment.tags <= PLAIN

    @pytest.mark.parametrize("sign", WITHIN)
    def test_signs_of_html_and_markdown_are_text_in_code(self, repository: Repository, html: Path, sign: str) -> None:
        comment = told(repository, html, saying(f"Vi {sign} samtal.", "", "Sist."))
        assert comment.cells[2] == f"Vi {sign} samtal.\n\nSist."
        assert sign not in comment.outside

    @pytest.mark.parametrize("sign", REFUSED)
    def test_what_is_refused_is_told_in_code(self, repository: Repository, html: Path, sign: str) -> None:
        comment = told(repository, html, saying("Först.", "", sign, "", "Sist."))
        assert "Errors" in comment.outside
        assert comment.tags <= PLAIN
        assert sign not in comment.outside

    @pytest.mark.parametrize("end", ["\\n\\n", "\\r\\n\\r\\n", "\\r\\r"], ids=["LF", "CRLF", "CR"])
    def test_no_line_end_of_a_text_ends_the_comment(self, repository: Repository, html: Path, end: str) -> None:
        comment = told(repository, html, SOUND.replace(ABOUT, f'  sv: "Par.{end}Familjer."\n'))
        assert not comment.within
        assert "Familjer." not in comment.outside

    @pytest.mark.parametrize("key", ["name", "street", "title"])
    def test_a_fault_quotes_the_profile_on_one_line(self, repository: Repository, html: Path, key: str) -> None:
        found = next(line for line in SOUND.splitlines() if f"{key}: " in line)
        comment = told(repository, html, SOUND.replace(found, f'{found.split(":")[0]}: "<b>\\n\\n# x @alla"', 1))
        assert not comment.within
        assert comment.tags <= PLAIN
        assert "@alla" not in comment.outside
