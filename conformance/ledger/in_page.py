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
_LITTLE: Final = 16_384
"""So many bytes are cut in one go, which takes half a millisecond or so."""
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


class Packing:
    """Packs a ledger for a page, as its lines come: little by little, and what is left in the end."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._start(varying.Columns())

    def _start(self, columns: varying.Columns | None) -> None:
        """Pack from the first line on; without columns nothing is taken out of any."""
        self._columns = columns
        self._begun = 0
        """So many lines are packed, or begun to be."""
        self._sha256 = hashlib.sha256()
        self._text = b""
        """What is to be cut of the line that was begun last."""
        self._at = 0
        """Where its next piece begins."""
        self._known: dict[bytes, int] = {}
        self._packer = zlib.compressobj(_LEVEL, wbits=AS_GZIP)
        self._packed: list[bytes] = []
        self._runs: list[str] = []
        self._first = self._count = 0
        """The run of pieces that follow each other in which the last one is."""

    def add(self, line: bytes) -> None:
        """The next line, with its end."""
        self._lines.append(line)

    def pack_a_little(self) -> bool:
        """Pack the next part of what was added; False where that is done."""
        packed = 0
        while packed < _LITTLE:
            end = self._text.rfind(b"}", self._at, self._at + _LITTLE) + 1 or self._text.find(b"}", self._at) + 1
            if end:
                packed += end - self._at
                self._take(_PIECE.findall(self._text, self._at, end))
                self._at = end
            elif self._begun < len(self._lines):
                packed += 1
                self._begin(self._lines[self._begun])
            else:
                break
        return packed > 0

    def _begin(self, line: bytes) -> None:
        if self._columns is not None and varying.has_a_sign(line):
            self._start(None)
            return
        self._begun += 1
        self._sha256.update(line)
        told = line if self._columns is None else self._columns.take_from(line)
        self._text, self._at = self._text[self._at :] + told, 0

    def _take(self, pieces: list[bytes]) -> None:
        known, before = self._known, len(self._known)
        numbers = [known.setdefault(piece, len(known)) for piece in pieces]
        if len(known) > before:
            new = (piece for piece, number in zip(pieces, numbers, strict=True) if number >= before)
            self._packed.append(self._packer.compress(b"".join(dict.fromkeys(new))))
        following = self._first + self._count
        for number in numbers:
            if number != following:
                self._end_run()
                self._first = number
            following = number + 1
            self._count = following - self._first

    def _end_run(self) -> None:
        if self._count:
            self._runs.append(f"{self._first},{self._count}")

    def end(self) -> Packed:
        """The ledger as a page may hold it; nothing can be added any more."""
        while self.pack_a_little():
            pass
        self._take(_PIECE.findall(self._text, self._at))
        self._at = len(self._text)
        self._end_run()
        pieces = b"".join([*self._packed, self._packer.flush()])
        return Packed(
            sha256=self._sha256.hexdigest(),
            pieces=_in_base64(pieces),
            order=_as_text(" ".join(self._runs).encode()),
            varying=_as_text(self._columns.text if self._columns is not None else b""),
        )


def packed(ledger: bytes) -> Packed:
    """A ledger, plain JSON lines, as a page may hold it."""
    packing = Packing()
    for line in ledger.splitlines(keepends=True):
        packing.add(line)
    return packing.end()


def sha256(pieces: Iterable[bytes]) -> str:
    """What a ledger goes by in the page that is drawn from it; it may come in pieces."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


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
    return _in_base64(packer.compress(content) + packer.flush())


def _in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
