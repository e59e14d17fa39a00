"""A built site, a register and a running local server, each in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.server.serve import Local
from tests.support.ops.proposals import Repository
from tests.support.ops.serving import answering, built_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder after a build."""
    return built_project(tmp_path)


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
