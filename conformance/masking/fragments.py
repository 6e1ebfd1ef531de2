"""Parts of long secrets, where a text was cut short before it was masked: the excerpt of a body in a finding."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from conformance.masking.reading import Reading, fold

_BLOCK: Final = 8
_SHORTEST: Final = 15
"""So much of a secret is hidden also without the rest: it covers one block of it, wherever it is cut."""
_LONG: Final = 24
"""A shorter secret is hardly ever cut into a part so long."""
_INDEXED: Final = 16_384
"""So much of the beginning and of the end of a secret; nobody shows an excerpt of the middle of more."""
EXCERPT: Final = 1_000
"""A longer text is no excerpt, but has all of what it tells."""


class Fragments:
    """Long secrets of which a part may stand in a short text."""

    __slots__ = ("_blocks", "_signs")

    def __init__(self) -> None:
        self._blocks: dict[int, tuple[bytes, int, str]] = {}
        """By block, as a number: the secret, where in it the block stands, its label. Of those alike the first."""
        self._signs = bytearray(b" " * 256)
        """Leaves of a text the bytes that stand in one of them, and makes blanks of all others."""

    def add(self, plain: bytes, label: str) -> None:
        """A secret, read, of which parts are to be found. Words are left: a part of them may be a sentence of ours."""
        if len(plain) < _LONG or not any(48 <= sign <= 57 for sign in plain) or b" " in plain:
            return
        folded = fold(plain)
        for part in {folded[:_INDEXED], folded[-_INDEXED:]}:
            for sign in set(part):
                self._signs[sign] = sign
            for start in range(0, len(part) - _BLOCK + 1, _BLOCK):
                block = int.from_bytes(part[start : start + _BLOCK], sys.byteorder)
                self._blocks.setdefault(block, (part, start, label))

    def spans(self, reading: Reading) -> Iterator[tuple[int, int, str]]:
        """Where a part of one stands in an excerpt."""
        folded = reading.folded
        if not self._blocks or not _SHORTEST <= len(folded) <= EXCERPT:
            return
        done = 0
        for at, (secret, inside, label) in self._found_in(folded):
            if at < done:
                continue
            start, end = at, at + _BLOCK
            while start > done and inside - (at - start) > 0 and folded[start - 1] == secret[inside - (at - start) - 1]:
                start -= 1
            while end < len(folded) and inside + end - at < len(secret) and folded[end] == secret[inside + end - at]:
                end += 1
            if end - start >= _SHORTEST:
                yield start, end, label
                done = end

    def _found_in(self, folded: bytes) -> Iterator[tuple[int, tuple[bytes, int, str]]]:
        """Every place of a known block, in order; nothing for nearly every text, which costs next to nothing."""
        rows = [row for row in folded.translate(self._signs).split(b" ") if len(row) >= _SHORTEST]
        if not rows or all(map(self._blocks.keys().isdisjoint, _shifted(b" ".join(rows)))):
            return
        shifted = _shifted(folded)
        for at in range(len(folded) - _BLOCK + 1):
            found = self._blocks.get(shifted[at % _BLOCK][at // _BLOCK])
            if found is not None:
                yield at, found


def _shifted(text: bytes) -> list[memoryview]:
    """The blocks of a text one after the other, from each of the places on where one may begin."""
    whole = memoryview(text)
    return [whole[shift : shift + (len(text) - shift) // _BLOCK * _BLOCK].cast("Q") for shift in range(_BLOCK)]
