"""Which of many known texts may stand in a text, without searching for each of them."""

from __future__ import annotations

import sys
from typing import Final, Generic, TypeVar

Owner = TypeVar("Owner")

_WIDE: Final = 8
_NARROW: Final = 4
_FEW: Final = 16
"""So many texts of middle length are searched for sooner than their blocks are looked up."""


class KnownTexts(Generic[Owner]):
    """Texts to be found again, each with what it belongs to.

    Wherever the last fifteen bytes of one stand, they cover one whole block of eight bytes, counted from the beginning;
    so the blocks of a text are looked up, in a tenth of the time of a search. Only the end of a known text is looked
    at: learning a long one costs no more than a short one, and tokens, which begin alike, differ there. For texts of
    seven to fourteen bytes the blocks have four bytes; shorter ones are searched for.
    """

    __slots__ = ("_narrow", "_short", "_texts", "_wide")

    def __init__(self) -> None:
        self._short: dict[bytes, list[Owner]] = {}
        self._texts: dict[bytes, list[Owner]] = {}
        """Those of middle length."""
        self._narrow: dict[int, set[bytes]] = {}
        self._wide: dict[int, list[Owner]] = {}

    def add(self, known: bytes, owner: Owner) -> None:
        """A text to be found from now on. Of a long one its last fifteen bytes will do."""
        if len(known) >= 2 * _WIDE - 1:
            for block in _blocks_of(known[1 - 2 * _WIDE :], _WIDE):
                self._wide.setdefault(block, []).append(owner)
        elif len(known) >= 2 * _NARROW - 1:
            self._texts.setdefault(known, []).append(owner)
            for block in _blocks_of(known[1 - 2 * _NARROW :], _NARROW):
                self._narrow.setdefault(block, set()).add(known)
        elif known:
            self._short.setdefault(known, []).append(owner)

    def found_in(self, text: bytes) -> list[Owner]:
        """What known texts may stand there, in no order; nothing for nearly every text."""
        found = [owner for known, owners in self._short.items() if known in text for owner in owners]
        found += [owner for known in self._middling(text) if known in text for owner in self._texts[known]]
        if self._wide:
            blocks = _blocks_in(text, _WIDE, "Q")
            if not self._wide.keys().isdisjoint(blocks):
                seen = {id(owner): owner for block in self._wide.keys() & set(blocks) for owner in self._wide[block]}
                found += seen.values()
        return found

    def _middling(self, text: bytes) -> set[bytes]:
        if len(self._texts) <= _FEW:
            return set(self._texts)
        blocks = _blocks_in(text, _NARROW, "I")
        if self._narrow.keys().isdisjoint(blocks):
            return set()
        return {known for block in self._narrow.keys() & set(blocks) for known in self._narrow[block]}


def _blocks_of(end: bytes, width: int) -> set[int]:
    return {int.from_bytes(end[start : start + width], sys.byteorder) for start in range(width)}


def _blocks_in(text: bytes, width: int, code: str) -> memoryview[int]:
    return memoryview(text)[: len(text) // width * width].cast(code)  # type: ignore[call-overload,no-any-return]
