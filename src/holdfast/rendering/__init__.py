"""From data to words: terminal text and JSON. Reads no ledger and no clock."""
