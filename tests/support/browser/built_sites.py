"""Builds the demonstration, or a change of it, once a run, and serves it: files alone, or with the API and sign-in."""

from __future__ import annotations

import fcntl
import functools
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from catalogue.build import pipeline
from catalogue.build.report import Report
from chalicelib.dates import clock
from ops.server.static_files import SECURITY_HEADERS, own_headers
from tests.support import frozen, threads
from tests.support.browser.visiting import BUILT, Loop, Site
from tests.support.municipalities import sites
from tests.support.ops.serving import answering


class _Files(SimpleHTTPRequestHandler):
    """Serves the built files as the hosting would: with the header of the content policy."""

    def end_headers(self) -> None:
        self.send_header(
            "Content-Security-Policy", (SECURITY_HEADERS | own_headers(self.path))["Content-Security-Policy"]
        )
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep the terminal for the tests."""


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Serve a built site on a free port."""
    handler = functools.partial(_Files, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, threads.serving(server):
        yield Site(folder, f"http://127.0.0.1:{server.server_port}")


def built(root: Path, change: Callable[[Path], None] | None = None) -> Report:
    """Build the demonstration as of a fixed day in a folder of its own, with a change of its sources."""
    frozen.laid(root)
    if change:
        change(root)
    return pipeline.build(root, today=BUILT)


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Make a folder once for all workers of a run; whoever comes later waits for it."""
    workers = tmp_path_factory.getbasetemp()
    shared = (workers.parent if "PYTEST_XDIST_WORKER" in os.environ else workers) / name
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            begun = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=shared.parent))
            make(begun)
            begun.rename(shared)
    return shared


@contextmanager
def served_changed(
    tmp_path_factory: pytest.TempPathFactory, name: str, change: Callable[[Path], None]
) -> Iterator[Loop]:
    """Serve the demonstration with a change of its sources, with the API and sign-in, over a ledger of its own."""

    def make(root: Path) -> None:
        report = built(root, change)
        assert report.ok, [problem.text("en") for problem in report.problems]

    root = once(tmp_path_factory, name, make)
    with answering(root, var=tmp_path_factory.mktemp("ledger")) as local:
        yield Loop(Site(root / "dist", local.server.origin), local)


@contextmanager
def served_system(
    tmp_path_factory: pytest.TempPathFactory, system: str, change: Callable[[Path], None] = lambda _: None
) -> Iterator[Loop]:
    """Serve a municipal system's own site as of today, in Swedish, with a change of its policy, and the API."""

    def make(root: Path) -> None:
        root.rmdir()
        sites.written(system, root, ("sv",))
        change(root)
        report = pipeline.build(root, today=clock.day(clock.now()))
        assert report.ok, [problem.text("en") for problem in report.problems]

    root = once(tmp_path_factory, f"{system}-served", make)
    with answering(root, var=tmp_path_factory.mktemp("ledger")) as local:
        yield Loop(Site(root / "dist", local.server.origin), local)
