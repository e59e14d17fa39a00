"""`build.py serve --production`: site and API of a small installation, on one machine behind its reverse proxy.

It differs from `serve` in what it demands: a real issuer, https, secrets that somebody made and keeps, a ledger that
survives a power cut. There is no `/dev`, and nothing is built while it runs (DESIGN §14).
"""

import ipaddress
import os
import signal
import sys
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import app
from catalogue.build import pipeline
from chalicelib.control_numbers import key_ring
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.ledger.sqlite_connection import SqliteLedgerError
from chalicelib.register import parser
from chalicelib.register.parser import Register, RegisterError
from chalicelib.service import token_verifier
from chalicelib.service.wiring import Runtime
from office.context import OfficeError, read_policy
from ops.server import static_files
from ops.server.api_gateway import Gateway, Response
from ops.server.dev_site import header, public
from ops.server.http_server import PublicOrigin, Request, Server
from ops.server.serve import STOPS, why_not

VIEWER: Final = "x-kundval-viewer"
"""Where the proxy writes who asks, and a visitor cannot: failed look-ups are counted by it."""
NOT_REAL: Final = ("example", "test", "invalid", "localhost", "example.com", "example.net", "example.org")
"""Names that nobody can own (RFC 2606)."""
LEDGER, SECRETS = "KUNDVAL_LEDGER", "KUNDVAL_SECRETS"


@dataclass(frozen=True)
class Settings:
    """What an installation is run with, all of it checked."""

    origin: str
    rules: Register
    ledger: Path
    secrets: Path


class SettingsError(Exception):
    """Everything that is missing or wrong, a line each."""


def settings(root: Path, environment: Mapping[str, str]) -> Settings:
    """Read all settings, or tell every fault of them at once."""
    faults = []
    ledger, secrets = _file(environment, LEDGER, "sqlite"), _file(environment, SECRETS, "file")
    faults += [*_unset(environment), *_ledger_faults(ledger), *_secrets_faults(secrets)]
    if not (root / "dist" / "index.html").is_file():
        faults.append("The site is not built. Run: python3 build.py build")
    origin, rules = "", None
    try:
        rules = parser.load(root / pipeline.REGISTER)
        faults += _named("identity.issuer", rules.identity.issuer)
        faults += _named("identity.jwks", rules.identity.jwks)
        origin = read_policy(root).municipality.address.rstrip("/")
        faults += _named("address", origin)
    except RegisterError as error:
        faults.append(f"{error} Run: python3 build.py build")
    except OfficeError as error:
        faults.append(str(error))
    if faults or rules is None or ledger is None or secrets is None:
        raise SettingsError("\n".join(faults))
    return Settings(origin, rules, ledger, secrets)


def serve(root: Path, port: int, environment: Mapping[str, str] = os.environ) -> int:
    """Serve until SIGTERM or Ctrl-C, and finish what was begun; SIGHUP takes over a register that was built since."""
    try:
        found = settings(root, environment)
        server = Server(port, public_of(found))
        ledger = SqliteLedger(found.ledger, synchronous="FULL")
    except (SettingsError, SqliteLedgerError) as error:
        print("\n".join(f"serve: {line}" for line in str(error).splitlines()), file=sys.stderr)
        return 1
    except (OSError, OverflowError) as refusal:
        print(f"serve: {why_not(refusal, port)}", file=sys.stderr)
        return 1
    server.daemon_threads, server.block_on_close = False, True  # a claim that was begun is finished
    app.configure(wired(root, found, ledger))
    server.answers = ProductionSite(root / "dist", Gateway(app.app)).answer
    before = {one: signal.signal(one, signal.default_int_handler) for one in STOPS}
    before[signal.SIGHUP] = signal.signal(signal.SIGHUP, lambda *_: _reload(root))
    try:
        with server:
            _until_stopped(server, found)
    finally:
        ledger.close()
        for one, handler in before.items():
            signal.signal(one, handler)
    return 0


def public_of(found: Settings) -> PublicOrigin:
    """Give the name that is answered to, and the headers of every answer."""
    return PublicOrigin(found.origin, static_files.asking(found.rules.identity.issuer) | static_files.HTTPS_ALONE)


def wired(
    root: Path, found: Settings, ledger: SqliteLedger, fetch: token_verifier.Fetch = token_verifier.fetch_https
) -> Runtime:
    """Wire the function by these settings alone: what else stands in the environment cannot change whom it believes."""
    known = {
        LEDGER: f"sqlite:{found.ledger}",
        SECRETS: f"file:{found.secrets}",
        "KUNDVAL_REGISTER": str(root / pipeline.REGISTER),
        "KUNDVAL_ADDRESS_HEADER": VIEWER,
    }
    made = replace(Runtime.from_environment(known, fetch), ledger=lambda: ledger)
    _ = made.service
    return made


@dataclass(frozen=True)
class ProductionSite:
    """What answers, when the proxy tells who asks."""

    dist: Path
    gateway: Gateway

    def answer(self, asked: Request) -> Response:
        """Answer as the cloud does; a page may be kept for a minute, an answer of the API never."""
        if not header(asked, VIEWER):
            told = f"The reverse proxy must write who asks into the header {VIEWER}.\n"
            return Response(500, {"Content-Type": "text/plain; charset=utf-8"}, told.encode())
        found = public(self.dist, self.gateway, asked)
        if asked.path.startswith("/v1") or found.status != 200:  # noqa: PLR2004 - as HTTP has it
            return found
        return replace(found, headers={"Cache-Control": static_files.CACHED, **found.headers})


def _until_stopped(server: Server, found: Settings) -> None:
    """Say that it serves when a signal would be heard, and not before."""
    try:
        print(f"{found.origin} is served on {server.origin}, with the ledger {found.ledger}.", flush=True)
        _look_at(found.rules.identity.jwks)
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        print("Stopped.", flush=True)


def _reload(root: Path) -> None:
    try:
        app.configure(replace(app.wired(), register=parser.load(root / pipeline.REGISTER)))
    except RegisterError as error:
        print(f"The register stays as it was: {error}", file=sys.stderr, flush=True)
        return
    print("The register that was built last is in force.", flush=True)


def _look_at(jwks: str) -> None:
    """Ask the issuer for its keys once, to tell: it may be away for a while, and is asked again."""
    try:
        usable = token_verifier.usable_keys(token_verifier.fetch_https(jwks))
    except token_verifier.NO_KEYS:
        usable = {}
    if not usable:
        print(f"Nobody can sign in yet: there are no keys to be had at {jwks}.", file=sys.stderr, flush=True)


def _file(environment: Mapping[str, str], name: str, kind: str) -> Path | None:
    found, _, path = environment.get(name, "").partition(":")
    return Path(path) if found == kind and Path(path).is_absolute() else None


def _unset(environment: Mapping[str, str]) -> Iterator[str]:
    for name, example in ((LEDGER, "sqlite:/var/lib/kundval/ledger.sqlite"), (SECRETS, "file:/etc/kundval/secret")):
        if _file(environment, name, example.partition(":")[0]) is None:
            yield f"Set {name}, for example to {example} (the path begins with /)."


def _ledger_faults(ledger: Path | None) -> Iterator[str]:
    """Nobody else may look into the ledger's folder: the files beside it hold as much as the ledger."""
    if ledger is None:
        return
    if not ledger.parent.is_dir():
        yield f"There is no folder {ledger.parent} for the ledger ({LEDGER})."
    elif ledger.parent.stat().st_mode & 0o077:
        yield f"The folder {ledger.parent} must be open to its owner only: chmod 700 {ledger.parent}"


def _secrets_faults(secrets: Path | None) -> Iterator[str]:
    if secrets is None:
        return
    try:
        key_ring.read(secrets)
    except key_ring.KeysError as error:
        yield f"{error} ({SECRETS}; python3 build.py secret FILE makes one)"


def _named(name: str, url: str) -> Iterator[str]:
    """An address that residents and staff can reach, and that nobody reads on the way."""
    where = f"policy/municipality.yaml: {name}"
    address = urllib.parse.urlsplit(url)
    host = address.hostname or ""
    if address.scheme != "https" or not host:
        yield f"{where}: {url!r} must begin with https://."
    elif any(f".{host}".endswith(f".{one}") for one in NOT_REAL) or _is_here(host):
        yield f"{where}: {host} is a name for examples. Write the real one, and run: python3 build.py build"


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
