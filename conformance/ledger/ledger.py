"""The ledger: a run as JSON lines, written as it goes; what was exchanged, and what each scenario came to.

A header; then every exchange of the run in its order, each different body once and before the first exchange that has
it; the verdict of each scenario behind what was exchanged for it; a footer. The lines of a scenario are on disk before
the next one starts, so that a crash or Ctrl-C loses nothing; a ledger without a footer, or whose footer says so, is of
a run that did not finish.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from conformance.errors import Unreachable, mistake
from conformance.ledger import body_record, exchange_record, judged_by, packing
from conformance.ledger.batch import Batch
from conformance.ledger.entry import Entry
from conformance.ledger.lines import FIRST, LINK, dumps, link_of
from conformance.ledger.reading import VERSION, Story, ends_complete, is_ledger, read

__all__ = ["NAME", "VERSION", "Batch", "Entry", "Ledger", "Story", "is_ledger", "name_of_a_ledger", "read"]

NAME: Final = "ledger.jsonl"
Record = Mapping[str, Any]


def name_of_a_ledger(name: str) -> str:
    """The name, if a ledger may be called so. Raises Mistakes."""
    if Path(name).name != name or not name.endswith(packing.ENDINGS):
        endings = " or ".join(packing.ENDINGS)
        raise mistake(f"--ledger {name}: a file name that ends in {endings} is needed", hint="--reports says where")
    return name


class Ledger:
    """The ledger being written.

    It is written under its own name. A complete one of an earlier run is set aside first, and goes when this one is
    complete as well: so what was once known is known until it is known anew.
    """

    def __init__(self, path: Path, head: Record, archive: bytes) -> None:
        """`archive`: the texts that judge, kept beside it. Raises Unreachable where nothing can be written there."""
        self.path, self._archive = path, path.with_name(judged_by.NAME)
        self._bodies: set[bytes] = set()
        """The SHA-256 of those that are written."""
        self._counts: Counter[str] = Counter()
        self._numbers = Numbers()
        self._link = FIRST
        self._file = self._opened(archive)
        self._write([head])

    def write(self, batch: Batch) -> None:
        """Add a batch; it is on disk when this returns. Its exchanges get the next numbers. Raises Unreachable."""
        lines: list[Record] = []

        def keep(content: bytes) -> str:
            digest = exchange_record.digest(content)
            self._body(digest, content, lines)
            return digest

        for number, exchange in enumerate(batch.exchanges, self._counts["exchange"] + 1):
            self._numbers.give(batch.source, exchange.number, number)
            record = exchange_record.written(exchange, keep)
            lines.append({**record, "number": number})
        if batch.verdict is not None:
            lines.append(_numbered(batch.verdict, partial(self._numbers.of, batch.source)))
        self._write(lines)

    def close(self, foot: Record) -> None:
        """Add the footer. Raises Unreachable."""
        written = {kind: self._counts[kind] for kind in ("exchange", "body", "verdict")}
        self._write([{**foot, "written": written}])
        try:
            self._file.close()
        except OSError as error:
            raise self._lost(error) from None
        if foot["complete"]:
            with suppress(OSError):
                for path in (self.path, self._archive):
                    aside(path).unlink(missing_ok=True)

    def leave(self) -> None:
        """Let go of the file without a footer; what is written stays. Nothing is written after this."""
        with suppress(OSError):
            self._file.close()

    def _body(self, digest: str, content: bytes, lines: list[Record]) -> None:
        if (key := bytes.fromhex(digest)) in self._bodies:
            return
        self._bodies.add(key)
        lines.append(body_record.written(digest, content))

    def _write(self, records: list[Record]) -> None:
        text = bytearray()
        for record in records:
            self._counts[record["kind"]] += 1
            told = {**record, LINK: self._link} if record["kind"] in ("verdict", "footer") else record
            self._link = link_of(told, self._link)
            text += dumps(told) + b"\n"
        try:
            self._file.write(bytes(text))
            self._file.flush()
        except OSError as error:
            raise self._lost(error) from None

    def _lost(self, error: OSError) -> Unreachable:
        return Unreachable(f"{self.path} cannot be written: {error.strerror}")

    def _opened(self, archive: bytes) -> packing.Lines:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if ends_complete(self.path):
                for path in (self.path, self._archive):
                    if path.exists():
                        path.replace(aside(path))
            self._archive.write_bytes(archive)
            return packing.open_new(self.path)
        except OSError as error:
            says = f"the reports folder {self.path.parent} cannot be written: {error.strerror}"
            raise Unreachable(says, hint="give another one with --reports") from None


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
