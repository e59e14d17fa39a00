"""One port and two adapters, SQLite and DynamoDB: they read and write, and decide nothing."""
