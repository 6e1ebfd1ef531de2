"""One run at a time: into a reports folder, and against a bank, whose consents two runs would set for each other.

A lock is the operating system's and dies with its process, however that ends. The number of the process stands beside
it, for the sentence only. The files lie in the user's state folder and stay there; they are empty.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from conformance import ownfiles
from conformance.errors import Unreachable

if TYPE_CHECKING:
    from filelock import BaseFileLock

PATIENCE_S: Final = 10.0
"""How long a run waits for the end of another one."""
SHARDS_PATIENCE_S: Final = 7200.0
"""How long a shard waits for those that must not be played beside it."""
_MOST_SHARES: Final = 16
_TWO_RUNS: Final = "two runs would set each other's consents: wait for its end"


class Locks:
    """What this run holds, until it lets go of it."""

    def __init__(self, environ: Mapping[str, str] = os.environ, patience_s: float | None = None) -> None:
        self._environ, self._patience_s = environ, patience_s
        self._held: dict[str, tuple[Path, BaseFileLock]] = {}
        self._refused: dict[str, tuple[str, str]] = {}
        """What was waited for in vain: nobody waits twice."""

    def hold_folder(self, folder: Path) -> None:
        """Nobody else writes reports into it from now on. Raises Unreachable where another run goes on doing so."""
        says = f"is writing its reports into {folder}"
        self._hold(f"folder\n{folder.resolve()}", says, "wait for its end, or name another folder with --reports")

    def hold_bank(self, base_url: str, patience_s: float | None = None) -> None:
        """No other run of this user examines it from now on. Raises Unreachable where another one goes on doing so."""
        bank, does = _bank(base_url), f"is examining {base_url}"
        if bank in self._held:
            return
        self._hold(bank, does, _TWO_RUNS, patience_s)
        try:
            for number in range(1, _MOST_SHARES + 1):  # who takes a share holds the bank for that moment: none is new
                share = _share(base_url, number)
                if self._file(share).exists():
                    self._hold(share, does, _TWO_RUNS, patience_s)
                    self._let_go(share)
        except Unreachable:
            self._let_go(bank)
            raise

    def hold_share_of_bank(self, base_url: str, number: int) -> None:
        """A shard of a run examines the bank from now on; those of other numbers may do so beside it.

        Raises Unreachable where another run, or the same shard once more, goes on doing so.
        """
        bank, share, does = _bank(base_url), _share(base_url, number), f"is examining {base_url}"
        if share in self._held:
            return
        self._hold(bank, does, _TWO_RUNS, SHARDS_PATIENCE_S)
        try:
            self._hold(share, f"{does} as shard {number}", _TWO_RUNS)
        finally:
            self._let_go(bank)

    def of_logins(self, base_url: str) -> Path:
        """The file of a lock that the processes of one run take for a login at this bank. Raises Unreachable."""
        return self._file(f"logins\n{_spelled_alike(base_url)}")

    def release(self) -> None:
        """Let go of all."""
        for what in tuple(self._held):
            self._let_go(what)

    def _let_go(self, what: str) -> None:
        path, lock = self._held.pop(what)
        with suppress(OSError):
            _owner(path).unlink(missing_ok=True)
        lock.release()

    def _hold(self, what: str, does: str, hint: str, patience_s: float | None = None) -> None:
        if what in self._held:
            return
        if what in self._refused:
            raise Unreachable(*self._refused[what])
        from filelock import FileLock, Timeout  # noqa: PLC0415 - a plan needs no lock

        path = self._file(what)
        given = patience_s if self._patience_s is None else self._patience_s
        patience = PATIENCE_S if given is None else given
        lock = FileLock(path)
        try:
            _acquire(lock, f"waiting: another run{_process(path)} {does}", patience)
        except Timeout:
            self._refused[what] = f"another run{_process(path)} {does}", hint
            raise Unreachable(*self._refused[what]) from None
        except OSError as error:
            raise Unreachable(f"no lock can be had in {path.parent}: {error.strerror}") from None
        self._held[what] = path, lock
        with suppress(OSError):  # it is for a sentence only
            _owner(path).write_text(str(os.getpid()), encoding="ascii")

    def _file(self, what: str) -> Path:
        return self._folder() / f"{hashlib.sha256(what.encode()).hexdigest()[:16]}.lock"

    def _folder(self) -> Path:
        """The user's state folder; one of his for temporary files where he has none that can be written."""
        for state in (ownfiles.named(self._environ, "XDG_STATE_HOME"), _home(), _temporary()):
            if not state:
                continue
            folder = Path(state) / "stet-conformance" / "locks"
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError:
                continue
            if os.access(folder, os.W_OK):
                return folder
        raise Unreachable("there is no folder to keep a lock in", "XDG_STATE_HOME names one")


def _acquire(lock: BaseFileLock, says: str, patience_s: float) -> None:
    """Raises Timeout. Who has to wait long is told for whom."""
    from filelock import Timeout  # noqa: PLC0415 - as above

    try:
        lock.acquire(timeout=min(patience_s, PATIENCE_S))
    except Timeout:
        if patience_s <= PATIENCE_S:
            raise
        print(says, file=sys.stderr)
        lock.acquire(timeout=patience_s)


def _bank(base_url: str) -> str:
    return f"bank\n{_spelled_alike(base_url)}"


def _share(base_url: str, number: int) -> str:
    return f"{_bank(base_url)}\nshard {number}"


def _home() -> str:
    try:
        return str(Path.home() / ".local" / "state")
    except RuntimeError:
        return ""


def _temporary() -> str:
    """A folder of each user's own: one that another user has made cannot be written."""
    try:
        return str(Path(tempfile.gettempdir()) / f"stet-conformance-of-{getuser()}")
    except (KeyError, OSError, ImportError):  # this user has no name
        return tempfile.gettempdir()


@lru_cache(maxsize=16)
def _spelled_alike(base_url: str) -> str:
    """The same for all spellings of scheme, host and port (RFC 3986, section 6.2.2.1 and 6.2.3)."""
    parts = urlsplit(base_url)
    host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{host}:{port}{parts.path}"


def _owner(path: Path) -> Path:
    """Where the number of the process stands that holds a lock: what is locked cannot be read on Windows."""
    return path.with_suffix(".pid")


def _process(path: Path) -> str:
    try:
        return f" (process {int(_owner(path).read_text(encoding='ascii'))})"
    except (OSError, ValueError):
        return ""
