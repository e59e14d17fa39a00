"""Every file for everybody stands on the page about open data and in the index, and what stands there is a file."""

import fnmatch
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from ops.server import static_files
from tests.support.catalogue import small
from tests.support.catalogue.published_demo import demo
from tests.support.imports import ROOT

PAGES = ("oppna-uppgifter", "en/open-data", "fi/avoimet-tiedot")
LINK = re.compile(r'href="([^"]*)"')
OF_EACH = re.compile(r"/api/v1/providers/[^/]*\.json")


def published(dist: Path) -> set[str]:
    """Return the path of each built file that pages of other sites may read; one for those of each provider."""
    root = dist.resolve()
    files = {f"/{file.relative_to(root).as_posix()}" for file in root.rglob("*") if file.is_file()}
    return shown(path for pattern in static_files.OPEN_DATA for path in fnmatch.filter(files, pattern))


def shown(paths: Iterable[str]) -> set[str]:
    """Return paths with one for the files of each provider."""
    return {OF_EACH.sub("/api/v1/providers/{id}.json", path) for path in paths}


def links(page: Path) -> set[str]:
    """Return what the main part of a page links to on the site itself, besides pages."""
    main = page.read_text(encoding="utf-8").partition("<main")[2].partition("</main>")[0]
    return shown(link for link in LINK.findall(main) if link.startswith("/") and not link.endswith("/"))


@pytest.mark.parametrize("page", PAGES)
def test_the_page_has_each_file_and_schema(page: str) -> None:
    assert links(demo() / page / "index.html") == published(demo())


def test_so_it_has_where_there_are_too_many_providers_for_a_file_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogue.open_data.bulk_files.ONE_EACH_MAX", 4)
    folder = small.checkout(tmp_path / "here")
    small.built(folder)
    assert links(folder / "dist" / PAGES[0] / "index.html") == published(folder / "dist")


def test_the_index_has_them_too_each_once_and_of_the_type_that_is_served() -> None:
    files = json.loads((demo() / "api/v1/index.json").read_text(encoding="utf-8"))["files"]
    schemas = {file["schema"] for file in files if (file["schema"] or "").startswith("/")}
    assert {file["path"] for file in files} | schemas == published(demo())
    assert len({file["name"] for file in files}) == len(files)
    served = {file["path"]: static_files.content_type(Path(file["path"])).partition(";")[0] for file in files}
    assert {file["path"]: file["media_type"] for file in files} == served


def test_the_page_calls_a_schema_of_ours_a_schema_and_what_others_publish_a_specification() -> None:
    page = (demo() / PAGES[1] / "index.html").read_text(encoding="utf-8")
    formats = re.findall(r'data-label="Description of the format"><a href="([^"]+)"[^>]*>(\w+)</a>', page)
    assert {(address.startswith("/"), name) for address, name in formats} == {
        (True, "Schema"),
        (False, "Specification"),
    }
    standards = re.findall(r"\]\((https:[^)]+)\)", (ROOT / "docs/standards.md").read_text(encoding="utf-8"))
    others = [address for address, _ in formats if not address.startswith("/")]
    assert [address for address in others if not address.startswith(tuple(standards))] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_table_has_its_name_for_those_who_listen_and_no_second_heading(page: str) -> None:
    assert '<caption class="out">' in (demo() / page / "index.html").read_text(encoding="utf-8")
