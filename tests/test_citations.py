"""Every citation leads somewhere: a fact's number, a section, a link between our documents, a path in backticks."""

import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent
TEXTS = {".py", ".md", ".yaml", ".yml", ".html", ".js", ".css", ".json", ".typ", ".toml", ".in", ".txt", ".conf", ""}
HISTORY = "CHANGELOG.md"
"""What was true of an earlier tree is not followed."""
MUNICIPALITYS = ("policy/", "providers/")
PROSE = ("site/pages/", "site/handbook/")
"""Pages of the site and of the handbook; their builds follow their links."""
SECTIONS = {"DOMAIN": "docs/domain.md", "DESIGN": "docs/design.md"}
MADE_LATER = {"policy/reports/<year>.yaml"}
"""What a municipality adds, and the demonstration has not."""

ON_THE_PLATFORM = {"../../issues", "../../pulls", "../../security/advisories/new"}
"""Pages that GitHub has for every repository, from a document at its root."""

_FACTS = re.compile(r"\bD(\d{1,2})\b(?:\s?[-–]\s?D?(\d{1,2})\b)?")
_SECTION = re.compile(r"\b(DOMAIN|DESIGN)(?:\.md)?`? §§?(\d+)")
_DOCUMENT = re.compile(r"(?<![\w/.-])[A-Z]{3,}\.md\b")
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.<*-][\w.<>*-]*(?:/[\w.<>*-]*)+")
_FILE = re.compile(r"[\w-]+\.(?:py|md|ya?ml|json|js|toml|txt|lock)")
_MEDIA_TYPE = re.compile(r"(?:application|text|image)/")


@cache
def tracked() -> tuple[str, ...]:
    """List the files of the repository, by their paths below the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return tuple(path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file())


@cache
def generated() -> tuple[str, ...]:
    """List what git ignores because a command makes it."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip("/") for line in lines if line and not line.startswith("#"))


def texts() -> Iterator[tuple[str, str]]:
    """Read every text that may cite something; this file cites faults on purpose."""
    for path in tracked():
        is_ours = path not in {HISTORY, "tests/test_citations.py"} and not path.startswith(MUNICIPALITYS)
        if is_ours and PurePosixPath(path).suffix in TEXTS:
            yield path, (ROOT / path).read_text(encoding="utf-8")


def documents() -> Iterator[tuple[str, str]]:
    """Read our Markdown files, the pages of the site aside."""
    return ((path, text) for path, text in texts() if path.endswith(".md") and not path.startswith(PROSE))


def headings(document: str) -> list[str]:
    """Return a document's headings, in their order."""
    return _HEADING.findall(_FENCE.sub("", document))


def anchors(document: str) -> set[str]:
    """Return what a link can point at in a document, made from its headings as GitHub makes it."""
    anchors_so_far: set[str] = set()
    for heading in headings(document):
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        names = (anchor, *(f"{anchor}-{number}" for number in range(1, 99)))
        anchors_so_far.add(next(name for name in names if name not in anchors_so_far))
    return anchors_so_far


def citable() -> set[str]:
    """Return what can be cited: `D29`, `DOMAIN §6`, and the documents at the root."""
    facts = {heading.split()[0] for heading in headings(read(SECTIONS["DOMAIN"])) if heading.startswith("D")}
    sections = {
        f"{name} {heading.split()[0]}"
        for name, path in SECTIONS.items()
        for heading in headings(read(path))
        if heading.startswith("§")
    }
    return facts | sections | {path for path in tracked() if _DOCUMENT.fullmatch(path)}


def read(path: str) -> str:
    """Return the text of a file in the repository."""
    return (ROOT / path).read_text(encoding="utf-8")


def cited(text: str) -> Iterator[str]:
    """Return every fact, section and document that a text cites; of a range each fact."""
    for first, last in _FACTS.findall(text):
        yield from (f"D{number}" for number in range(int(first), int(last or first) + 1))
    yield from (f"{name} §{number}" for name, number in _SECTION.findall(text))
    yield from _DOCUMENT.findall(_SECTION.sub("", text))


def dead_links(path: str, text: str) -> Iterator[str]:
    """Return the links of a document that lead to no file of ours, or to no heading of one."""
    for link in _LINK.findall(_FENCE.sub("", text)):
        if re.match(r"[a-z]+:", link) or (link in ON_THE_PLATFORM and "/" not in path):
            continue
        file, _, anchor = link.partition("#")
        target = PurePosixPath((ROOT / path).parent.joinpath(file).resolve().relative_to(ROOT)) if file else path
        if not exists(str(target)) or (anchor and anchor not in anchors(read(str(target)))):
            yield link


def lost_paths(text: str) -> Iterator[str]:
    """Return the paths in backticks that are neither in the repository nor made by a command."""
    for code in _CODE.findall(_FENCE.sub("", text)):
        is_path = _PATH.fullmatch(code) and not _MEDIA_TYPE.match(code)
        if (is_path or _FILE.fullmatch(code)) and code not in MADE_LATER and not exists(code):
            yield code


def exists(path: str) -> bool:
    """Return whether a path, or the end of one, is a file, a folder or a pattern of the repository."""
    pattern = re.sub(r"<[^>]*>", "*", path.rstrip("/"))
    if any(pattern == one or pattern.startswith(f"{one}/") or one.endswith(f"/{pattern}") for one in generated()):
        return True
    patterns = (pattern, f"{pattern}/*", f"*/{pattern}", f"*/{pattern}/*")
    return any(fnmatch(file, one) for file in tracked() for one in patterns)


def test_every_fact_and_section_that_is_cited_has_a_heading() -> None:
    there = citable()
    assert [f"{path}: {what}" for path, text in texts() for what in cited(text) if what not in there] == []


def test_every_link_between_our_documents_leads_to_a_file_and_a_heading() -> None:
    assert [f"{path}: {link}" for path, text in documents() for link in dead_links(path, text)] == []


def test_every_path_in_a_document_stands_in_the_repository() -> None:
    assert [f"{path}: {lost}" for path, text in documents() for lost in lost_paths(text)] == []


def test_no_number_of_a_fact_or_a_section_is_given_twice() -> None:
    for path in SECTIONS.values():
        numbers = [heading.split()[0] for heading in headings(read(path)) if re.match(r"(?:§|D)\d", heading)]
        assert sorted(set(numbers)) == sorted(numbers)


def test_a_planted_fault_is_found() -> None:
    there = citable()
    text = "as paid (D29, D60-D62), by DESIGN §6 and `DOMAIN.md` §99; see README.md and NOWHERE.md"
    assert [what for what in cited(text) if what not in there] == ["D61", "D62", "DOMAIN §99", "NOWHERE.md"]
    linked = "[a](domain.md#d29-stockholms-prices) [b](domain.md#d29) [c](nowhere.md) [d](https://example.com/x)"
    assert list(dead_links("docs/design.md", linked)) == ["domain.md#d29", "nowhere.md"]
    paths = (
        "`docs/domain.md` `docs/` `providers/<id>.yaml` `dist/index.html` `docs/nowhere.md` `nowhere.py` `/v1/claims`"
    )
    assert list(lost_paths(paths)) == ["docs/nowhere.md", "nowhere.py"]
