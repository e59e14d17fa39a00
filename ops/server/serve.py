"""`build.py serve`: site, API and sign-in on one port of this machine, with the embedded ledger, rebuilt on save."""

import errno
import json
import secrets
import shlex
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import app
from catalogue.build import pipeline
from chalicelib.control_numbers import control_number, key_ring
from chalicelib.dates import clock
from chalicelib.ledger.sqlite_connection import SqliteLedgerError
from chalicelib.register import parser
from chalicelib.register.parser import RegisterError
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Refused
from ops.server.api_gateway import Gateway
from ops.server.dev_site import Site
from ops.server.http_server import Server
from ops.server.oidc_issuer import Issuer
from ops.server.rebuild import Rebuilder
from ops.server.wiring import Client, wire

LAST_PORT = 65535
STOPS = (signal.SIGINT, signal.SIGTERM)  # a shell starts background programs with Ctrl-C ignored
BUILD = (sys.executable, "build.py", "build")


@dataclass(frozen=True)
class Local:
    """A wired Kundval: the server, and a client that needs no network."""

    server: Server
    client: Client
    register_path: Path

    def reload(self) -> None:
        """Give the API the register that was just built; the old one stays when the new one is not whole."""
        app.configure(replace(app.wired(), register=parser.load(self.register_path)))


def open_local(server: Server, root: Path, *, dist: Path | None = None, var: Path | None = None) -> Local:
    """Put site, API and sign-in behind a bound port; the register must have been built."""
    register_path = root / pipeline.REGISTER
    issuer = Issuer(f"{server.origin}/dev", "kundval-local", lambda: app.wired().register.providers)
    app.configure(wire(register_path, var or root / "var", issuer))
    gateway = Gateway(app.app)
    server.answers = Site(dist or root / "dist", gateway, issuer, server.origin).answer
    return Local(server, Client(gateway, issuer), register_path)


def serve(root: Path, port: int = 8000, build: Sequence[str] = BUILD) -> int:
    """Build, serve until Ctrl-C or SIGTERM, rebuild on save; the exit code is 0 after a clean stop."""
    try:
        server = Server(port)
    except (OSError, OverflowError) as refusal:
        print(f"serve: {why_not(refusal, port)}", file=sys.stderr)
        return 1
    before = {one: signal.signal(one, signal.default_int_handler) for one in STOPS}
    try:
        with server:
            return _serve(server, root, build)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _serve(server: Server, root: Path, build: Sequence[str]) -> int:
    local: list[Local] = []
    rebuilder = Rebuilder(root, build, lambda succeeded: _after_build(local[0], succeeded=succeeded))
    try:
        rebuilder.watch()
        print("Building the site …", flush=True)
        if not rebuilder.build():
            print("serve: the site was not built. Mend the problems above and start again.", file=sys.stderr)
            return 1
        local.append(open_local(server, root))
        rebuilder.start()
        _greet(local[0])
        server.serve_forever(poll_interval=0.1)
    except (RegisterError, key_ring.KeysError, SqliteLedgerError) as problem:
        print(f"serve: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        for one in STOPS:
            signal.signal(one, signal.SIG_IGN)  # an impatient second Ctrl-C finds us stopping already
        print("\nStopped.", flush=True)
    finally:
        rebuilder.stop()
    return 0


def _after_build(local: Local, *, succeeded: bool) -> None:
    """Say how a rebuild went; the old site and register are served on while a problem stands."""
    if not succeeded:
        print("Not rebuilt: the site as it was is still served. Mend the problems above and save again.", flush=True)
        return
    try:
        local.reload()
    except RegisterError as problem:
        print(f"The API keeps the register it had: {problem}", flush=True)
        return
    print("Rebuilt.", flush=True)


def why_not(refusal: OSError | OverflowError, port: int) -> str:
    """Say why a port cannot be had, and which one to try."""
    if isinstance(refusal, OverflowError):
        return f"{port} is no port; choose one from 1 to 65535."
    other = port + 1 if port < LAST_PORT else 8000
    if refusal.errno == errno.EADDRINUSE:
        return f"port {port} is in use by another program. Stop it, or choose: python3 build.py serve --port {other}"
    if refusal.errno == errno.EACCES:
        return f"port {port} needs more rights than you have. Choose one from 1024: python3 build.py serve --port 8000"
    return f"port {port} cannot be opened: {refusal.strerror}."


def _greet(local: Local) -> None:
    """Print where everything is, and a control number to try."""
    rules = app.wired().register
    today = clock.day(clock.now())
    print(f"""
Kundval runs on this machine only. Stop it with Ctrl-C.

  Site      {local.server.origin}/
  English   {local.server.origin}/en/
  API       {local.server.origin}/v1/health
  Sign-in   {local.server.origin}/dev/
""")
    for service in rules.services.values():
        for provider in rules.providers.values():
            if provider.authorised(service.id, today) and (provider.regi == "private" or len(rules.providers) == 1):
                print(_try(local, service.id, provider.id, today.isoformat()), flush=True)
                return


def _try(local: Local, service: str, provider: str, today: str) -> str:
    """A fresh control number and the two commands that claim a session with it."""
    given = app.wired().service.issue(IssueRequest(service), "serve", secrets.token_hex(16))
    if isinstance(given, Refused):
        return ""
    issued = control_number.format(given.number)
    claimed = json.dumps({"number": issued, "service": service, "date": today})
    return f"""A control number to try: {issued} ({given.row.granted} sessions, to {given.row.valid_to})

  TOKEN=$(curl -s {local.server.origin}/dev/token -H 'Accept: text/plain' -d role=provider -d provider={provider})
  curl -i {local.server.origin}/v1/claims -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d {shlex.quote(claimed)}
"""
