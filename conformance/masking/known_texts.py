"""Where any of many known texts stand in a text, without searching for each of them."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Final, Generic, TypeVar

from conformance.masking.same_end import Known, Run, SameEnd

Owner = TypeVar("Owner", bound=Hashable)

_FEW: Final = 24
"""So many texts are searched for sooner than the blocks of a text are looked up."""
_KEPT: Final = 48
"""So much of the end of a known text is compared here."""
_SURROUNDED: Final = 128
"""Within a run, so far from where it begins and ends, nothing ends that has not been found at its beginning."""


class KnownTexts(Generic[Owner]):
    """Texts to be found again, each with what it belongs to.

    Every so many bytes of a text (the stride) a block is looked up. Wherever the end of a known text stands, be it one
    byte shorter than a stride and a block, it covers one of them, and so tells where it ends. Only the end is kept:
    learning a long text costs no more than a short one, and tokens, which begin same_end, differ there. Those that end
    alike are told apart by what stands before (`same_end`). The work is in proportion to the text and to what stands in
    it, however many texts are known.
    """

    __slots__ = ("_long", "_middle", "_short")

    def __init__(self) -> None:
        self._long: _Ends[Owner] = _Ends(block=8, stride=16)
        self._middle: _Ends[Owner] = _Ends(block=4, stride=4)
        self._short: dict[bytes, SameEnd[Owner]] = {}

    def add(
        self, end: bytes, owner: Owner, *, whole: Callable[[], bytes] | None = None, shape: Hashable = None
    ) -> None:
        """A text to be found from now on, by its last 23 to 48 bytes if they, or more, are given, and all of it.

        Of those of one shape that end in the same place the longest one may be all that is found, and of those that
        are the same the first; without a shape each is.
        """
        known = Known(owner, owner if shape is None else shape, whole or (lambda: end))
        if len(end) >= self._long.length:
            self._long.add(end[-_KEPT:], known)
        elif len(end) >= self._middle.length:
            self._middle.add(end, known)
        elif end:
            _of_end(self._short, end).add(known)

    def found_in(self, text: bytes) -> Mapping[Owner, list[Run]]:
        """What known texts may stand there, and where each ends; nothing for nearly every text.

        So much as each run says does stand there; before that a longer one may be another.
        """
        found: dict[Owner, list[Run]] = defaultdict(list)
        for same_end, run in (*self._long.found_in(text), *self._middle.found_in(text), *_searched(self._short, text)):
            for owner, where in same_end.among(text, run):
                found[owner].append(where)
        return found


class _Ends(Generic[Owner]):
    """The ends of known texts, all at least as long as a block and a stride but one byte."""

    __slots__ = ("_behind", "_block", "_blocks", "_code", "_lengths", "_owners", "_stride", "length")

    def __init__(self, *, block: int, stride: int) -> None:
        self._block, self._stride, self.length = block, stride, block + stride - 1
        self._code = {4: "I", 8: "Q"}[block]
        self._behind = [(behind, 1 << behind) for behind in range(block, self.length + 1)]
        """How far behind the beginning of a block a text may end that has it, each with its bit."""
        self._owners: dict[bytes, SameEnd[Owner]] = {}
        """By the end of what is known; a shorter text is its own end."""
        self._lengths: set[int] = set()
        """How much of a known text is kept."""
        self._blocks: dict[int, int] = {}
        """By block: the bits of where texts end that have it. A number each, as a bank may tell many thousands."""

    def add(self, end: bytes, known: Known[Owner]) -> None:
        fresh = end not in self._owners
        _of_end(self._owners, end).add(known)
        if not fresh:
            return
        self._lengths.add(len(end))
        size, blocks = len(end), self._blocks
        for behind, bit in self._behind:
            start = size - behind
            block = int.from_bytes(end[start : start + self._block], sys.byteorder)
            blocks[block] = blocks.get(block, 0) | bit

    def found_in(self, text: bytes) -> Iterator[tuple[SameEnd[Owner], Run]]:
        if len(self._owners) <= _FEW:
            yield from _searched(self._owners, text)
            return
        whole = memoryview(text)[: len(text) // self._block * self._block]
        blocks = whole.cast(self._code)[:: self._stride // self._block]  # type: ignore[call-overload]
        standing = self._blocks.keys() & blocks
        numbers = [number for number, block in enumerate(blocks) if block in standing] if standing else []
        done: dict[bytes, int] = {}
        """Where what ends in a run has been found to end last."""
        at, quiet = 0, range(0)
        while at < len(numbers):
            start = numbers[at] * self._stride
            if start in quiet:
                at = bisect_left(numbers, quiet.stop / self._stride)
                continue
            bits = self._blocks[blocks[numbers[at]]]
            for behind, bit in self._behind:
                if bits & bit:
                    for same_end, run in self._ending_at(text, start + behind, done):
                        yield same_end, run
                        if run.last - run.first > 2 * _SURROUNDED:
                            quiet = range(run.first + _SURROUNDED, run.last - _SURROUNDED)
            at += 1

    def _ending_at(self, text: bytes, at: int, done: dict[bytes, int]) -> Iterator[tuple[SameEnd[Owner], Run]]:
        for length in self._lengths if at <= len(text) else ():
            end = text[at - length : at] if length <= at else b""
            same_end = self._owners.get(end)
            if same_end is not None and at > done.get(end, 0):
                run = same_end.run(text, at)
                done[end] = run.last
                yield same_end, run


def _of_end(known: dict[bytes, SameEnd[Owner]], end: bytes) -> SameEnd[Owner]:
    """Those that end so."""
    if end not in known:
        known[end] = SameEnd(end)
    return known[end]


def _searched(known: Mapping[bytes, SameEnd[Owner]], text: bytes) -> Iterator[tuple[SameEnd[Owner], Run]]:
    for one, same_end in known.items():
        if one in text:
            yield from ((same_end, run) for run in _runs(same_end, text))


def _runs(same_end: SameEnd[Owner], text: bytes) -> Iterator[Run]:
    """Where they end, in order."""
    at = text.find(same_end.end)
    while at >= 0:
        run = same_end.run(text, at + len(same_end.end))
        yield run
        at = text.find(same_end.end, run.last - len(same_end.end) + 1)
