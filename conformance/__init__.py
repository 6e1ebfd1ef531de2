"""Conformance and acceptance test harness for a bank's PSD2 account-information API (STET 1.4.2)."""
