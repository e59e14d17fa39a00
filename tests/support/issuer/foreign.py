"""Starts and stops the foreign issuer: npm's oidc-provider in a process of its own (issuer.mjs), on a free port."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from tests.support import separate_tools
from tests.support.browser.visiting import PAGES
from tests.support.issuer.shapes import HOST, PEOPLE, Shape

PROGRAM: Final = Path(__file__).with_name("issuer.mjs")
INSTALLED: Final = Path(sys.prefix) / "npm" / "issuer"
LATE_SECONDS: Final = 60  # usually immediate; a busy machine may need longer
REFUSAL: Final = "Anna Andersson stängde inloggningen."
"""What the issuer says when somebody presses Refuse."""
WINDOW: Final = PAGES["staff_sign_in"]
"""The page of the site that the issuer sends the browser back to."""


@dataclass
class ForeignIssuer:
    """An issuer whose tokens have one shape, for a site at one origin."""

    shape: Shape
    site: str
    issuer: str = ""
    _process: subprocess.Popen[str] | None = None

    def start(self, **changes: Any) -> None:  # noqa: ANN401 - whatever issuer.mjs is told
        """Start it with new keys, the second time at the port of the first; return when it listens."""
        settings = json.dumps(self._settings() | changes)
        command = [str(_node()), str(PROGRAM), str(INSTALLED), settings]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        word, _, self.issuer = _stream(self._process.stdout).readline().strip().partition(" ")
        assert word == "listening", "the issuer did not start"

    def stop(self) -> None:
        """Close its standard input, at which it ends, and wait for that."""
        if self._process:
            _stream(self._process.stdin).close()
            self._process.wait(LATE_SECONDS)
            _stream(self._process.stdout).close()
            self._process = None

    def restart(self, **changes: Any) -> None:  # noqa: ANN401 - as for start
        """Start it anew at the same port, with new keys, and with nobody signed in."""
        self.stop()
        self.start(**changes)

    @contextmanager
    def restarted(self, **changes: Any) -> Iterator[None]:  # noqa: ANN401 - as for start
        """Run it changed, and then as it was."""
        self.restart(**changes)
        try:
            yield
        finally:
            self.restart()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop it, and start it again."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def entry(self, roles: Sequence[str]) -> dict[str, Any]:
        """Return what a municipality writes in `identity` for it, when it may give some roles."""
        entry = {"issuer": self.issuer, "jwks": self.url("jwks"), **self.shape.policy, "roles": [*roles]}
        if "role_values" in entry:
            entry["role_values"] = {value: role for value, role in entry["role_values"].items() if role in roles}
        if self.shape.endpoint_host != HOST:
            entry["origins"] = [f"http://{self.shape.endpoint_host}:{self.port}"]
        if self.shape.token_issuer_path:
            entry["token_issuer"] = f"http://{self.host}{self.shape.token_issuer_path}"
        return entry

    def url(self, path: str) -> str:
        """Return an address below the issuer's, which may end with a slash."""
        return f"{self.issuer.rstrip('/')}/{path}"

    @property
    def client(self) -> str:
        """Return the identifier that the site has there."""
        return str(self.shape.policy.get("client", self.shape.policy["audience"]))

    @property
    def host(self) -> str:
        """Return host and port, as a page names it."""
        return self.issuer.split("/")[2]

    @property
    def port(self) -> int:
        """Return its port, 0 before the first start."""
        return int(self.host.rpartition(":")[2]) if self.issuer else 0

    def _settings(self) -> dict[str, Any]:
        shape = self.shape
        return {
            "port": self.port,
            "path": shape.path,
            "endpoint_host": shape.endpoint_host,
            "algorithm": shape.algorithm,
            "client": {
                "id": self.client,
                "redirect_uris": [self.site + WINDOW],
                "origins": [self.site],
            },
            "asked": {"scope": "", "parameters": {}, **shape.asked},
            "token_audience": shape.audience or shape.policy["audience"],
            "token_issuer_path": shape.token_issuer_path,
            "without": shape.without,
            "key_named_by": shape.key_named_by,
            "accounts": {person.name: shape.claims(person) for person in PEOPLE},
            "skew_seconds": 0,
            "discovery": {},
            "refusal": REFUSAL,
        }


@contextmanager
def running(shape: Shape, site: str) -> Iterator[ForeignIssuer]:
    """Yield a started issuer for a site's origin, and stop it."""
    issuer = ForeignIssuer(shape, site)
    try:
        issuer.start()
        yield issuer
    finally:
        issuer.stop()


def _node() -> Path:
    """Return the tests' own Node; skip the test if it, or the issuer, is not installed."""
    if not (INSTALLED / "node_modules" / "oidc-provider").is_dir():
        separate_tools.give_up("oidc-provider is not installed: python3 ops/setup.py test", os.environ)
    return separate_tools.ready("node").with_name("node")


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
