"""One built site, one server of files, one browser for all browser tests."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from catalogue import pipeline
from catalogue import policy as policies
from catalogue.policy import Policy
from catalogue.render import CSP
from tests.browser.visiting import BUILT, Site, Visit

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Files(SimpleHTTPRequestHandler):
    """Serves the built files as the hosting would: with the header of the content policy."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep the terminal for the tests."""


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Serve a built site on a free port."""
    handler = functools.partial(_Files, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Site(folder, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Build the demonstration as of a fixed day, in a folder of its own, and serve it."""
    root = tmp_path_factory.mktemp("site")
    for folder in ("policy", "providers", "site"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    report = pipeline.build(root, today=BUILT, register=root / "register.json")
    assert report.ok, [problem.text("en") for problem in report.problems]
    with served(root / "dist") as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's chromium once."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("these tests need chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Visit]:
    """Open a fresh window; indirect parameters ask for another kind of window."""
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    context = browser.new_context(**options)
    context.set_default_timeout(10_000)
    yield Visit(context, site)
    context.close()


@pytest.fixture(scope="session")
def policy() -> Policy:
    """Load the demonstration's policy."""
    loaded, problems = policies.load(ROOT / "policy")
    assert loaded is not None, problems
    return loaded
