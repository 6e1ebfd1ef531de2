"""What a run holds of its bank until its end: all of it, or, as a shard, beside the other shards of the same run."""

from __future__ import annotations

from conformance.locks import SHARDS_PATIENCE_S, Locks
from conformance.plugin.settings import Settings


def hold_bank(locks: Locks, settings: Settings) -> None:
    """No other run examines the bank from now on; a worker leaves that to its controller. Raises Unreachable.

    The last shard waits for the end of the others, and they for its end.
    """
    target, shard = settings.target, settings.shard
    if target is None or settings.worker:
        return
    if shard is None:
        locks.hold_bank(target.base_url)
    elif shard.is_last:
        locks.hold_bank(target.base_url, SHARDS_PATIENCE_S)
    else:
        locks.hold_share_of_bank(target.base_url, shard.number)
