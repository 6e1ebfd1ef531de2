"""Shards of one run, joined: what belongs together, and one ledger of all of it."""

from conformance.merging.fitting import each_once, hold_together
from conformance.merging.joining import join

__all__ = ["each_once", "hold_together", "join"]
