"""A ledger read back: every line is held to the schema, to the chain and to the lines before it.

Nothing is written here. What cannot be read is refused, with the line and the reason; only a last line that a crash
cut off is left out.
"""

from __future__ import annotations

import gc
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import orjson

from conformance.errors import Mistake, mistake
from conformance.frozen import dataclass
from conformance.ledger import body_record, exchange_record, packing
from conformance.ledger.alike import Alike, Records
from conformance.ledger.clock_offset import clock_offset_s
from conformance.ledger.entry import Entry
from conformance.ledger.lines import dumps, loads
from conformance.ledger.parsed import CHANGED, Altered, Line, altered, first_line, parsed, split
from conformance.ledger.soundness import held
from conformance.model import Exchange, Outcome, Verdict

__all__ = ["VERSION", "Altered", "Story", "ends_complete", "is_ledger", "read", "run_of", "shard_of"]

Record = Mapping[str, Any]

VERSION: Final = 2
"""The version of this format; it changes where an older reader would misread a newer ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A whole ledger, read back."""

    path: Path
    header: Record
    records: Sequence[Record]
    """The lines of the verdicts."""
    entries: tuple[Entry, ...]
    """What reports draw them from."""
    exchanges: Mapping[int, Exchange]
    """All of the run, by their numbers."""
    footer: Record | None

    @property
    def complete(self) -> bool:
        """Whether the run came to its end."""
        return self.footer is not None and bool(self.footer["complete"])


def is_ledger(path: Path) -> bool:
    """Whether a file begins like a ledger, whatever it is called and however its JSON is spelled."""
    try:
        found = loads(first_line(path))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("kind") == "header" and "format" in found


def run_of(path: Path) -> str:
    """The id of the run that a ledger is of; '' where there is no ledger."""
    try:
        return str(loads(first_line(path))["run"])
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return ""


def shard_of(path: Path) -> str:
    """Which shard a ledger is of, `2/4`; '' for a whole run, and where there is no ledger."""
    try:
        told = loads(first_line(path))["shard"]
        return f"{told['number']}/{told['of']}"
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return ""


def ends_complete(path: Path) -> bool:
    """Whether the last line of a file says that a run came to its end."""
    last = b""
    try:
        for line, _ in split(packing.unpacked(path)):
            last = line or last
        found = loads(last) if last else None
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("kind") == "footer" and found.get("complete") is True


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing that is read refers to itself: looking for such things again and again takes half of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@_uncollected()
def read(path: Path) -> Story:
    """A whole ledger, of this format or of format 1.

    Raises Mistakes where it is none, Altered where it is not as a run wrote it.
    """
    lines = parsed(path)
    first = next(lines, None)
    header = first.said if first is not None else {}
    if first is None or header.get("kind") != "header" or "format" not in header:
        _exhaust(lines)
        raise mistake(f"{path} is not a ledger", hint="a run writes reports/ledger.jsonl")
    version, lines = header["format"], chain((first,), lines)
    if version == 1 and type(version) is int:
        return _told(path, iter(list(_upgraded(list(held(lines, "ledger-1", chained=False))))))
    if version != VERSION or type(version) is not int:
        _exhaust(lines)
        says = f"{path} is a ledger of format {_short(version)}, this version reads formats 1 and {VERSION}"
        raise mistake(says, hint="use the version of stet-conformance that wrote it")
    return _told(path, held(lines, "ledger", chained=True))


def _exhaust(lines: Iterable[Line]) -> None:
    """What is wrong with a line further on is graver, and raised."""
    deque(lines, maxlen=0)


def _upgraded(lines: Iterable[Line]) -> Iterator[Line]:
    from conformance.ledger.format_1 import Upgrade  # noqa: PLC0415 - few ledgers are that old

    upgrade = Upgrade()
    for line in lines:
        try:
            yield from [Line(line.place, told, dumps(told)) for told in upgrade.lines(line.said)]
        except (ValueError, IndexError, TypeError) as error:
            raise altered(f"this line does not belong in a ledger: {error}", line.place) from None


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:40]} …"


@dataclass(slots=True)
class _Reader:
    """What the lines so far have said."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    unused: set[str] = field(default_factory=set)
    """The bodies that no exchange has referred to yet."""
    exchanges: dict[int, Exchange] = field(default_factory=dict)
    records: list[bytes] = field(default_factory=list)
    """The lines of the verdicts."""
    entries: list[Entry] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    alike: Alike = field(default_factory=Alike)
    base_url: str = ""
    """The bank's."""

    def take(self, line: Line) -> None:
        """One more line. Raises ValueError, KeyError or TypeError where it does not fit those before it."""
        said = line.said
        match said["kind"]:
            case "body":
                self._take_body(said)
            case "exchange":
                _hold_to_utf8(said)
                exchange = exchange_record.read(said, self.bodies, self.alike)
                self.unused -= {side.get("body") for side in (said["request"], said.get("response", {}))}
                if exchange.number != len(self.exchanges) + 1:
                    raise ValueError(f"exchange {exchange.number} follows {len(self.exchanges)}")
                self.exchanges[exchange.number] = exchange
            case "verdict":
                self._take_verdict(said)
                self.records.append(line.text)
            case _:
                _hold_to_utf8(said)
                for name in ("started", "now", "ended"):
                    if said.get(name):
                        exchange_record.moment(said[name])

    def _take_body(self, said: Record) -> None:
        if said["sha256"] in self.bodies:
            raise ValueError("this body stands there already")
        self.bodies[said["sha256"]] = body_record.read(said)
        self.unused.add(said["sha256"])

    def _take_verdict(self, said: Record) -> None:
        said["name"].encode()
        if said["name"] in self.names:
            raise ValueError(f"a second verdict on {said['name']}")
        entry = Entry.of(said, self.exchanges, self.base_url)
        steps, own = len(entry.verdict.scenario.steps), set(said["exchanges"])
        told = [*(one["step"] for one in said["findings"]), *(one["step"] for one in said["played"])]
        if any(step >= steps for step in told if steps):
            raise ValueError("it speaks of a step that the scenario has not")
        if any(one["exchange"] is not None and one["exchange"] not in own for one in said["findings"]):
            raise ValueError("a finding is shown by an exchange of another scenario")
        askers = (one.asker for one in entry.verdict.exchanges)
        if any(one.scenario == said["name"] and one.step is not None and one.step >= steps for one in askers):
            raise ValueError("one of its exchanges is of a step that the scenario has not")
        if not _agrees(entry.verdict):
            raise ValueError(f"its findings do not come to the outcome {said['outcome']}")
        self.names.add(said["name"])
        self.entries.append(entry)

    def disagreements(self, footer: Record) -> Iterator[str]:
        """Where the footer counts other lines than there are."""
        written = footer.get("written", {})
        there = {"exchange": len(self.exchanges), "body": len(self.bodies), "verdict": len(self.records)}
        for kind, number in there.items():
            if written.get(kind, number) != number:
                yield f"the footer counts {written[kind]} lines of kind {kind}, there are {number}"
        offset = clock_offset_s(self.exchanges.values())
        if "clock_offset_s" in footer and footer["clock_offset_s"] != offset:
            yield f"the footer says {footer['clock_offset_s']} s of the bank's clock, its answers say {offset}"
        if self.unused:
            yield f"no exchange has the body {min(self.unused)}"


def _hold_to_utf8(said: Record) -> None:
    """Raises ValueError where a text holds a lone surrogate: only in bodies and in what is told of them may one be."""
    try:
        orjson.dumps(said)
    except TypeError:  # a lone surrogate, or a number that only the slow writer takes
        json.dumps(said, ensure_ascii=False).encode()


def _agrees(verdict: Verdict) -> bool:
    """Whether a verdict's findings can have come to its word; what stopped a scenario may have come after them."""
    must = any(finding.must for finding in verdict.findings)
    match verdict.outcome:
        case Outcome.PASSED:
            return not verdict.findings
        case Outcome.WARNED:
            return bool(verdict.findings) and not must
        case Outcome.FAILED | Outcome.DEVIANT:
            return must
    return True


def _told(path: Path, lines: Iterator[Line]) -> Story:
    """The lines as what they tell. Raises Mistakes where one does not fit the others."""
    first = last = next(lines)
    reader = _Reader(base_url=first.said["target"]["base_url"])
    for line in chain((first,), lines):
        try:
            reader.take(line)
        except (KeyError, ValueError, TypeError, AttributeError, OverflowError) as error:
            _exhaust(lines)
            says = f"there is no {error}" if isinstance(error, KeyError) else str(error)
            raise altered(f"this line does not fit the others: {says}", line.place) from None
        last = line
    footer = last.said if last.said["kind"] == "footer" else None
    if footer is not None:
        wrong = list(reader.disagreements(footer))
        if wrong:
            raise Altered(Mistake(place=last.place, says=one, hint=CHANGED) for one in wrong)
    return Story(
        path=path,
        header=first.said,
        records=Records(reader.records),
        entries=tuple(reader.entries),
        exchanges=reader.exchanges,
        footer=footer,
    )
