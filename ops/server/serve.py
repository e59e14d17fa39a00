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
from catalogue import REGISTER, SITE
from catalogue.i18n import urls
from chalicelib.control_numbers import control_number, key_ring
from chalicelib.dates import clock
from chalicelib.ledger.sqlite_connection import SqliteLedgerError
from chalicelib.register import parser
from chalicelib.register.model import RegisterError
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Refused
from ops.server.api_gateway import Gateway
from ops.server.dev_site import Site
from ops.server.http_server import Server
from ops.server.oidc_issuer import Issuer
from ops.server.rebuild import Rebuilder
from ops.server.wiring import Client, wire

LAST_PORT = 65535
STOPS = (signal.SIGINT, signal.SIGTERM)  # a shell starts background programs with SIGINT ignored


@dataclass(frozen=True)
class Local:
    """A wired Kundval: the server, and a client that needs no network."""

    server: Server
    client: Client
    register_path: Path

    def reload(self) -> None:
        """Load the register that was just built; if it is invalid, raise RegisterError and change nothing."""
        app.configure(replace(app.wired(), register=parser.load(self.register_path)))


def open_local(server: Server, root: Path, *, dist: Path | None = None, var: Path | None = None) -> Local:
    """Connect site, API and sign-in to a bound server; the register must have been built."""
    register_path = root / REGISTER
    issuer = Issuer(f"{server.origin}/dev", "kundval-local", lambda: app.wired().register.providers)
    app.configure(wire(register_path, var or root / "var", issuer))
    gateway = Gateway(app.app)
    server.answers = Site(dist or root / "dist", gateway, issuer, server.origin).answer
    return Local(server, Client(gateway, issuer), register_path)


def serve(root: Path, port: int = 8000, build: Sequence[str] = ()) -> int:
    """Build, serve until Ctrl-C or SIGTERM, and rebuild on save; return 0 after a clean stop."""
    try:
        server = Server(port)
    except (OSError, OverflowError) as refusal:
        print(f"serve: {port_error(refusal, port)}", file=sys.stderr)
        return 1
    handlers = {stop: signal.signal(stop, signal.default_int_handler) for stop in STOPS}
    try:
        with server:
            return _serve(server, root, build)
    finally:
        for stop, handler in handlers.items():
            signal.signal(stop, handler)


def _serve(server: Server, root: Path, build: Sequence[str]) -> int:
    local: list[Local] = []
    build = build or (sys.executable, str(SITE.parent / "build.py"), "build", "--draft", "--data", str(root))
    rebuilder = Rebuilder(root, build, lambda succeeded: _after_build(local[0], succeeded=succeeded))
    try:
        rebuilder.watch()
        print("Building the site …", flush=True)
        if not rebuilder.build():
            print("serve: the site was not built. Fix the problems above and start again.", file=sys.stderr)
            return 1
        local.append(open_local(server, root))
        rebuilder.start()
        _greet(local[0])
        server.serve_forever(poll_interval=0.1)
    except (RegisterError, key_ring.KeysError, SqliteLedgerError) as problem:
        print(f"serve: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        for stop in STOPS:
            signal.signal(stop, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the stop
        print("\nStopped.", flush=True)
    finally:
        rebuilder.stop()
    return 0


def _after_build(local: Local, *, succeeded: bool) -> None:
    """Print the result of a rebuild; the old site and register are served until the problem is fixed."""
    if not succeeded:
        print("Not rebuilt: the site as it was is still served. Fix the problems above and save again.", flush=True)
        return
    try:
        local.reload()
    except RegisterError as problem:
        print(f"The API keeps the register it had: {problem}", flush=True)
        return
    print("Rebuilt.", flush=True)


def port_error(refusal: OSError | OverflowError, port: int) -> str:
    """Describe why a port cannot be opened, and which one to try."""
    if isinstance(refusal, OverflowError):
        return f"{port} is no port; choose one from 1 to 65535."
    other = port + 1 if port < LAST_PORT else 8000
    if refusal.errno == errno.EADDRINUSE:
        return f"port {port} is in use by another program. Stop it, or choose: python3 build.py serve --port {other}"
    if refusal.errno == errno.EACCES:
        return f"port {port} needs more rights than you have. Choose one from 1024: python3 build.py serve --port 8000"
    return f"port {port} cannot be opened: {refusal.strerror}."


def _greet(local: Local) -> None:
    """Print the addresses to open, and a control number to try."""
    rules = app.wired().register
    today = clock.day(clock.now())
    origin = local.server.origin
    pages = urls.load(SITE, ("sv",))["sv"]  # Swedish comes first, so it has no prefix
    print(f"""
Kundval runs on this machine only. Stop it with Ctrl-C.

  Site                          {origin}/
  Site in English               {origin}/en/
  A resident's number           {origin}{pages.page("own_number")}   (Mitt nummer)
  Staff: reception              {origin}{pages.page("reception")}
  Staff: provider               {origin}{pages.page("provider_desk")}
  Staff: finance                {origin}{pages.page("finance")}
  API                           {origin}/v1/health
  Sign-in for development       {origin}/dev/

The staff pages ask who you are: choose a role. No password is needed on this machine.
""")
    for service in rules.services.values():
        for provider in rules.providers.values():
            if provider.authorised(service.id, today) and (provider.regi == "private" or len(rules.providers) == 1):
                print(_try_out(local, service.id, provider.id, today.isoformat()), flush=True)
                return


def _try_out(local: Local, service: str, provider: str, today: str) -> str:
    """Issue a control number, and format it with the two commands that claim a session with it."""
    outcome = app.wired().numbers.issue(IssueRequest(service), "serve", secrets.token_hex(16))
    if isinstance(outcome, Refused):
        return ""
    number = control_number.format(outcome.number)
    body = json.dumps({"number": number, "service": service, "date": today})
    return f"""A control number to try: {number} ({outcome.row.granted} sessions, to {outcome.row.valid_to})

  TOKEN=$(curl -s {local.server.origin}/dev/token -H 'Accept: text/plain' -d role=provider -d provider={provider})
  curl -i {local.server.origin}/v1/claims -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d {shlex.quote(body)}
"""
