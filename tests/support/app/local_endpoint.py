"""Opens an endpoint over a small register, SQLite and our issuer, with its log in a list."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import app
from chalicelib.ledger.sqlite import SqliteLedger
from ops.server.api_gateway import Gateway
from ops.server.oidc_issuer import Issuer
from ops.server.wiring import Client, wire
from tests.support.app.endpoint import Endpoint, now, register_data


def written_register(folder: Path) -> Path:
    """Write the small register into a folder; return its path."""
    path = folder / "register.json"
    path.write_text(json.dumps(register_data()), encoding="utf-8")
    return path


@contextmanager
def opened(folder: Path, register: Path) -> Iterator[Endpoint]:
    """Yield an endpoint with an empty ledger in the folder, and close it afterwards."""
    lines: list[str] = []
    issuer = Issuer("https://issuer.example", "kundval", lambda: ["ana"])
    wired = replace(wire(register, folder, issuer), write=lines.append, now=now)
    app.configure(wired)
    yield Endpoint(wired, Client(Gateway(app.app), issuer), lines)
    app._wired.clear()
    ledger = wired.ledger()
    assert isinstance(ledger, SqliteLedger)
    ledger.close()
