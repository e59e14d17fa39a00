"""Services on SQLite; at full size on DynamoDB too, which is slow to emulate.

In `make test` DynamoDB is held to the ledgers' contract, to every answer of the routes and to the models.
"""

import pytest

from chalicelib.ledger.port import Ledger
from tests.support import size
from tests.support.chalicelib import ledgers


@pytest.fixture(params=size.rows(["sqlite"], ["dynamodb"]))
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """Return each ledger in turn."""
    return ledgers.of(request)
