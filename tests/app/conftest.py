"""A whole endpoint in a folder of its own: a small register, SQLite, our issuer, and the log kept in a list."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from moto import mock_aws

import app
from chalicelib.control_numbers import secrets_manager
from chalicelib.ledger import dynamodb_table
from chalicelib.service import wiring
from ops.server.api_gateway import Gateway
from ops.server.oidc_issuer import Issuer
from ops.server.wiring import Client
from tests.support.app import local_endpoint
from tests.support.app.cloud import SECRET, TABLE, Emulated, recording
from tests.support.app.endpoint import Endpoint, now


@pytest.fixture
def register_path(tmp_path: Path) -> Path:
    """A register on disk."""
    return local_endpoint.written_register(tmp_path)


@pytest.fixture
def endpoint(tmp_path: Path, register_path: Path) -> Iterator[Endpoint]:
    """The endpoint with an empty ledger."""
    with local_endpoint.opened(tmp_path, register_path) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def aws() -> Iterator[Emulated]:
    """AWS as it stands before the function starts."""
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
        secrets, tables = secrets_manager.connect(), dynamodb_table.connect()
        secrets.create_secret(Name=SECRET, SecretString="ab" * 32)
        with recording() as used:
            yield Emulated(tables, used)
        secrets.close()
        tables.close()


@pytest.fixture
def cloud(aws: Emulated, register_path: Path) -> Iterator[Endpoint]:
    """The endpoint as it is wired in Lambda, with an empty table."""
    aws.empty()
    aws.used.clear()
    issuer = Issuer("https://issuer.example", "kundval", lambda: ["ana"])
    lines: list[str] = []
    environment = {
        "KUNDVAL_LEDGER": f"dynamodb:{TABLE}",
        "KUNDVAL_SECRETS": f"aws:{SECRET}",
        "KUNDVAL_REGISTER": str(register_path),
    }
    wired = replace(wiring.Runtime.from_environment(environment, fetch=issuer.fetch), write=lines.append, now=now)
    app.configure(wired)
    yield Endpoint(wired, Client(Gateway(app.app), issuer), lines)
    app._wired.clear()
