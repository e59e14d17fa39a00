"""The pictures of the README and the handbook: one script makes each that is named, and no other."""

import re

from docs.pictures.make import PICTURES
from tests.support.programs import ROOT

PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "site" / "handbook").rglob("*.md")]


def test_each_picture_that_a_page_shows_is_there_and_made_by_the_script_and_none_is_made_in_vain() -> None:
    shown = {
        (page.parent / name).resolve().relative_to(ROOT).as_posix()
        for page in PAGES
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    }
    assert shown == set(PICTURES)
    assert [name for name in sorted(shown) if not (ROOT / name).is_file()] == []
