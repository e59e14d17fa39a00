"""The two ledgers, as the endpoint's own tests have them."""

from tests.support.chalicelib.ledgers import aws, client, ledger, sqlite

__all__ = ["aws", "client", "ledger", "sqlite"]
