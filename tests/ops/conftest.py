"""A built site, a register and a running local server, each in a folder of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue import REGISTER
from ops.server.serve import Local
from tests.support.app.endpoint import register_data
from tests.support.ops.proposals import Repository
from tests.support.ops.serving import answering


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder after a build."""
    pages = {
        "index.html": "<h1>Hitta familjerådgivning</h1>",
        "en/index.html": "<h1>Find</h1>",
        "utforare/ana/index.html": "<h1>Ana</h1>",
        "404.html": "<h1>Sidan finns inte</h1>",
        "assets/site.css": "body{}",
        "assets/site.js": "export {};",
        "order.json": "{}",
        "assets/icon.svg": "<svg/>",
    }
    for name, text in pages.items():
        file = tmp_path / "dist" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("canary", encoding="utf-8")
    (tmp_path / "dist" / "link").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "dist" / ".hidden").write_text("canary", encoding="utf-8")
    register = tmp_path / REGISTER
    register.parent.mkdir(parents=True)
    register.write_text(json.dumps(register_data()), encoding="utf-8")
    return tmp_path


@pytest.fixture
def local(root: Path) -> Iterator[Local]:
    """A server on a port of the machine's choice, answering until the test ends."""
    with answering(root) as running:
        yield running


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Make a municipality's repository, and a proposal to it."""
    folder = tmp_path / "r"
    folder.mkdir()
    return Repository(folder)
