"""From data to words: terminal text, Markdown, JSON. Reads no ledger and no clock."""
