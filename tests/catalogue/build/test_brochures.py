"""The brochures of a build: in every language, linked where there are any, and never in the way of the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.build import handbook, pipeline, print_brochure
from tests.support.catalogue import small
from tests.support.catalogue.small import NORMAL

LIST, START = "utforare/index.html", "index.html"


@pytest.fixture(autouse=True)
def _without_a_handbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the other document, which takes longer."""
    monkeypatch.setattr(handbook, "kept", lambda *_: None)


def page(folder: Path, file: str) -> str:
    """Read a page of the built site."""
    return (folder / "dist" / file).read_text(encoding="utf-8")


def test_a_site_that_people_are_to_read_has_one_in_each_language(tmp_path: Path) -> None:
    folder = small.checkout(tmp_path / "here")
    assert pipeline.build(folder, today=small.TODAY, with_documents=True).ok
    for file in ("broschyr.pdf", "en/brochure.pdf"):
        assert (folder / "dist" / file).read_bytes().startswith(b"%PDF-")
    assert [page(folder, file).count('href="/broschyr.pdf"') for file in (LIST, START)] == [1, 1]
    assert 'href="/en/brochure.pdf"' in page(folder, "en/index.html")


def test_the_link_says_that_it_is_a_pdf_and_how_large(tmp_path: Path) -> None:
    folder = small.checkout(tmp_path / "here")
    pipeline.build(folder, today=small.TODAY, with_documents=True)
    size = (folder / "dist" / "broschyr.pdf").stat().st_size // 1000
    assert f"(PDF, {size}\u00a0kB)</a>" in page(folder, LIST)


def test_a_build_without_documents_links_to_none(tmp_path: Path) -> None:
    folder = small.checkout(tmp_path / "here")
    pipeline.build(folder, today=small.TODAY)
    assert "broschyr.pdf" not in page(folder, LIST) + page(folder, START)


def test_a_character_that_cannot_be_printed_is_a_warning_at_its_profile_and_the_site_is_built(tmp_path: Path) -> None:
    folder = small.checkout(tmp_path / "here")
    small.write(folder, NORMAL, small.PROFILES[NORMAL].replace("Vi samtalar", "Vi (ትግርኛ) samtalar"))
    report = pipeline.build(folder, today=small.TODAY, with_documents=True)
    told = [problem for problem in report.problems if problem.code == "brochure_unprintable"]
    assert {(problem.path, problem.severity) for problem in told} == {(f"providers/{NORMAL}.yaml", "warning")}
    assert (report.ok, "broschyr.pdf" in page(folder, LIST)) == (True, False)


def test_more_providers_than_anybody_reads_of_are_left_to_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small.checkout(tmp_path / "here")
    monkeypatch.setattr(print_brochure, "PROVIDERS_MAX", 2)
    assert pipeline.build(folder, today=small.TODAY, with_documents=True).ok
    assert not (folder / "dist" / "broschyr.pdf").exists()
