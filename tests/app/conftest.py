"""A whole endpoint in a folder of its own: a small register, SQLite, our issuer, and the log kept in a list."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import app
from chalicelib.ledger_sqlite import SqliteLedger
from local.gateway import Gateway
from local.issuer import Issuer
from local.wiring import Client, wire
from tests.app.endpoint import Endpoint, register_data


@pytest.fixture
def register_path(tmp_path: Path) -> Path:
    """A register on disk."""
    path = tmp_path / "register.json"
    path.write_text(json.dumps(register_data()), encoding="utf-8")
    return path


@pytest.fixture
def endpoint(tmp_path: Path, register_path: Path) -> Iterator[Endpoint]:
    """The endpoint with an empty ledger."""
    lines: list[str] = []
    issuer = Issuer("https://issuer.example", "kundval", lambda: ["ana"])
    wired = replace(wire(register_path, tmp_path, issuer), write=lines.append)
    app.configure(wired)
    yield Endpoint(wired, Client(Gateway(app.app), issuer), lines)
    app._wired.clear()
    ledger = wired.ledger()
    assert isinstance(ledger, SqliteLedger)
    ledger.close()
