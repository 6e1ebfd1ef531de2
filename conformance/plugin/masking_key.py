"""The key that a session masks with: drawn by the process that writes the reports, and handed to its workers."""

from __future__ import annotations

from typing import Any, Final

import pytest

from conformance.masking.run_key import new_key

_NAME: Final = "stet_key"
_OWN: Final[pytest.StashKey[bytes]] = pytest.StashKey()


def key_of(config: pytest.Config) -> bytes:
    """The key of this session; a worker of xdist has that of the process which started it."""
    given: str | None = getattr(config, "workerinput", {}).get(_NAME)
    return bytes.fromhex(given) if given is not None else config.stash.setdefault(_OWN, new_key())


def hand_to(worker: Any) -> None:
    """Give a worker of xdist, as its controller knows it, the key; it goes through the pipe between the two only."""
    worker.workerinput[_NAME] = key_of(worker.config).hex()
