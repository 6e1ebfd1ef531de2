"""Faults of the body of the list of accounts: members that are missing, of another type or form, or too many."""

FAULTS = ()
