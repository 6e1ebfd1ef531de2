"""What a run came to: the ledger, and every report that is drawn from it."""
