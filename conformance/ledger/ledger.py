"""The ledger: a run as JSON lines, written as it goes; what was exchanged, and what each scenario came to.

A header; then every exchange of the run in its order, each different body once and before the first exchange that has
it; the verdict of each scenario behind what was exchanged for it; a footer. The lines of a scenario are on disk before
the next one starts, so that a crash or Ctrl-C loses nothing; a ledger without a footer, or whose footer says so, is of
a run that did not finish.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from conformance import wholefiles
from conformance.errors import Moved, Unreachable, mistake
from conformance.ledger import body_record, exchange_record, in_page, judged_by, packing
from conformance.ledger.batch import Batch
from conformance.ledger.clock_offset import ahead_s, middle
from conformance.ledger.entry import Entry
from conformance.ledger.file import LinesFile
from conformance.ledger.in_page import Packed
from conformance.ledger.kept import Kept
from conformance.ledger.lines import FIRST, LINK, SEAL, dumps, link_of, seal_of
from conformance.ledger.reading import VERSION, Story, ends_complete, is_ledger, read
from conformance.ownfiles import look_at

__all__ = ["NAME", "VERSION", "Batch", "Entry", "Ledger", "Story", "is_ledger", "name_of_a_ledger", "read"]

NAME: Final = "ledger.jsonl"
Record = Mapping[str, Any]


def name_of_a_ledger(name: str) -> str:
    """The name, if a ledger may be called so. Raises Mistakes."""
    if Path(name).name != name or not name.endswith(packing.ENDINGS):
        endings = f"{', '.join(packing.ENDINGS[:-1])} or {packing.ENDINGS[-1]}"
        raise mistake(f"--ledger {name}: a file name that ends in {endings} is needed", hint="--reports says where")
    return name


class Ledger:
    """The ledger being written.

    It is written under its own name. A complete one of an earlier run is set aside first, and goes when this one is
    complete as well: so what was once known is known until it is known anew.
    """

    def __init__(self, path: Path, head: Record, archive: bytes) -> None:
        """`archive`: the texts that judge, kept beside it. Raises Unreachable where nothing can be written there."""
        self.path, self._archive = path, archive
        self._bodies: set[bytes] = set()
        """The SHA-256 of those that are written."""
        self._counts: dict[str, int] = {}
        """So many lines of each kind."""
        self._dated = "now" in head
        """Whether it takes place at another moment than this one, by which no Date header goes."""
        self._offsets: list[float] = []
        """How far the bank's clock was ahead, answer by answer."""
        self._numbers = Numbers()
        self._kept = Kept()
        self._link = FIRST
        self._file = self._opened()
        self._write([head])

    def write(self, batch: Batch, entry: Entry | None = None) -> None:
        """Add a batch; it is on disk when this returns. Its exchanges get the next numbers.

        `entry`: what its verdict tells, from whoever has it: with that the ledger need not be read for its `story`.

        Raises Unreachable where it cannot be written, and nothing of it is; Moved where somebody has removed the
        ledger: then it was written all the same, into the file that the message names.
        """
        lines: list[Record] = []
        fresh: dict[bytes, Record] = {}
        offsets: list[float] = []

        def keep(content: bytes) -> str:
            digest = exchange_record.digest(content)
            key = bytes.fromhex(digest)
            if key not in self._bodies and key not in fresh:
                fresh[key] = body_record.written(digest, content)
                lines.append(fresh[key])
            return digest

        first = self._counts.get("exchange", 0) + 1
        for number, exchange in enumerate(batch.exchanges, first):
            self._numbers.give(batch.source, exchange.number, number)
            offset = ahead_s(exchange)
            offsets += [] if offset is None else [offset]
            record = exchange_record.written(exchange, keep)
            lines.append({**record, "number": number})
        if batch.verdict is not None:
            own: Callable[[int], int] = partial(self.number, batch.source)
            lines.append(batch.verdict if batch.numbered else _numbered(batch.verdict, own))
        removed = self._found_again()
        self._bodies.update(fresh)
        try:
            self._write(lines)
        except Unreachable:
            self._bodies.difference_update(fresh)
            raise
        self._offsets += offsets
        self._kept.tell(batch, first, entry)
        if removed:
            raise removed

    def number(self, source: str, number: int) -> int:
        """The number that an exchange of a sender has here, once it is written."""
        return self._numbers.of(source, number)

    def close(self, foot: Record) -> None:
        """Add the footer. Raises Unreachable, and has added none then: the run did not come to this end."""
        removed = self._found_again()
        if removed:
            raise removed
        written = {kind: self._counts.get(kind, 0) for kind in ("exchange", "body", "verdict")}
        offset = None if self._dated else middle(self._offsets)
        told = {} if offset is None else {"clock_offset_s": offset}
        self._write([{**foot, **told, "written": written}])
        try:
            self._file.close()
        except OSError as error:
            raise self._lost(error) from None
        if foot["complete"]:
            with suppress(OSError):
                for path in _of_one_run(self.path):
                    aside(path).unlink(missing_ok=True)

    def story(self) -> Story:
        """All that is written so far, as it is read back. Raises Mistakes where it is not what was written."""
        return self._kept.story(self.path) or read(self.path)

    def pack_a_little(self) -> bool:
        """Pack a part of what is written for the page that holds it; False where that is done."""
        return self._kept.pack_a_little()

    def packed(self) -> Packed:
        """What is written as a page may hold it, once it has its end. Raises OSError."""
        return self._kept.packed() or in_page.packed(b"".join(packing.unpacked(self.path)))

    def leave(self) -> None:
        """Let go of the file without a footer; what is written stays. Nothing is written after this."""
        with suppress(OSError):
            self._file.close()

    def _write(self, records: list[Record]) -> None:
        lines: list[tuple[str, bytes]] = []
        link, counts = self._link, dict(self._counts)
        for record in records:
            kind = record["kind"]
            counts[kind] = counts.get(kind, 0) + 1
            told = {**record, LINK: link} if kind in ("verdict", "footer") else record
            if kind == "footer":
                told = {**told, SEAL: seal_of(told, link)}
            link = link_of(told, link)
            lines.append((kind, dumps(told) + b"\n"))
        content, before = b"".join(line for _, line in lines), (self._link, self._counts)
        # First: whoever interrupts a run is heard when the write returns, and the footer must know of these lines.
        self._link, self._counts = link, counts
        try:
            self._file.write(content)
        except OSError as error:
            self._link, self._counts = before
            raise self._lost(error) from None
        self._kept.add(lines)

    def _lost(self, error: OSError) -> Unreachable:
        return Unreachable(f"{self.path} cannot be written: {error.strerror}")

    def _opened(self) -> LinesFile:
        try:
            with suppress(FileNotFoundError, NotADirectoryError):
                # A pipe or a device keeps nothing, and a full pipe waits for ever.
                look_at(self.path)
        except OSError as error:
            raise self._lost(error) from None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            *ledgers, archive = _of_one_run(self.path)
            complete = [path for path in ledgers if ends_complete(path)]
            for path in (*complete, archive) if complete else ():
                if path.exists():
                    path.replace(aside(path))
            with wholefiles.fresh(archive) as new:
                new.write_bytes(self._archive)
            return LinesFile(self.path)
        except OSError as error:
            says = f"the reports folder {self.path.parent} cannot be written: {error.strerror}"
            raise Unreachable(says, hint="give another one with --reports") from None

    def _found_again(self) -> Unreachable | None:
        """Where somebody has removed the ledger: what to say of that, once it stands there again, or elsewhere."""
        if self.path.exists():
            return None
        folder = self.path.parent
        what = self.path if folder.is_dir() else f"the reports folder {folder}"
        says = f"{what} was removed while the run went on"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            return self._moved_to(folder, says)
        with suppress(OSError):
            return self._moved_to(Path(tempfile.mkdtemp(prefix="stet-conformance-")), says)
        return Unreachable(f"{says}, and can be kept nowhere")

    def _moved_to(self, folder: Path, says: str) -> Unreachable:
        path = folder / self.path.name
        with wholefiles.fresh(path.with_name(judged_by.beside(path.name))) as new:
            new.write_bytes(self._archive)
        self._file.move_to(path)
        self.path = path
        return Moved(f"{says}; what was measured stands in {path}")


def _of_one_run(path: Path) -> tuple[Path, ...]:
    """The ledgers of which one takes the other's place, packed or not, and the archive beside them."""
    ledgers = (path.with_name(packing.stem(path.name) + ending) for ending in packing.ENDINGS)
    return (*ledgers, path.with_name(judged_by.beside(path.name)))


def aside(path: Path) -> Path:
    """Where a file of a complete run stands while another one takes its place: `ledger.previous.jsonl`."""
    stem, dot, endings = path.name.partition(".")
    return path.with_name(f"{stem}.previous{dot}{endings}")


class Numbers:
    """The numbers that exchanges have in a ledger; those who send them count for themselves.

    What comes in one piece is remembered as one piece: their number does not grow with that of the exchanges.
    """

    def __init__(self) -> None:
        self._pieces: dict[str, list[tuple[int, int]]] = {}
        """By sender: the first number of each piece, and what it became."""

    def give(self, source: str, number: int, becomes: int) -> None:
        """The next exchange of a sender; its numbers grow."""
        pieces = self._pieces.setdefault(source, [])
        if not pieces or becomes - number != pieces[-1][1] - pieces[-1][0]:
            pieces.append((number, becomes))

    def of(self, source: str, number: int) -> int:
        """The number in the ledger of an exchange that stands there."""
        pieces = self._pieces[source]
        first, became = pieces[bisect_right(pieces, number, key=lambda piece: piece[0]) - 1]
        return became + number - first


def _numbered(verdict: Record, number: Callable[[int], int]) -> Record:
    """A verdict's record with the numbers that its exchanges have in this ledger."""
    findings = [
        {**finding, "exchange": None if finding["exchange"] is None else number(finding["exchange"])}
        for finding in verdict["findings"]
    ]
    return {**verdict, "findings": findings, "exchanges": [number(one) for one in verdict["exchanges"]]}
