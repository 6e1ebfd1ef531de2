"""Packed or plain: a ledger is written as the ending of its file says, and read as its first bytes say.

One that stands inside a dossier is read out of the page, so that the page will do wherever a ledger is asked for.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from conformance.ledger.in_page import AS_GZIP, ledger_of

ENDINGS: Final = (".jsonl", ".jsonl.gz")
_GZIP: Final = b"\x1f\x8b"
_PAGE: Final = b"<!"
_CHUNK: Final = 1 << 20


def stem(name: str) -> str:
    """The name of a ledger without the ending that says how it is packed."""
    for ending in sorted(ENDINGS, key=len, reverse=True):
        name = name.removesuffix(ending)
    return name


def unpacked(path: Path, most: int | None = None) -> Iterator[bytes]:
    """The pieces of a file, unpacked where its first bytes say so; one that was cut off as far as it goes.

    `most`: so many bytes are enough. Raises OSError.
    """
    left = most
    with path.open("rb") as file:
        head = file.read(len(_GZIP))
        file.seek(0)
        if head == _PAGE:
            yield from _in_page(file.read())
            return
        packer = zlib.decompressobj(AS_GZIP) if head == _GZIP else None
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


def _in_page(page: bytes) -> Iterator[bytes]:
    """The ledger of a page; the page itself where it holds none, or another than the one it was made with."""
    try:
        yield ledger_of(page)
    except ValueError:
        yield page


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
            packer = zlib.decompressobj(AS_GZIP)
    return found, packer
