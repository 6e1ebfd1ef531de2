"""The dossier: a run as one page for a committee, a tester and a regulator; drawn from a ledger, in two languages."""
