"""The ledger: a run as JSON lines, written as it goes and read back by the same classes.

A header, one line per verdict, a footer. Each line is on disk before the next scenario starts, so that a crash or
Ctrl-C loses nothing; a ledger without a footer, or whose footer says so, is of a run that did not finish.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path
from typing import Any, Final

from conformance.errors import Unreachable, mistake
from conformance.ledger.lines import dumps, loads
from conformance.ledger.record import from_record, to_record
from conformance.model import Outcome, Place, Verdict

__all__ = [
    "NAME",
    "VERSION",
    "Entry",
    "Ledger",
    "Story",
    "footer",
    "from_record",
    "header",
    "is_ledger",
    "read",
    "to_record",
]

NAME: Final = "ledger.jsonl"
VERSION: Final = 1
"""The version of this format; it changes where an older reader would misread a newer ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One verdict as the ledger tells it, secrets masked; what every report draws from."""

    verdict: Verdict
    levels: Mapping[str, str]
    sources: Mapping[int, str]
    """The lines of the scenario file that its findings point at, as they stood when it was played."""

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Entry:
        """The entry that a verdict line tells."""
        sources = {int(line): text for line, text in record["sources"].items()}
        return cls(verdict=from_record(record), levels=record["levels"], sources=sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A whole ledger, read back."""

    path: Path
    header: Mapping[str, Any]
    records: tuple[Mapping[str, Any], ...]
    footer: Mapping[str, Any] | None

    @property
    def complete(self) -> bool:
        """Whether the run came to its end."""
        return self.footer is not None and bool(self.footer["complete"])


class Ledger:
    """The ledger being written."""

    def __init__(self, path: Path, head: Mapping[str, Any]) -> None:
        self.path = path
        self._file: BufferedWriter = _opened(path)
        self._line(dumps(head))

    def write(self, line: bytes) -> None:
        """Add a verdict line; it is on disk when this returns."""
        self._line(line)

    def close(self, foot: Mapping[str, Any]) -> None:
        """Add the footer."""
        self._line(dumps(foot))
        self._file.close()

    def _line(self, line: bytes) -> None:
        try:
            self._file.write(line + b"\n")
            self._file.flush()
        except OSError as error:
            raise Unreachable(f"{self.path} cannot be written: {error.strerror}") from None


def _opened(path: Path) -> BufferedWriter:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")
    except OSError as error:
        says = f"the reports folder {path.parent} cannot be written: {error.strerror}"
        raise Unreachable(says, hint="give another one with --reports") from None


def header(  # noqa: PLR0913 - the header is this list of facts
    *, harness: str, name: str, base_url: str, api: str, started: str, requirements: str, scenarios: str,
    catalogue: Mapping[str, int | str], selection: Iterable[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """The first line: what was run, with what, against whom, judged by which requirements."""
    return {
        "kind": "header",
        "format": VERSION,
        "harness": harness,
        "target": {"name": name, "base_url": base_url},
        "api": api,
        "started": started,
        "requirements_sha256": requirements,
        "scenarios_sha256": scenarios,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "selection": list(selection),
        "catalogue": dict(catalogue),
    }


def footer(  # noqa: PLR0913 - as the header
    counts: Mapping[Outcome, int], *, exit_code: int, word: str, end: str, complete: bool, ended: str,
    reason: str = "", sharpness: str = "", stale: Iterable[str] = (), deviations: Iterable[Mapping[str, str]] = (),
) -> dict[str, Any]:  # fmt: skip
    """The last line: what it came to."""
    told = {outcome.value: counts.get(outcome, 0) for outcome in Outcome}
    foot = {"kind": "footer", "counts": told, "exit_code": exit_code, "word": word, "end": end}
    foot |= {"complete": complete, "ended": ended}
    more = {"reason": reason, "sharpness": sharpness, "stale": list(stale), "deviations": list(deviations)}
    return foot | {key: value for key, value in more.items() if value}


def is_ledger(path: Path) -> bool:
    """Whether a file begins like a ledger."""
    try:
        with path.open("rb") as file:
            return file.readline(64).startswith(b'{"kind":"header"')
    except OSError:
        return False


def read(path: Path) -> Story:
    """A whole ledger. Raises Mistakes where it is none; a last line that a crash cut off is left out."""
    lines = _lines(path)
    records = tuple(line for line in lines if line["kind"] == "verdict")
    if not lines or lines[0]["kind"] != "header":
        raise mistake(f"{path} is not a ledger", hint="a run writes reports/ledger.jsonl")
    if lines[0]["format"] != VERSION:
        says = f"{path} is a ledger of format {lines[0]['format']}, this version reads format {VERSION}"
        raise mistake(says, hint="use the version of stet-conformance that wrote it")
    foot = lines[-1] if lines[-1]["kind"] == "footer" else None
    return Story(path=path, header=lines[0], records=records, footer=foot)


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        raw = path.read_bytes().splitlines()
    except OSError as error:
        raise mistake(f"{path} cannot be read: {error.strerror}") from None
    return list(_parsed(path, raw))


def _parsed(path: Path, raw: list[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(raw, 1):
        try:
            record = loads(line)
        except ValueError:
            if number == len(raw) and number > 1:
                return
            raise mistake("this line does not belong in a ledger", place=_at(path, number)) from None
        if not isinstance(record, dict) or record.get("kind") not in ("header", "verdict", "footer"):
            raise mistake("this line does not belong in a ledger", place=_at(path, number))
        yield record


def _at(path: Path, number: int) -> Place:
    return Place(file=str(path), line=number, column=1)
