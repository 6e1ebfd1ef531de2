"""Packed or plain: a ledger is written as the ending of its file says, and read as its first bytes say.

One that stands inside a dossier is read out of the page, so that the page will do wherever a ledger is asked for.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol

import zstandard

from conformance.ledger.in_page import AS_GZIP, LARGEST, ledger_of, too_large
from conformance.ownfiles import look_at

ENDINGS: Final = (".jsonl", ".jsonl.gz", ".jsonl.zst")
_PAGE: Final = b"<!"
_CHUNK: Final = 1 << 20
_PACKED_CHUNK: Final = 1 << 12
"""Of what is packed less at a time: each byte may stand for thousands."""
_ZSTD_LEVEL: Final = 9
"""Half as large as gzip and in a quarter of its time; beyond it a run would wait for a tenth less."""
_END_OF_FRAME: Final = b"\x01\x00\x00"
"""A last block of no bytes (RFC 8878, 3.1.1.2): it ends a frame of which the packer is gone."""


class Packer(Protocol):
    """Packs pieces one after the other, so that each can be read as soon as it stands in a file."""

    def pack(self, piece: bytes) -> bytes:
        """What is to be added to the file."""

    def take_back(self) -> None:
        """The last piece could not be added: what comes next follows the one before it."""

    def end(self) -> bytes:
        """What ends the file."""


class _Gzip:
    def __init__(self) -> None:
        self._packer = self._before = zlib.compressobj(9, wbits=AS_GZIP)

    def pack(self, piece: bytes) -> bytes:
        self._before = self._packer.copy()
        return self._packer.compress(piece) + self._packer.flush(zlib.Z_SYNC_FLUSH)

    def take_back(self) -> None:
        self._packer = self._before

    def end(self) -> bytes:
        return self._packer.flush()


class _Zstd:
    def __init__(self) -> None:
        self._packer = _frame()
        self._open = self._stale = self._was_open = False
        """Whether the file has a frame without its end, and whether that is one of which the packer is gone."""

    def pack(self, piece: bytes) -> bytes:
        first, self._was_open = self._ended(), self._open
        self._open, self._stale = True, False
        return first + self._packer.compress(piece) + self._packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def take_back(self) -> None:
        self._packer, self._open, self._stale = _frame(), self._was_open, True

    def end(self) -> bytes:
        return self._ended() + self._packer.flush()

    def _ended(self) -> bytes:
        return _END_OF_FRAME if self._open and self._stale else b""


def _frame() -> zstandard.ZstdCompressionObj:
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=False).compressobj()


def packer_for(name: str) -> Packer | None:
    """What packs a file of that name; None where its lines stand in it as they are."""
    return next((make() for ending, make in _PACKERS.items() if name.endswith(ending)), None)


_PACKERS: Final[Mapping[str, Callable[[], Packer]]] = {".gz": _Gzip, ".zst": _Zstd}


def stem(name: str) -> str:
    """The name of a ledger without the ending that says how it is packed."""
    for ending in sorted(ENDINGS, key=len, reverse=True):
        name = name.removesuffix(ending)
    return name


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def _zstd_unpacker() -> _Unpacker:
    return zstandard.ZstdDecompressor().decompressobj()


def _gzip_unpacker() -> _Unpacker:
    return zlib.decompressobj(AS_GZIP)


_UNPACKERS: Final[Mapping[bytes, Callable[[], _Unpacker]]] = {
    b"\x1f\x8b": _gzip_unpacker,
    zstandard.FRAME_HEADER: _zstd_unpacker,
}
"""By the first bytes of a file."""
_HEAD: Final = max(map(len, _UNPACKERS))


def unpacked(path: Path, most: int | None = None) -> Iterator[bytes]:
    """The pieces of a file, unpacked where its first bytes say so; one that was cut off as far as it goes.

    `most`: so many bytes are enough. Raises OSError.
    """
    look_at(path)
    left, unpacked_bytes = most, 0
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(0)
        if head.startswith(_PAGE):
            yield from _in_page(file.read())
            return
        fresh = next((make for first, make in _UNPACKERS.items() if head.startswith(first)), None)
        unpacker = fresh and fresh()
        at_once = _CHUNK if fresh is None else _PACKED_CHUNK
        while chunk := file.read(at_once if left is None else min(at_once, left)):
            if fresh is None or unpacker is None:
                piece = chunk
            else:
                piece, unpacker = _piece(unpacker, chunk, fresh)
                unpacked_bytes += len(piece)
                if unpacked_bytes > LARGEST:
                    raise too_large()
            if piece:
                yield piece
            left = None if left is None else left - len(piece)
            if left is not None and left <= 0:
                return


def _in_page(page: bytes) -> Iterator[bytes]:
    """The ledger of a page; the page itself where it holds none, or another than the one it was made with."""
    try:
        yield ledger_of(page)
    except ValueError:
        yield page


def _piece(unpacker: _Unpacker, chunk: bytes, fresh: Callable[[], _Unpacker]) -> tuple[bytes, _Unpacker]:
    """What a chunk stands for; one packed file may follow another. What is no longer packed stands for nothing."""
    found = b""
    while chunk:
        try:
            found += unpacker.decompress(chunk)
        except (zlib.error, zstandard.ZstdError):
            return found, unpacker
        chunk = unpacker.unused_data
        if unpacker.eof:
            unpacker = fresh()
    return found, unpacker
