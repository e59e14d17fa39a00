"""`build.py serve --production`: site and API of a small installation, on one machine behind its reverse proxy.

It requires what `serve` does not: a real issuer, https, an existing file of secrets, a ledger that survives a power
cut, and a register that leaves what is in force as it is. There is no `/dev`, and nothing is built while it runs
(DESIGN §14).
"""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import Final

import app
from catalogue import REGISTER
from catalogue.policy.municipality import Municipality
from chalicelib.control_numbers import key_ring
from chalicelib.dates import clock
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.ledger.sqlite_connection import SqliteLedgerError
from chalicelib.register.model import Register, RegisterError
from chalicelib.reporting.cases.case_store import SqliteCases
from chalicelib.service import issuer_keys
from chalicelib.service.wiring import CASES, Runtime
from ops import register_guard
from ops.municipality.identity import command as issuers
from ops.register_guard import RegisterRefusedError
from ops.self_hosted import kept_register, settings
from ops.self_hosted.kept_register import KeptRegisterError
from ops.self_hosted.settings import LEDGER, SECRETS, Settings, SettingsError
from ops.server import static_files
from ops.server.api_gateway import Gateway, Response
from ops.server.dev_site import header, public
from ops.server.http_request import Request
from ops.server.http_server import HOST, PublicOrigin, Server
from ops.server.serve import STOPS, port_error

CLIENT_ADDRESS: Final = "x-kundval-viewer"
"""The header in which the proxy sets the client's address, by which failed look-ups are counted."""


def serve(root: Path, port: int, environment: Mapping[str, str] = os.environ, listen: str | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C, and finish running requests; SIGHUP loads a register that was built since."""
    try:
        config = settings.load(root, environment)
        judge(root, config)
        server = Server(port, public_origin(config), listen or HOST)
        ledger = SqliteLedger(config.ledger, synchronous="FULL")
        SqliteCases(config.ledger.with_name(CASES)).require_sound()
        kept_register.write(config.ledger, config.rules.document, root)
    except (SettingsError, SqliteLedgerError, KeptRegisterError, RegisterRefusedError) as error:
        print("\n".join(f"serve: {line}" for line in str(error).splitlines()), file=sys.stderr)
        return 1
    except (OSError, OverflowError) as refusal:
        print(f"serve: {port_error(refusal, port)}", file=sys.stderr)
        return 1
    app.configure(wire(root, config, ledger))
    server.answers = ProductionSite(root / "dist", Gateway(app.app)).answer
    handlers = {stop: signal.signal(stop, signal.default_int_handler) for stop in STOPS}
    handlers[signal.SIGHUP] = signal.signal(signal.SIGHUP, lambda *_: _reload(root, environment, server, ledger))
    try:
        with server:
            _serve_until_stopped(server, config)
    finally:
        ledger.close()
        for stop, handler in handlers.items():
            signal.signal(stop, handler)
    return 0


def judge(root: Path, config: Settings) -> None:
    """Raise RegisterRefusedError if the register changes what is in force here, and no commit says why."""
    standing = kept_register.read(config.ledger)
    if standing is not None:
        today = clock.day(clock.now())
        for excuse in register_guard.require_accepted(root, standing, config.rules.document, today):
            print(f"serve: {excuse}", flush=True)


def public_origin(config: Settings) -> PublicOrigin:
    """Return the public origin, and the headers of every answer."""
    return PublicOrigin(config.origin, _headers(config.rules))


def _headers(rules: Register) -> dict[str, str]:
    return static_files.headers_for_origins(rules.browser_origins) | static_files.HTTPS_ONLY


def wire(
    root: Path, config: Settings, ledger: SqliteLedger, fetch: issuer_keys.Fetch = issuer_keys.fetch_https
) -> Runtime:
    """Wire the function by these settings only: other environment variables cannot change whose tokens it accepts."""
    environment = {
        LEDGER: f"sqlite:{config.ledger}",
        SECRETS: f"file:{config.secrets}",
        "KUNDVAL_REGISTER": str(root / REGISTER),
        "KUNDVAL_ADDRESS_HEADER": CLIENT_ADDRESS,
    }
    runtime = replace(Runtime.from_environment(environment, fetch), register=config.rules, ledger=lambda: ledger)
    _ = runtime.context
    return runtime


@dataclass(frozen=True)
class ProductionSite:
    """Site and API, for requests with the client's address from the proxy."""

    dist: Path
    gateway: Gateway

    def answer(self, request: Request) -> Response:
        """Answer as CloudFront does; a page may be cached for a minute, an answer of the API never."""
        if not header(request, CLIENT_ADDRESS):
            message = f"The reverse proxy must write who asks into the header {CLIENT_ADDRESS}.\n"
            return Response(500, {"Content-Type": "text/plain; charset=utf-8"}, message.encode())
        response = public(self.dist, self.gateway, request)
        if request.path.startswith("/v1") or response.status not in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            return response
        return replace(response, headers={"Cache-Control": static_files.CACHED, **response.headers})


def _serve_until_stopped(server: Server, config: Settings) -> None:
    """Print that it serves only now that a signal stops it cleanly, then serve."""
    try:
        print(f"{config.origin} is served on {server.origin}, with the ledger {config.ledger}.", flush=True)
        Thread(target=_warn, args=(config.municipality,), daemon=True).start()  # an issuer may be slow, or not there
        server.serve_forever()
    except KeyboardInterrupt:
        print("Stopped.", flush=True)


def _reload(root: Path, environment: Mapping[str, str], server: Server, ledger: SqliteLedger) -> None:
    """Load the register that was built last, with its issuers; where it would not start with it, change nothing."""
    try:
        config = settings.load(root, environment)
        judge(root, config)
        runtime = wire(root, config, ledger)
        kept_register.write(config.ledger, config.rules.document, root)
    except (SettingsError, RegisterError, key_ring.KeysError, KeptRegisterError, RegisterRefusedError) as error:
        print(f"The register stays as it was: {error}", file=sys.stderr, flush=True)
        return
    app.configure(runtime)
    server.headers = _headers(runtime.register)
    print("The register that was built last is in force.", flush=True)


def _warn(municipality: Municipality) -> None:
    """Print why somebody cannot sign in; an issuer that is not there now may be there later."""
    for finding in issuers.findings(municipality):
        if finding.severity != "note":
            print(f"serve: sign-in: {finding}", file=sys.stderr, flush=True)
