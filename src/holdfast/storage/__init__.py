"""The ledger in SQLite: tables, transactions, migrations and copies. Decides nothing."""
