"""A ledger inside a page, and back, byte for byte: so that one file is what people read and what can be verified.

A ledger says most of its objects many times over, too far apart for gzip to notice. So what differs in each line is
taken out (see varying), and the rest is cut behind every `}`; each different piece stands once, in the order in which
it first comes, and beside them the order in which they follow each other: `12,3 0,1` is pieces 12, 13 and 14, then
piece 0. All are packed by gzip, which browsers unpack.
"""

from __future__ import annotations

import base64
import binascii
import errno
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.ledger import varying

AS_GZIP: Final = zlib.MAX_WBITS | 16
"""What tells zlib that bytes are gzip's."""
LARGEST: Final = 1 << 30
"""More is not unpacked: a ledger of fifty thousand scenarios."""
_LEVEL: Final = 6
"""9 takes twice the time for a page that is smaller by a fiftieth."""
PIECES: Final = "ledger-pieces"
ORDER: Final = "ledger-order"
VARYING: Final = "ledger-varying"
_PIECE: Final = pattern(rb"[^}]*\}|[^}]+")
_SCRIPT: Final = rb'<script\b[^>]*\bid="%s"[^>]*>([A-Za-z0-9+/=\s]*)</script>'
_SHA256: Final = pattern(rb'\bdata-sha256="([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A ledger as a page holds it."""

    sha256: str
    """Of the ledger, as plain JSON lines."""
    pieces: str
    """Base64."""
    order: str
    """Base64."""
    varying: str
    """Base64."""

    @property
    def size(self) -> int:
        """How many bytes of a page it takes."""
        return len(self.pieces) + len(self.order) + len(self.varying)

    @property
    def markup(self) -> str:
        """What holds it; a browser runs nothing of it."""
        kind = 'type="application/gzip"'
        return (
            f'<script {kind} id="{PIECES}" data-sha256="{self.sha256}">{self.pieces}</script>\n'
            f'<script {kind} id="{ORDER}">{self.order}</script>\n'
            f'<script {kind} id="{VARYING}">{self.varying}</script>'
        )


def packed(ledger: bytes) -> Packed:
    """A ledger, plain JSON lines, as a page may hold it."""
    lines, columns = varying.taken_out(ledger)
    pieces = _PIECE.findall(lines)
    known = {piece: at for at, piece in enumerate(dict.fromkeys(pieces))}
    runs = " ".join(f"{first},{count}" for first, count in _runs(known[piece] for piece in pieces))
    return Packed(
        sha256=sha256([ledger]), pieces=_as_text(b"".join(known)),
        order=_as_text(runs.encode()), varying=_as_text(columns),
    )  # fmt: skip


def sha256(pieces: Iterable[bytes]) -> str:
    """What a ledger goes by in the page that is drawn from it; it may come in pieces."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers as the first of each run, in which one follows the other, and how long it is."""
    first = count = 0
    for number in numbers:
        if count and number == first + count:
            count += 1
            continue
        if count:
            yield first, count
        first, count = number, 1
    if count:
        yield first, count


def too_large() -> OSError:
    """What is said of a file that is small, and of which little would be left of the memory."""
    return OSError(errno.EFBIG, f"unpacked it has more than {LARGEST // 1024**2} MiB, which is not read")


def ledger_of(page: bytes) -> bytes:
    """The ledger that a page holds, as plain JSON lines.

    Raises ValueError where there is none, or another one, OSError where it is too large.
    """
    pieces, order = _PIECE.findall(_held(page, PIECES)), _held(page, ORDER)
    found = varying.put_back(b"".join(_followed(pieces, order)), _held(page, VARYING))
    said = _SHA256.search(page)
    if said is None or hashlib.sha256(found).hexdigest().encode() != said[1]:
        raise ValueError("the ledger inside the page is not the one that the page was made with")
    return found


def _followed(pieces: list[bytes], order: bytes) -> Iterator[bytes]:
    size = 0
    for run in order.split():
        first, _, count = run.partition(b",")
        start, number = int(first), int(count)
        if start < 0 or number < 1 or start + number > len(pieces):
            raise ValueError("the ledger inside the page is not whole")
        found = b"".join(pieces[start : start + number])
        size += len(found)
        if size > LARGEST:
            raise too_large()
        yield found


def _held(page: bytes, name: str) -> bytes:
    found = re.search(_SCRIPT % name.encode(), page)
    if found is None:
        raise ValueError("there is no ledger inside the page")
    try:
        unpacker = zlib.decompressobj(AS_GZIP)
        held = unpacker.decompress(base64.b64decode(found[1], validate=False), LARGEST)
        if unpacker.unconsumed_tail:
            raise too_large()
        if not unpacker.eof:
            raise ValueError("the ledger inside the page is not whole")
        return held
    except (zlib.error, binascii.Error) as error:
        raise ValueError(f"the ledger inside the page cannot be unpacked: {error}") from None


def _as_text(content: bytes) -> str:
    packer = zlib.compressobj(_LEVEL, wbits=AS_GZIP)
    return base64.b64encode(packer.compress(content) + packer.flush()).decode()
