"""The two ledgers, as the endpoint's own tests have them."""

from tests.chalicelib.conftest import aws, client, ledger, sqlite

__all__ = ["aws", "client", "ledger", "sqlite"]
