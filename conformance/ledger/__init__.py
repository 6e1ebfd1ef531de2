"""The ledger: a run as JSON lines, written as it goes and read back by the same classes."""
