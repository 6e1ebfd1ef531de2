"""One login at a time over the whole bank: also code exchanges and refreshes, in whatever thread or process.

A bank may know of one login at a time only, and what two of them at once show is not what the scenarios are about.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from filelock import BaseFileLock

_POLL_S: Final = 0.005


class LoginTurns:
    """Whose turn it is to log in; a thread that has the turn may take it again."""

    def __init__(self, file: Path | None = None) -> None:
        """`file`: a lock that the processes share which play against this bank."""
        self._mine = threading.RLock()
        self._all = _shared(file) if file is not None else None

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Nobody else logs in meanwhile."""
        with self._mine:
            if self._all is None:
                yield
            else:
                with self._all.acquire(poll_interval=_POLL_S):
                    yield


def _shared(file: Path) -> BaseFileLock:
    from filelock import FileLock  # noqa: PLC0415 - one process alone needs none

    return FileLock(file, thread_local=False)
