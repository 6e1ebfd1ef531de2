"""The file under a ledger: lines are on disk whole or not at all, and outlive the removal of their folder."""

from __future__ import annotations

from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Final

from conformance.ledger.packing import packer_for

_CHUNK: Final = 1 << 20


class LinesFile:
    """A new file, packed as its name says: .gz, .zst.

    All that was written can be read back whenever the process is killed, and is still at hand where somebody has
    removed the file meanwhile.
    """

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._file = _opened(path)
        self._end = 0
        self._packer = packer_for(path.name)

    def write(self, lines: bytes) -> None:
        """Add lines; they are on disk when this returns. Raises OSError, and has added nothing then."""
        if self._packer is None:
            return self._add(lines)
        try:
            return self._add(self._packer.pack(lines))
        except OSError:
            self._packer.take_back()
            raise

    def close(self) -> None:
        """End the file, if that is not done yet. Raises OSError."""
        if self._file.closed:
            return
        try:
            if self._packer is not None:
                self._add(self._packer.end())
        finally:
            self._file.close()

    def move_to(self, path: Path) -> None:
        """Go on in another file, with all that was written so far. Raises OSError; then it goes on where it was."""
        fresh = _opened(path)
        try:
            self._file.seek(0)
            while chunk := self._file.read(_CHUNK):
                _write(fresh, chunk)
        except OSError:
            fresh.close()
            self._file.seek(self._end)
            raise
        self._file.close()
        self._file = fresh

    def _add(self, data: bytes) -> None:
        try:
            _write(self._file, data)
        except OSError:
            with suppress(OSError):
                self._file.seek(self._end)
                self._file.truncate()
            raise
        self._end += len(data)


def _opened(path: Path) -> FileIO:
    return path.open("w+b", buffering=0)


def _write(file: FileIO, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]
