"""A small municipality whose policy names foreign issuers, served as by `build.py serve --own-sign-in`."""

from __future__ import annotations

import datetime as dt
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

import app
from chalicelib.dates import clock
from chalicelib.service.issuer_keys import fetch_https
from chalicelib.service.token_verifier import Verifier
from ops.server import own_sign_in
from ops.server.http_server import Server
from tests.support.browser.visiting import Site
from tests.support.catalogue import small
from tests.support.issuer.foreign import ForeignIssuer, running
from tests.support.issuer.shapes import Shape
from tests.support.ops.serving import listening

Named = tuple[Shape, tuple[str, ...]]
"""The tokens of an issuer, and the roles that it may give."""


@dataclass
class Clock:
    """The clock of the service, which tests move on instead of waiting."""

    ahead_seconds: float = 0

    def seconds(self) -> float:
        """Return a count of seconds that is never set back."""
        return time.monotonic() + self.ahead_seconds

    def now_seconds(self) -> float:
        """Return the time of day that tokens are compared with."""
        return time.time() + self.ahead_seconds

    def now(self) -> dt.datetime:
        """Return the time of day that requests are handled at."""
        return clock.now() + dt.timedelta(seconds=self.ahead_seconds)


@dataclass
class Town:
    """The served municipality with its issuers, the clock of its service, and the lines of its log."""

    site: Site
    issuers: Sequence[ForeignIssuer]
    clock: Clock = field(default_factory=Clock)
    log: list[str] = field(default_factory=list)

    def get(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return status and body of an answer of the API."""
        request = urllib.request.Request(self.site.url + path, headers=headers)  # noqa: S310 - the tests' own server
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310 - as above
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)

    def begin(self) -> None:
        """Start anew: no keys fetched, an empty log, a right clock."""
        self.clock, self.log = Clock(), []
        wired = app.wired()
        verifier = Verifier(wired.register.identity, fetch_https, self.clock.seconds, self.clock.now_seconds)
        app.configure(replace(wired, verifier=lambda: verifier, now=self.clock.now, write=self.log.append))


@contextmanager
def served(folder: Path, *named: Named) -> Iterator[Town]:
    """Start the issuers, build the municipality with them in its policy, and serve it at another host than theirs."""
    with Server(0) as server, ExitStack() as stack:
        origin = f"http://localhost:{server.server_port}"
        issuers = [stack.enter_context(running(shape, origin)) for shape, _ in named]
        entries = [issuer.entry(roles) for issuer, (_, roles) in zip(issuers, named, strict=True)]
        small.checkout(folder)
        write_identity(folder, entries)
        report = small.built(folder)
        assert report.ok, [problem.text("en") for problem in report.problems]
        own_sign_in.open_site(server, folder)
        with listening(server):
            yield Town(Site(folder / "dist", origin), issuers)


def write_identity(root: Path, entries: Sequence[Mapping[str, Any]]) -> None:
    """Write the issuers into the policy of a folder."""
    file = root / "policy" / "municipality.yaml"
    policy = yaml.safe_load(file.read_text(encoding="utf-8")) | {"identity": list(entries)}
    file.write_text(yaml.safe_dump(policy, allow_unicode=True, sort_keys=False), encoding="utf-8")
