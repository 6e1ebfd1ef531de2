"""Shards of one run, joined: what belongs together, and one ledger of all of it."""

from conformance.merging.fitting import hold_together
from conformance.merging.joining import join

__all__ = ["hold_together", "join"]
