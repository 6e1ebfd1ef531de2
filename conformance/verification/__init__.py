"""A run judged again from its ledger alone: the same runner is handed the recorded answers."""
