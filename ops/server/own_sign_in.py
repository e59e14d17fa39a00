"""`build.py serve --own-sign-in`: as `serve`, with the issuers of policy instead of the sign-in for development.

So the real sign-in is tried on one's own machine before anything is deployed. There is no `/dev`.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import app
from catalogue import REGISTER
from catalogue.policy import loader
from catalogue.policy.municipality import Municipality
from chalicelib.register import parser
from chalicelib.register.model import Register
from chalicelib.service.issuer_keys import fetch_https
from chalicelib.service.token_verifier import Verifier
from ops.municipality.identity import checks
from ops.municipality.identity.command import name_of, redirects
from ops.server import serve as development
from ops.server import static_files
from ops.server.api_gateway import Gateway
from ops.server.dev_site import public
from ops.server.http_server import Server
from ops.server.wiring import wire


@dataclass(frozen=True)
class OwnSignIn:
    """A served site whose staff sign in where policy says."""

    server: Server
    root: Path

    def reload(self) -> None:
        """Load the register that was just built, with its issuers; if it is invalid, raise RegisterError."""
        register = parser.load(self.root / REGISTER)
        verifier = Verifier(register.identity, fetch_https, time.monotonic)
        app.configure(replace(app.wired(), register=register, verifier=lambda: verifier))
        self.server.headers = _headers(register)

    def greet(self) -> None:
        """Print the addresses to open, and those that the issuers have to know."""
        origin = f"http://localhost:{self.server.server_port}"  # several issuers take no other name without https
        development.show_addresses(origin, self.root / "dist", {})
        print(
            "The staff pages sign in at the issuers of policy/municipality.yaml. They have to know these addresses to"
        )
        print("redirect to, and their origin where they ask for it (CORS):")
        municipality = _municipality(self.root)
        print("\n".join(_to_register(municipality, origin) if municipality else ()))
        ledger = self.root / "var" / "ledger.sqlite"
        print("\nTake them away from the issuers when you have tried.")
        print(f"Numbers and claims that you make are in {ledger}, and nowhere else.\n", flush=True)


def serve(root: Path, port: int) -> int:
    """Build and serve as `serve` does; stop at once if an issuer is a name for examples."""
    municipality = _municipality(root)
    examples = [
        f"serve: policy/municipality.yaml: identity[{number}].issuer: {name_of(issuer)} is no real address, so "
        "nobody can sign in there."
        for number, issuer in enumerate(municipality.identity if municipality else ())
        if checks.is_reserved(issuer.register.issuer)
    ]
    if examples:
        way_out = "Write the issuer that you have, and ask it: python3 build.py identity"
        other = "To see the site without it: python3 build.py serve"
        print("\n".join([*examples, way_out, other]), file=sys.stderr)
        return 1
    return development.serve(root, port, open_site=open_site)


def open_site(server: Server, root: Path) -> OwnSignIn:
    """Connect site and API to a bound server; the register must have been built."""
    app.configure(wire(root / REGISTER, root / "var"))
    gateway = Gateway(app.app)
    server.answers = lambda request: public(root / "dist", gateway, request)
    server.headers = _headers(app.wired().register)
    return OwnSignIn(server, root)


def _municipality(root: Path) -> Municipality | None:
    """Return what policy says, also as a draft; None if it has errors, which the build reports."""
    policy, _ = loader.load_draft(root / "policy", root)
    return policy.municipality if policy else None


def _headers(register: Register) -> dict[str, str]:
    return static_files.headers_for_origins(register.browser_origins)


def _to_register(municipality: Municipality, origin: str) -> Iterator[str]:
    for issuer in municipality.identity:
        yield f"\n  {issuer.register.issuer} ({', '.join(issuer.register.roles)}), client {issuer.client}:"
        yield from (f"    {address}" for address in redirects(municipality, origin))
