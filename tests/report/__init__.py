"""The ledger and what is drawn from it."""
