"""Packed or plain: a ledger is written as the ending of its file says, and read as its first bytes say."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BufferedWriter
from pathlib import Path
from typing import Final, Protocol

ENDINGS: Final = (".jsonl", ".jsonl.gz")
_GZIP: Final = b"\x1f\x8b"
_AS_GZIP: Final = zlib.MAX_WBITS | 16
_CHUNK: Final = 1 << 20


class Lines(Protocol):
    """A file that takes whole lines."""

    def write(self, data: bytes) -> object:
        """Add bytes."""

    def flush(self) -> None:
        """Hand them to the operating system."""

    def close(self) -> None:
        """End the file, if that is not done yet."""


class _Packed:
    """A gzip file whose every flush can be read, so that nothing is lost where the process is killed."""

    def __init__(self, file: BufferedWriter) -> None:
        self._file = file
        self._packer = zlib.compressobj(9, wbits=_AS_GZIP)

    def write(self, data: bytes) -> None:
        self._file.write(self._packer.compress(data))

    def flush(self) -> None:
        self._file.write(self._packer.flush(zlib.Z_SYNC_FLUSH))
        self._file.flush()

    def close(self) -> None:
        if self._file.closed:
            return
        try:
            self._file.write(self._packer.flush())
        finally:
            self._file.close()


def open_new(path: Path) -> Lines:
    """A new file, packed where its name ends in .gz. Raises OSError."""
    file = path.open("wb")
    return _Packed(file) if path.name.endswith(".gz") else file


def unpacked(path: Path, most: int | None = None) -> Iterator[bytes]:
    """The pieces of a file, unpacked where its first bytes say so; one that was cut off as far as it goes.

    `most`: so many bytes are enough. Raises OSError.
    """
    left = most
    with path.open("rb") as file:
        head = file.read(len(_GZIP))
        file.seek(0)
        packer = zlib.decompressobj(_AS_GZIP) if head == _GZIP else None
        while chunk := file.read(_CHUNK if left is None else min(_CHUNK, left)):
            if packer is None:
                piece = chunk
            else:
                piece, packer = _piece(packer, chunk)
            if piece:
                yield piece
            left = None if left is None else left - len(piece)
            if left is not None and left <= 0:
                return


def _piece(packer: zlib._Decompress, chunk: bytes) -> tuple[bytes, zlib._Decompress]:
    """What a chunk stands for; one packed file may follow another. What is no longer gzip stands for nothing."""
    found = b""
    while chunk:
        try:
            found += packer.decompress(chunk)
        except zlib.error:
            return found, packer
        chunk = packer.unused_data
        if packer.eof:
            packer = zlib.decompressobj(_AS_GZIP)
    return found, packer
