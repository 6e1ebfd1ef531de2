"""Conformance and acceptance test harness for a bank's PSD2 account-information API (STET 1.4.2)."""

__version__ = "0.1.0"
"""The one place of the version: the package, `--version` and the ledger have it from here."""
