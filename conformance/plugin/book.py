"""What a run has come to so far: its ledger, its results, and the code it ends with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest

from conformance import specs
from conformance.model import Outcome
from conformance.plugin.bench import PARIS, Bench
from conformance.report.ledger import NAME, Entry, Ledger, Story, footer, header, read
from conformance.report.tally import Result, count, exit_code


class Book:
    """Keeps the ledger of a run; of a run told again from its ledger, only the results."""

    def __init__(self, config: pytest.Config, bench: Bench) -> None:
        self.config, self.bench = config, bench
        self.folder = Path(config.getoption("stet_reports") or "reports")
        self.results: list[Result] = []
        self.asides: list[Entry] = []
        """Verdicts that the terminal tells apart from the tests' own sections."""
        self.story: Story | None = None
        self.scenarios: dict[str, Path] = {}
        """The files of the selected scenarios, by name."""
        self._started = datetime.now(PARIS)
        self._ledger: Ledger | None = None
        self._header: Mapping[str, Any] | None = None
        self.footer: Mapping[str, Any] | None = None

    @property
    def path(self) -> Path:
        """Where the ledger stands."""
        return self.story.path if self.story else self.folder / NAME

    @property
    def header(self) -> Mapping[str, Any]:
        """The facts about the run."""
        if self._header is None:
            self._header = self.story.header if self.story else self._facts()
        return self._header

    def _facts(self) -> Mapping[str, Any]:
        name, base_url = self.bench.describe()
        facts = header(
            harness=harness(),
            name=name,
            base_url=base_url,
            api=specs.VERSION,
            started=(self.bench.now or self._started).isoformat(),
            requirements=self.bench.specs.digest,
            scenarios=_digest(self.scenarios),
            selection=self.config.getoption("stet_only"),
        )
        return facts | ({"now": self.bench.now.isoformat()} if self.bench.now else {})

    def retell(self, path: Path) -> Story:
        """Take the facts from a ledger instead of writing one."""
        self.story = read(path)
        return self.story

    def take(self, entry: Entry, line: bytes) -> None:
        """Note a verdict; it is on disk when this returns."""
        verdict = entry.verdict
        self.results.append(Result(name=verdict.scenario.name, outcome=verdict.outcome, covers=verdict.scenario.covers))
        if verdict.outcome in (Outcome.WARNED, Outcome.SKIPPED):
            self.asides.append(entry)
        if self.story is None:
            self._open().write(line)

    def _open(self) -> Ledger:
        if self._ledger is None:
            self._ledger = Ledger(self.path, self.header)
        return self._ledger

    def close(self, *, complete: bool, code: int | None, reason: str = "") -> Mapping[str, Any]:
        """End the ledger. `code` is given where something else than the verdicts decides."""
        counts = count(self.results)
        code = exit_code(counts) if code is None else code
        if self.story is not None:
            complete = complete and self.story.complete
            code = self.story.footer["exit_code"] if self.story.footer else 130
        self.footer = footer(
            counts, exit_code=code, complete=complete, ended=datetime.now(PARIS).isoformat(), reason=reason
        )
        if self.story is None:
            self._open().close(self.footer)
        return self.footer


def harness() -> str:
    """The version of this package."""
    try:
        return version("stet-conformance")
    except PackageNotFoundError:
        return "unknown"


def _digest(files: Mapping[str, Path]) -> str:
    """SHA-256 of the scenario files: names the frozen set that was run."""
    hashed = hashlib.sha256()
    for name, path in sorted(files.items()):
        hashed.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()
