"""The two ledgers, each behind the same name."""

from tests.support.chalicelib.ledgers import aws, client, ledger, sqlite

__all__ = ["aws", "client", "ledger", "sqlite"]
