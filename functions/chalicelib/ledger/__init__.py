"""The ledger's port and its two adapters, SQLite and DynamoDB: they read and write, and decide nothing."""
