"""The lines of a ledger's file, read and parsed one after the other: no more than one of them is held."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from conformance.errors import Mistake, Mistakes, mistake
from conformance.frozen import dataclass
from conformance.ledger import packing
from conformance.ledger.lines import loads
from conformance.model import Place

CHANGED: Final = "a ledger is used as the run wrote it"
_BOM: Final = b"\xef\xbb\xbf"
_FIRST_LINE: Final = 4 << 20
"""A first line is not longer."""
_LONGEST_LINE: Final = 256 << 20
"""Nor another one, which holds a body at most (limits.body_mib): what is packed may unpack to one without end."""
_BLANK: Final = 100_000
"""So many lines without anything on them are passed over."""


class Altered(Mistakes):
    """A ledger that is not as its run wrote it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is a JSON object."""

    place: Place
    said: dict[str, Any]
    text: bytes


def altered(says: str, place: Place) -> Altered:
    """What to raise over a line that is not as its run wrote it."""
    return Altered([Mistake(place=place, says=says, hint=CHANGED)])


def first_line(path: Path) -> bytes:
    """The first line of a file that may be a ledger; nothing of one that cannot be. Raises OSError."""
    found = b""
    for piece in packing.unpacked(path, _FIRST_LINE):
        found = (found + piece).removeprefix(_BOM)
        if found[:1] not in (b"{", b" ", b"\t", b"\r", b"\n"):
            return b""
        line, end, _ = found.lstrip().partition(b"\n")
        if end:
            return line
    return found.strip()


def parsed(path: Path) -> Iterator[Line]:
    """The lines of a file; a last one that a crash cut off is left out.

    Raises Mistakes where the file cannot be read or is none of lines of JSON, Altered where another line is none.
    """
    blank = 0
    try:
        for number, (text, whole) in enumerate(split(packing.unpacked(path)), 1):
            line = text.removeprefix(_BOM) if number == 1 else text
            place = Place(file=str(path), line=number, column=1)
            if not line or line.isspace():
                blank += 1
                if blank > _BLANK:
                    raise _stranger(place, number)
                continue
            try:
                said = loads(line)
            except (ValueError, RecursionError):
                if number > 1 and not whole:
                    return
                raise _stranger(place, number) from None
            if not isinstance(said, dict):
                raise _stranger(place, number)
            yield Line(place, said, line)
    except OSError as error:
        raise mistake(f"{path} cannot be read: {error.strerror}") from None


def split(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The lines of a text that comes in pieces, each with whether it has its end. Raises OSError over one too long."""
    begun: list[bytes] = []
    length, most = 0, _FIRST_LINE
    for piece in pieces:
        first, *others = piece.split(b"\n")
        begun.append(first)
        length += len(first)
        if length > most:
            raise OSError(errno.EFBIG, f"a line has more than {most // 1024**2} MiB, which is not read")
        if others:
            length, most = len(others[-1]), _LONGEST_LINE
            yield b"".join(begun), True
            yield from ((line, True) for line in others[:-1])
            begun = [others[-1]]
    yield b"".join(begun), False


def _stranger(place: Place, number: int) -> Mistakes:
    says = "this line does not belong in a ledger"
    return Altered([Mistake(place=place, says=says)]) if number > 1 else mistake(says, place=place)
