"""What the sender needs of the wire besides HTTP itself: its pace, and the bounds of time and size."""

from __future__ import annotations

import threading
import time
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

from conformance.client.fields import excerpt
from conformance.model import BROKEN_PACKING, UNASKED_PACKING

_NAME: Final = 40
"""No name of a coding has more characters."""
_MEMBER: Final = b"\x1f\x8b"
"""How each member of a gzip file begins (RFC 1952, 2.3.1)."""


class Pace:
    """Lets calls pass at most so many times a second."""

    __slots__ = ("_gap_s", "_lock", "_next")

    def __init__(self, rate_per_s: float | None) -> None:
        self._gap_s = 1 / rate_per_s if rate_per_s else 0.0
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Returns when the next call may leave."""
        if not self._gap_s:
            return
        with self._lock:
            now = time.monotonic()
            leaves = max(now, self._next)
            self._next = leaves + self._gap_s
        if leaves > now:
            time.sleep(leaves - now)


def timely(chunks: Iterable[bytes], within_s: float) -> Iterator[bytes]:
    """The pieces of a body. Raises TimeoutError where they do not come to an end in time, however often one comes."""
    ends = time.monotonic() + within_s
    for chunk in chunks:
        yield chunk
        if time.monotonic() > ends:
            raise TimeoutError("the answer never ends")


def unpacked(chunks: Iterable[bytes], encoding: str, most: int) -> tuple[bytes, str]:
    """A body after decompression, at most a byte more than `most` of it, and a note if it cannot be unpacked.

    A few packed bytes can stand for gigabytes, and a body may have no end; so no more is unpacked than is kept.
    """
    coding = excerpt(encoding.lower(), _NAME)
    known = coding in ("", "identity", "gzip", "x-gzip", "deflate")
    body, note = bytearray(), "" if known else f"{UNASKED_PACKING}{coding}`, which was not requested"
    try:
        for piece in _plain(chunks, coding if known else "", most + 1):
            body += piece
            if len(body) > most:
                break
    except zlib.error as error:
        note = f"{BROKEN_PACKING}{coding}` says: {error}"
    return bytes(body[: most + 1]), note


def _plain(chunks: Iterable[bytes], coding: str, most: int) -> Iterator[bytes]:
    """A body unpacked, in pieces of at most so many bytes. Raises zlib.error.

    A gzip body may have several members, which stand for one text (RFC 1952, 2.2).
    """
    if coding in ("", "identity"):
        yield from chunks
        return
    unpack, packed, begun = zlib.decompressobj(zlib.MAX_WBITS | 32), b"", False
    pieces = iter(chunks)
    for piece in pieces:
        packed, begun = packed + piece, begun or bool(piece)
        while packed:
            if unpack.eof:
                if len(packed) < len(_MEMBER):
                    break
                if not packed.startswith(_MEMBER):  # nobody's bytes, which others overlook too
                    deque(pieces, maxlen=0)
                    return
                unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
            yield unpack.decompress(packed, most)
            packed = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
    yield unpack.flush()
    if begun and not unpack.eof:
        raise zlib.error("it is cut short")
