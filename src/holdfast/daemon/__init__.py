"""The daemon: APScheduler ticks → use cases. What is due follows from the ledger alone."""
