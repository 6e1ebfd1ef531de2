"""A ledger read back: every line is held to the schema, to the chain and to the lines before it.

Nothing is written here. What cannot be read is refused, with the line and the reason; only a last line that a crash
cut off is left out.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson

from conformance.errors import Mistake, Mistakes, mistake
from conformance.frozen import dataclass
from conformance.ledger import body_record, exchange_record, packing
from conformance.ledger.clock_offset import clock_offset_s
from conformance.ledger.entry import Entry
from conformance.ledger.lines import FIRST, LINK, SEAL, link_of, loads, seal_of
from conformance.model import Exchange, Outcome, Place, Verdict
from conformance.specs import grammar

Record = Mapping[str, Any]

VERSION: Final = 2
"""The version of this format; it changes where an older reader would misread a newer ledger."""
_MOST_TOLD: Final = 20
_FIRST_LINE: Final = 4 << 20
"""A first line is not longer."""
_CHANGED: Final = "a ledger is used as the run wrote it"
_BOM: Final = b"\xef\xbb\xbf"


class Altered(Mistakes):
    """A ledger that is not as its run wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A whole ledger, read back."""

    path: Path
    header: Record
    records: tuple[Record, ...]
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
        found = loads(_first_line(path))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("kind") == "header" and "format" in found


def run_of(path: Path) -> str:
    """The id of the run that a ledger is of; '' where there is no ledger."""
    try:
        return str(loads(_first_line(path))["run"])
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return ""


def shard_of(path: Path) -> str:
    """Which shard a ledger is of, `2/4`; '' for a whole run, and where there is no ledger."""
    try:
        told = loads(_first_line(path))["shard"]
        return f"{told['number']}/{told['of']}"
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return ""


def ends_complete(path: Path) -> bool:
    """Whether the last line of a file says that a run came to its end."""
    last = b""
    try:
        for piece in packing.unpacked(path):
            lines = (last + piece).splitlines()
            last = lines[-1] if piece.endswith(b"\n") or len(lines) < 2 else b"\n".join(lines[-2:])
        found = loads(last.splitlines()[-1]) if last else None
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
    lines = list(_parsed(path))
    header = lines[0].said if lines else {}
    if header.get("kind") != "header" or "format" not in header:
        raise mistake(f"{path} is not a ledger", hint="a run writes reports/ledger.jsonl")
    version = header["format"]
    if version == 1 and type(version) is int:
        _hold_to(_schema("ledger-1"), lines)
        _hold_in_order(lines)
        return _told(path, list(_upgraded(lines)))
    if version != VERSION or type(version) is not int:
        says = f"{path} is a ledger of format {_short(version)}, this version reads formats 1 and {VERSION}"
        raise mistake(says, hint="use the version of stet-conformance that wrote it")
    _hold_to(_schema("ledger"), lines)
    _hold_in_order(lines)
    _hold_together(lines)
    return _told(path, lines)


@dataclass(frozen=True, slots=True)
class _Line:
    place: Place
    said: dict[str, Any]


def _altered(says: str, place: Place) -> Altered:
    return Altered([Mistake(place=place, says=says, hint=_CHANGED)])


def _upgraded(lines: list[_Line]) -> Iterator[_Line]:
    from conformance.ledger.format_1 import Upgrade  # noqa: PLC0415 - few ledgers are that old

    upgrade = Upgrade()
    for line in lines:
        try:
            yield from [_Line(line.place, told) for told in upgrade.lines(line.said)]
        except (ValueError, IndexError, TypeError) as error:
            raise _altered(f"this line does not belong in a ledger: {error}", line.place) from None


# -------------------------------------------------------------------------------------------------- lines of a file


def _first_line(path: Path) -> bytes:
    found = b""
    for piece in packing.unpacked(path, _FIRST_LINE):
        found = (found + piece).removeprefix(_BOM)
        if found[:1] not in (b"{", b" ", b"\t", b"\r", b"\n"):
            return b""
        line, end, _ = found.lstrip().partition(b"\n")
        if end:
            return line
    return found.strip()


def _parsed(path: Path) -> Iterator[_Line]:
    try:
        raw = b"".join(packing.unpacked(path)).removeprefix(_BOM)
    except OSError as error:
        raise mistake(f"{path} cannot be read: {error.strerror}") from None
    lines = [(number, line) for number, line in enumerate(raw.split(b"\n"), 1) if line.strip()]
    for number, line in lines:
        place = Place(file=str(path), line=number, column=1)
        try:
            said = loads(line)
        except (ValueError, RecursionError):
            if number == lines[-1][0] and number > 1 and not raw.endswith(b"\n"):
                return
            raise _stranger(place, number) from None
        if not isinstance(said, dict):
            raise _stranger(place, number)
        yield _Line(place, said)


def _stranger(place: Place, number: int) -> Mistakes:
    says = "this line does not belong in a ledger"
    return Altered([Mistake(place=place, says=says)]) if number > 1 else mistake(says, place=place)


@cache
def _schema(name: str) -> Mapping[str, jsonschema_rs.Draft7Validator]:
    """What a line of each kind must be."""
    schema = grammar(name)
    kinds = [one["$ref"].rpartition("/")[2] for one in schema["oneOf"]]
    return {
        kind: jsonschema_rs.Draft7Validator({**schema["definitions"][kind], "definitions": schema["definitions"]})
        for kind in kinds
    }


def _hold_to(schema: Mapping[str, jsonschema_rs.Draft7Validator], lines: list[_Line]) -> None:
    """Raises Mistakes with every line that is not as the schema has it."""
    wrong = [found for line in lines for found in _breaches(schema, line)]
    if wrong:
        raise Altered(wrong[:_MOST_TOLD])


def _breaches(schema: Mapping[str, jsonschema_rs.Draft7Validator], line: _Line) -> Iterator[Mistake]:
    kind = line.said.get("kind")
    validator = schema.get(kind) if isinstance(kind, str) else None
    if validator is None:
        yield Mistake(place=line.place, says="this line does not belong in a ledger")
        return
    error = _first_error(validator, line.said)
    if error is not None:
        where = ".".join(str(one) for one in error.instance_path)
        says = error.message if len(error.message) <= 200 else f"{error.message[:200]} …"
        told = f"`{where}`: {says}" if where else says
        yield Mistake(place=line.place, says=f"this line does not belong in a ledger: {told}", hint=_CHANGED)


def _first_error(validator: jsonschema_rs.Draft7Validator, said: Any) -> jsonschema_rs.ValidationError | None:
    try:
        return next(validator.iter_errors(said), None)
    except UnicodeEncodeError:  # it knows no lone surrogates; a bank may send them
        return next(validator.iter_errors(_encodable(said)), None)


def _encodable(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {_encodable(key): _encodable(item) for key, item in value.items()}
        case list():
            return [_encodable(item) for item in value]
    return value


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:40]} …"


# --------------------------------------------------------------------------------------------- what holds them together


def _hold_in_order(lines: list[_Line]) -> None:
    """Raises Mistakes where a header does not come first, or a footer not last."""
    for number, line in enumerate(lines):
        kind = line.said["kind"]
        if (kind == "header") != (number == 0) or (kind == "footer" and line is not lines[-1]):
            raise _altered(f"a {kind} does not belong here", line.place)


def _hold_together(lines: list[_Line]) -> None:
    """The chain. Raises Mistakes where a line was changed, added, left out or moved."""
    link, since = FIRST, 1
    for line in lines:
        told = line.said.get(LINK)
        if told is not None and told != link:
            says = f"the chain breaks between line {since} and this one: they are not as the run wrote them"
            raise _altered(says, line.place)
        if line.said["kind"] == "footer" and line.said[SEAL] != seal_of(line.said, link):
            raise _altered("the last line is not as the run wrote it: its seal is another", line.place)
        since = line.place.line if told is not None else since
        link = link_of(line.said, link)


@dataclass(slots=True)
class _Reader:
    """What the lines so far have said."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    unused: set[str] = field(default_factory=set)
    """The bodies that no exchange has referred to yet."""
    exchanges: dict[int, Exchange] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def take(self, said: Record) -> None:
        """One more line. Raises ValueError, KeyError or TypeError where it does not fit those before it."""
        match said["kind"]:
            case "body":
                self._take_body(said)
            case "exchange":
                _hold_to_utf8(said)
                exchange = exchange_record.read(said, self.bodies)
                self.unused -= {side.get("body") for side in (said["request"], said.get("response", {}))}
                if exchange.number != len(self.exchanges) + 1:
                    raise ValueError(f"exchange {exchange.number} follows {len(self.exchanges)}")
                self.exchanges[exchange.number] = exchange
            case "verdict":
                self._take_verdict(said)
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
        entry = Entry.of(said, self.exchanges)
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
        self.records.append(said)

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


def _told(path: Path, lines: list[_Line]) -> Story:
    """The lines as what they tell. Raises Mistakes where one does not fit the others."""
    reader = _Reader()
    for line in lines:
        try:
            reader.take(line.said)
        except (KeyError, ValueError, TypeError, AttributeError, OverflowError) as error:
            says = f"there is no {error}" if isinstance(error, KeyError) else str(error)
            raise _altered(f"this line does not fit the others: {says}", line.place) from None
    last = lines[-1]
    footer = last.said if last.said["kind"] == "footer" else None
    if footer is not None:
        wrong = list(reader.disagreements(footer))
        if wrong:
            raise Altered(Mistake(place=last.place, says=one, hint=_CHANGED) for one in wrong)
    return Story(
        path=path,
        header=lines[0].said,
        records=tuple(reader.records),
        entries=tuple(reader.entries),
        exchanges=reader.exchanges,
        footer=footer,
    )
