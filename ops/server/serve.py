"""`build.py serve`: site, API and sign-in on one port of this machine, with the embedded ledger, rebuilt on save."""

import errno
import json
import secrets
import shlex
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import app
from catalogue import REGISTER, SITE
from catalogue.i18n import urls
from catalogue.profiles.availability import FILE
from chalicelib.control_numbers import control_number, key_ring
from chalicelib.dates import clock
from chalicelib.ledger.sqlite_connection import SqliteLedgerError
from chalicelib.register import parser
from chalicelib.register.model import RegisterError
from chalicelib.rules.outcomes import Refused
from office.context import LEDGER
from ops import availability
from ops.demo import plan as plans
from ops.demo.plan import ServicePlan
from ops.demo.terminal import quantity
from ops.server.api_gateway import Gateway
from ops.server.dev_site import Site
from ops.server.http_server import Server
from ops.server.oidc_issuer import Issuer
from ops.server.rebuild import Rebuilder
from ops.server.wiring import Client, wire

LAST_PORT = 65535
STOPS = (signal.SIGINT, signal.SIGTERM)  # a shell starts background programs with SIGINT ignored


class Running(Protocol):
    """A served site."""

    def reload(self) -> None:
        """Load the register that was just built; if it is invalid, raise RegisterError and change nothing."""
        ...

    def greet(self) -> None:
        """Print what there is to open and to try."""
        ...


@dataclass(frozen=True)
class Local:
    """A wired Kundval with the sign-in for development: the server, and a client that needs no network."""

    server: Server
    client: Client
    register_path: Path
    dist: Path

    def reload(self) -> None:
        """Load the register that was just built; if it is invalid, raise RegisterError and change nothing."""
        app.configure(replace(app.wired(), register=parser.load(self.register_path)))

    def greet(self) -> None:
        """Print the addresses to open, and a claim to try of each service."""
        plan = plans.plan(app.wired().register, clock.day(clock.now()))
        show_addresses(self.server.origin, self.dist, {"Sign-in for development": "/dev/"})
        print("The staff pages ask who you are: choose a role. No password is needed on this machine.\n", flush=True)
        for sentence in plan.left_out:
            print(f"No claim to try today: {sentence}\n", flush=True)
        for service in plan.services:
            print(_try_out(self, service), flush=True)


def open_local(server: Server, root: Path, *, dist: Path | None = None, var: Path | None = None) -> Local:
    """Connect site, API and sign-in to a bound server; the register must have been built."""
    register_path, dist = root / REGISTER, dist or root / "dist"
    issuer = Issuer(f"{server.origin}/dev", "kundval-local", lambda: app.wired().register.providers)
    app.configure(wire(register_path, var or root / "var", issuer))
    gateway = Gateway(app.app)
    server.answers = Site(dist, gateway, issuer, server.origin).answer
    return Local(server, Client(gateway, issuer), register_path, dist)


def serve(
    root: Path,
    port: int = 8000,
    build: Sequence[str] = (),
    open_site: Callable[[Server, Path], Running] = open_local,
) -> int:
    """Build, serve until Ctrl-C or SIGTERM, and rebuild on save; return 0 after a clean stop."""
    try:
        server = Server(port)
    except (OSError, OverflowError) as refusal:
        print(f"serve: {port_error(refusal, port)}", file=sys.stderr)
        return 1
    handlers = {stop: signal.signal(stop, signal.default_int_handler) for stop in STOPS}
    try:
        with server:
            return _serve(server, root, build, open_site)
    finally:
        for stop, handler in handlers.items():
            signal.signal(stop, handler)


def _serve(server: Server, root: Path, build: Sequence[str], open_site: Callable[[Server, Path], Running]) -> int:
    running: list[Running] = []
    build = build or (sys.executable, str(SITE.parent / "build.py"), "build", "--draft", "--data", str(root))
    rebuilder = Rebuilder(
        root, build, lambda succeeded: _after_build(running[0], succeeded=succeeded), lambda: _carry(root)
    )
    try:
        rebuilder.watch()
        print("Building the site …", flush=True)
        if not rebuilder.build():
            print("serve: the site was not built. Fix the problems above and start again.", file=sys.stderr)
            return 1
        running.append(open_site(server, root))
        rebuilder.start()
        running[0].greet()
        server.serve_forever()
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


def _carry(root: Path) -> None:
    """Let the next build show what providers have stated at this machine; before its first build there is nothing."""
    if (root / REGISTER).is_file() and (root / LEDGER).is_file():
        with suppress(availability.FetchError):  # the build goes on with what was stated before
            today = clock.day(clock.now())
            availability.write(root / FILE, availability.of_ledger(root, today, {}), today)


def _after_build(running: Running, *, succeeded: bool) -> None:
    """Print the result of a rebuild; the old site and register are served until the problem is fixed."""
    if not succeeded:
        print("Not rebuilt: the site as it was is still served. Fix the problems above and save again.", flush=True)
        return
    try:
        running.reload()
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


def show_addresses(origin: str, dist: Path, more: Mapping[str, str]) -> None:
    """Print the addresses of what the site has, and some more."""
    pages = urls.load(SITE, ("sv",))["sv"]  # Swedish comes first, so it has no prefix
    services = app.wired().register.services.values()
    addresses = {
        "Site": "/",
        "Site in English": "/en/" if (dist / "en" / "index.html").is_file() else "",
        "A resident's number": pages.page("own_number") if any(service.numbered for service in services) else "",
        "Staff: reception": pages.page("reception"),
        "Staff: provider": pages.page("provider_desk"),
        "Staff: finance": pages.page("finance"),
        "Handbook": urls.HANDBOOK if (dist / urls.HANDBOOK.strip("/")).is_dir() else "",
        "API": "/v1/health",
        **more,
    }
    print("\nKundval runs on this machine only. Stop it with Ctrl-C.\n")
    for name, path in addresses.items():
        if path:
            print(f"  {name:<29} {origin}{path}")
    print(flush=True)


def _try_out(local: Local, plan: ServicePlan) -> str:
    """Format the two commands that claim a visit, with a control number issued for it where the service has them."""
    number, quoted = "", "by a reference of the provider's own"
    own_key = f"serve-{secrets.token_hex(4)}"
    if plan.service.attested:
        own_key, quoted = (
            str(secrets.randbelow(1_000_000_000)),
            "for a client, by a running number of the provider's own",
        )
    codes: tuple[str, ...] = ()
    if plan.service.numbered:
        issued = app.wired().numbers.issue(plan.issue_request(), "serve", secrets.token_hex(16))
        if isinstance(issued, Refused):
            return ""
        number, codes = control_number.format(issued.number), issued.codes
        quoted = f"with the control number {number} ({quantity(plan, issued.row.granted)}, to {issued.row.valid_to})"
    body = json.dumps(plan.claim(clock.day(clock.now()), own_key, number, codes))
    return f"""A claim to try, of {plan.service.swedish}, {quoted}:

  TOKEN=$(curl -s {local.server.origin}/dev/token -H 'Accept: text/plain' -d role=provider -d provider={plan.first})
  curl -i {local.server.origin}/v1/claims -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d {shlex.quote(body)}
"""
