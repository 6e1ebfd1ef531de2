"""What a run has written into its ledger, kept as it would be read back: a short ledger need not be read again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from conformance.ledger import packing
from conformance.ledger.alike import Records
from conformance.ledger.batch import Batch
from conformance.ledger.entry import Entry
from conformance.ledger.in_page import Packed, Packing
from conformance.ledger.lines import loads
from conformance.ledger.reading import Story
from conformance.model import Exchange

_MOST_BYTES: Final = 32 << 20
_MOST_VERDICTS: Final = 2_000
"""Of a longer ledger nothing is kept: what a run holds does not grow with it."""


class Kept:
    """A ledger as far as it is written."""

    def __init__(self) -> None:
        self._whole = True
        """Whether all is kept that was written."""
        self._lines: list[bytes] = []
        self._bytes = 0
        self._packing = Packing()
        self._header = self._footer = b""
        self._verdicts: list[bytes] = []
        self._entries: list[Entry] = []
        self._exchanges: dict[int, Exchange] = {}

    def add(self, lines: Iterable[tuple[str, bytes]]) -> None:
        """Lines that were written, each with its kind."""
        if not self._whole:
            return
        for kind, line in lines:
            self._lines.append(line)
            self._packing.add(line)
            self._bytes += len(line)
            if kind == "verdict":
                self._verdicts.append(line)
            elif kind == "header":
                self._header = line
            elif kind == "footer":
                self._footer = line
        if self._bytes > _MOST_BYTES or len(self._verdicts) > _MOST_VERDICTS:
            self.drop()

    def tell(self, batch: Batch, first: int, entry: Entry | None) -> None:
        """What these lines tell, where the first exchange of the batch has this number; `entry` is of its verdict."""
        if not self._whole:
            return None
        for number, exchange in enumerate(batch.exchanges, first):
            if exchange.number != number:  # one of several senders, who count for themselves
                return self.drop()
            self._exchanges[number] = exchange
        if batch.verdict is None:
            return None
        if entry is None:
            return self.drop()
        if batch.earlier:  # more may be hidden in them by now than when they were written
            entry = Entry.of(batch.verdict, self._exchanges)
        self._entries.append(entry)
        return None

    def drop(self) -> None:
        """It is read back, if anybody asks for it."""
        self._whole = False
        self._packing = Packing()
        self._lines.clear()
        self._verdicts.clear()
        self._entries.clear()
        self._exchanges.clear()

    def pack_a_little(self) -> bool:
        """Pack a part of it for the page that is drawn in the end; False where that is done."""
        return self._packing.pack_a_little()

    def packed(self) -> Packed | None:
        """As a page may hold it, if it is kept; nothing more may be written."""
        return self._packing.end() if self._whole else None

    def story(self, path: Path) -> Story | None:
        """What `read` would say of the file; None where not all was kept, and where it stands there otherwise."""
        if not self._whole or b"".join(packing.unpacked(path)) != b"".join(self._lines):
            return None
        return Story(
            path=path,
            header=loads(self._header),
            records=Records(self._verdicts),
            entries=tuple(self._entries),
            exchanges=self._exchanges,
            footer=loads(self._footer) if self._footer else None,
        )
