"""What differs in each line of a ledger, taken out and put back: so that the lines are alike, and stand once in a page.

Each such value is replaced by a sign of its kind, and goes into a column of that kind, in its order. What can be known
from the rest is not told: the next number, the id that an answer echoes, the digest of a body that came before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import orjson

from conformance.late import pattern
from conformance.ledger.body_record import content_of
from conformance.ledger.exchange_record import digest

_SIGNS: Final = {name: bytes([at]) for at, name in enumerate(("uuid", "digest", "moment", "elapsed", "number"), 1)}
_SIGN: Final = pattern(b"[%s]" % b"".join(_SIGNS.values()))
_VARYING: Final = pattern(
    rb'"(?:(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"|(?P<digest>[0-9a-f]{64})"'
    rb'|(?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}\+\d\d:\d\d)"'
    rb'|elapsed_ms":(?P<elapsed>\d+(?:\.\d+)?)|number":(?P<number>[1-9]\d*))'
)
_BODY: Final = b'{"kind":"body","sha256":"'
_HEAD: Final = len(_BODY) + 64
_AS_JSON: Final = b'","json":'
"""Behind the digest of most; then comes the body as it was, and the line's end."""
_ID, _DIGEST, _NUMBER = _SIGNS["uuid"], _SIGNS["digest"], _SIGNS["number"]
_SAME, _NEXT, _KNOWN = b"=", b"+", b"#"
"""As the one before; one more than it; of which body of the ledger."""
_CUTS: Final = (0, 8, 12, 16, 20, 32)
"""Where an id has its dashes."""
_END: Final = b"\0"
"""Between two columns; values are lines."""
_OPEN: Final = b"\x06"
"""Around the number of a body until its digest is known."""
_RESERVED: Final = (*_SIGNS.values(), _END, _OPEN)
_UNKNOWN: Final = pattern(_OPEN + rb"(\d+)" + _OPEN)


def put_back(lines: bytes, columns: bytes) -> bytes:
    """The ledger again. Raises ValueError where the columns are not those of the lines."""
    if not columns:
        return lines
    try:
        told = zip(_SIGNS.values(), columns.split(_END), strict=True)
        values = {sign: _values(sign, column.split(b"\n")) for sign, column in told}
        filled = [_SIGN.sub(lambda sign: next(values[sign[0]]), line) for line in lines.splitlines(keepends=True)]
        digests = [_digest(line).encode() for line in filled if line.startswith(_BODY + _OPEN)]
        return _UNKNOWN.sub(lambda known: digests[int(known[1])], b"".join(filled))
    except (StopIteration, LookupError, ValueError) as error:
        raise ValueError("the ledger inside the page is not whole") from error


def has_a_sign(line: bytes) -> bool:
    """Whether a line has one of our signs itself: nothing can be taken out of its ledger then."""
    return any(sign in line for sign in _RESERVED)


class Columns:
    """The values of each kind, as the lines of a ledger are gone through."""

    def __init__(self) -> None:
        self._bodies: dict[bytes, int] = {}
        self._values: dict[bytes, list[bytes]] = {sign: [] for sign in _SIGNS.values()}
        self._id, self._number = b"", 0

    @property
    def text(self) -> bytes:
        """The columns, from which `put_back` fills the lines again."""
        return _END.join(b"\n".join(values) for values in self._values.values())

    def take_from(self, line: bytes) -> bytes:
        """The next line, with signs in place of its values; of a body its digest only."""
        if not line.startswith(_BODY):
            return _VARYING.sub(self._sign, line)
        head = line[len(_BODY) : _HEAD]
        if head in self._bodies or not _is_of(head, line):
            return line
        self._bodies[head] = len(self._bodies)
        self._values[_DIGEST].append(self._known(head))
        return _BODY + _DIGEST + line[_HEAD:]

    def _sign(self, match: re.Match[bytes]) -> bytes:
        name = str(match.lastgroup)
        kind, value = _SIGNS[name], match[name]
        if kind == _ID:
            value, self._id = _SAME if value == self._id else value.replace(b"-", b""), value
        elif kind == _NUMBER:
            value, self._number = _NEXT if int(value) == self._number + 1 else value, int(value)
        elif kind == _DIGEST:
            value = self._known(value)
        self._values[kind].append(value)
        return match[0].replace(match[name], kind)

    def _known(self, value: bytes) -> bytes:
        return _KNOWN + str(self._bodies[value]).encode() if value in self._bodies else value


def _values(sign: bytes, column: list[bytes]) -> Iterator[bytes]:
    """The values of a column as they stood in the ledger; digests of its bodies by number."""
    before, number = b"", 0
    for value in column:
        if sign == _ID:
            before = before if value == _SAME else b"-".join(value[one:end] for one, end in pairwise(_CUTS))
            yield before
        elif sign == _NUMBER:
            number = number + 1 if value == _NEXT else int(value)
            yield str(number).encode()
        elif value.startswith(_KNOWN):
            yield _OPEN + value[1:] + _OPEN
        else:
            yield value


def _digest(line: bytes) -> str:
    return digest(content_of(orjson.loads(_UNKNOWN.sub(b"", line, count=1))))


def _is_of(head: bytes, line: bytes) -> bool:
    if line.startswith(_AS_JSON, _HEAD) and digest(line[_HEAD + len(_AS_JSON) :].rstrip()[:-1]).encode() == head:
        return True
    try:
        return _digest(line).encode() == head
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
