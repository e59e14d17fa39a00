"""URLs: a page that a language lacks is reported, and stops nothing."""

from __future__ import annotations

from pathlib import Path

from catalogue.i18n import urls

SITE = Path(__file__).parents[3] / "site"


def site_with(folder: Path, prose: dict[str, str]) -> Path:
    """Write a site where Swedish has every page, and English those that are named."""
    for lang in ("sv", "en"):
        (folder / "pages" / lang).mkdir(parents=True)
    for kind in urls.KINDS:
        (folder / "pages" / "sv" / f"{kind}.md").write_text("# Text\n", "utf-8")
    for kind, text in prose.items():
        (folder / "pages" / "en" / f"{kind}.md").write_text(text, encoding="utf-8")
    return folder


def test_the_site_s_own_pages_are_written_in_all_its_languages() -> None:
    assert list(urls.check(SITE, ("sv", "en", "fi"))) == []


def test_a_page_that_a_language_lacks_is_a_warning(tmp_path: Path) -> None:
    every = dict.fromkeys(urls.KINDS, "# Text\n")
    del every["help"]
    (problem,) = urls.check(site_with(tmp_path, every), ("sv", "en"))
    assert (problem.path, problem.code, problem.severity) == ("site/pages/en/help.md", "page_missing", "warning")


def test_a_page_of_data_alone_needs_no_file(tmp_path: Path) -> None:
    every = {kind: "# Text\n" for kind in urls.KINDS if kind != "list"}
    assert list(urls.check(site_with(tmp_path, every), ("sv", "en"))) == []
