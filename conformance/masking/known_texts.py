"""Where any of many known texts stand in a text, without searching for each of them."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import Final, Generic, TypeVar

Owner = TypeVar("Owner", bound=Hashable)

_FEW: Final = 24
"""So many texts are searched for sooner than the blocks of a text are looked up."""


_KEPT: Final = 48
"""So much of the end of a known text is compared here."""
_CERTAIN: Final = 16
"""From here to what is kept, a text is a known one wherever it stands. Whether a shorter one is, what is around it
tells, and of a longer one what is before its end."""


class KnownTexts(Generic[Owner]):
    """Texts to be found again, each with what it belongs to.

    Every so many bytes of a text (the stride) a block is looked up. Wherever the end of a known text stands, be it one
    byte shorter than a stride and a block, it covers one of them, and so tells where it ends. Only the end is kept:
    learning a long text costs no more than a short one, and tokens, which begin alike, differ there. The work is in
    proportion to the text and to what stands in it, however many texts are known.
    """

    __slots__ = ("_long", "_middle", "_short")

    def __init__(self) -> None:
        self._long: _Ends[Owner] = _Ends(block=8, stride=16)
        self._middle: _Ends[Owner] = _Ends(block=4, stride=4)
        self._short: dict[bytes, list[Owner]] = {}

    def add(self, known: bytes, owner: Owner) -> None:
        """A text to be found from now on. Of a long one the last 23 to 48 bytes will do."""
        if len(known) >= self._long.length:
            self._long.add(known, owner)
        elif len(known) >= self._middle.length:
            self._middle.add(known, owner)
        elif known:
            self._short.setdefault(known, []).append(owner)

    def found_in(self, text: bytes) -> Mapping[Owner, list[int]]:
        """What known texts may stand there, and where each ends; nothing for nearly every text.

        A text of 48 bytes or less does stand there; of a longer one the last 48 bytes, or as many as were given, do.
        """
        found: dict[Owner, list[int]] = defaultdict(list)
        for ends, owners in (*self._long.found_in(text), *self._middle.found_in(text), *_searched(self._short, text)):
            for owner in owners:
                found[owner].extend(ends)
        return found


class _Ends(Generic[Owner]):
    """The ends of known texts, all at least as long as a block and a stride but one byte."""

    __slots__ = ("_behind", "_block", "_blocks", "_code", "_lengths", "_owners", "_stride", "length")

    def __init__(self, *, block: int, stride: int) -> None:
        self._block, self._stride, self.length = block, stride, block + stride - 1
        self._code = {4: "I", 8: "Q"}[block]
        self._behind = [(behind, 1 << behind) for behind in range(block, self.length + 1)]
        """How far behind the beginning of a block a text may end that has it, each with its bit."""
        self._owners: dict[bytes, list[Owner]] = {}
        """By the end of what is known; a shorter text is its own end."""
        self._lengths: set[int] = set()
        """How much of a known text is kept."""
        self._blocks: dict[int, int] = {}
        """By block: the bits of where texts end that have it. A number each, as a bank may tell many thousands."""

    def add(self, known: bytes, owner: Owner) -> None:
        end = known[-_KEPT:]
        owners = self._owners.get(end)
        if owners is not None:
            owners.append(owner)
            return
        self._owners[end] = [owner]
        self._lengths.add(len(end))
        size, blocks = len(end), self._blocks
        for behind, bit in self._behind:
            start = size - behind
            block = int.from_bytes(end[start : start + self._block], sys.byteorder)
            blocks[block] = blocks.get(block, 0) | bit

    def found_in(self, text: bytes) -> Iterator[tuple[list[int], list[Owner]]]:
        if len(self._owners) <= _FEW:
            yield from _searched(self._owners, text)
            return
        whole = memoryview(text)[: len(text) // self._block * self._block]
        blocks = whole.cast(self._code)[:: self._stride // self._block]  # type: ignore[call-overload]
        standing = self._blocks.keys() & blocks
        for number in [number for number, block in enumerate(blocks) if block in standing] if standing else ():
            bits = self._blocks[blocks[number]]
            for behind, bit in self._behind:
                if bits & bit:
                    yield from self._ending_at(text, number * self._stride + behind)

    def _ending_at(self, text: bytes, end: int) -> Iterator[tuple[list[int], list[Owner]]]:
        for length in self._lengths if end <= len(text) else ():
            owners = self._owners.get(text[end - length : end]) if length <= end else None
            if owners is not None:
                yield [end], owners


def _searched(known: Mapping[bytes, list[Owner]], text: bytes) -> Iterator[tuple[list[int], list[Owner]]]:
    for one, owners in known.items():
        if one in text:
            yield list(_ends(one, text)), owners


def _ends(known: bytes, text: bytes) -> Iterator[int]:
    """Where it ends, also where it overlaps with itself: of those that do, as many as cover them all."""
    size, at = len(known), text.find(known)
    while at >= 0:
        yield at + size
        last = text.rfind(known, at + 1, at + 2 * size - 1) if _CERTAIN <= size < _KEPT else -1
        at = last if last >= 0 else text.find(known, at + 1)
