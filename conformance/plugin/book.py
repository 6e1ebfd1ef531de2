"""What a run has come to so far: its ledger, its results, and the code it ends with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest

from conformance import deviations, specs
from conformance.clock import PARIS
from conformance.ledger.ledger import NAME, Entry, Ledger, Story, footer, header, read
from conformance.model import Outcome, Verdict
from conformance.plugin.bench import Bench
from conformance.proof import score
from conformance.report import allure
from conformance.report.summary import Aside, aside
from conformance.report.tally import INTERRUPTED, Result, count, exit_code
from conformance.specs import maintenance

_ASIDE = (Outcome.WARNED, Outcome.SKIPPED, Outcome.BLOCKED, Outcome.DEVIANT)
_CUT_OFF = "the ledger has no end: the run was cut off"


class Book:
    """Keeps the ledger of a run; of a run told again from its ledger, only the results."""

    def __init__(self, config: pytest.Config, bench: Bench) -> None:
        self.config, self.bench = config, bench
        self.folder = Path(config.getoption("stet_reports") or "reports")
        self.results: list[Result] = []
        self.asides: list[Aside] = []
        """Verdicts that the terminal tells apart from the tests' own sections."""
        self.listed: list[Verdict] = []
        """Verdicts that the list of known deviations speaks of."""
        self.entries: list[str] = []
        """New failures, as entries for the list of known deviations."""
        self.pasted = self.folder / "new-deviations.yaml"
        """Where those entries are written."""
        self.story: Story | None = None
        self.scenarios: dict[str, Path] = {}
        """The files of the selected scenarios, by name."""
        self.allure: Path | None = None
        """The folder of our own Allure results; None where allure-pytest writes them."""
        self.whole: set[str] = set()
        """The names of all scenarios there are, where all were looked at."""
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
        target = self.bench.target
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
        more = {
            "sharpness": score.told(self.bench.specs.folder, specs.scenarios_folder()),
            "now": self.bench.now.isoformat() if self.bench.now else "",
            "hints": list(self.bench.hints),
            "maintenance": maintenance.WINDOW if target is not None else "",
            "personal_data": "masked" if self.bench.masked else "",
        }
        return facts | {key: value for key, value in more.items() if value}

    def retell(self, path: Path) -> Story:
        """Take the facts from a ledger instead of writing one."""
        self.story = read(path)
        self.bench.masked = self.bench.masked or self.story.header.get("personal_data") == "masked"
        return self.story

    def take(self, entry: Entry, line: bytes) -> None:
        """Note a verdict; it is on disk when this returns."""
        verdict = entry.verdict
        self.results.append(Result(name=verdict.scenario.name, outcome=verdict.outcome, covers=verdict.scenario.covers))
        if verdict.outcome in _ASIDE:
            self.asides.append(aside(entry, self.bench.register))
        if any(one.scenario == verdict.scenario.name for one in self.bench.deviations):
            self.listed.append(verdict)
        if verdict.outcome is Outcome.FAILED:
            self.entries.append(deviations.entry(verdict))
        if self.story is None:
            self._open().write(line)
        if self.allure is not None:
            allure.write(str(self.allure), entry, self.bench.register)

    def _open(self) -> Ledger:
        if self._ledger is None:
            self._ledger = Ledger(self.path, self.header)
        return self._ledger

    def close(self, *, complete: bool, code: int | None, reason: str = "") -> Mapping[str, Any]:
        """End the ledger. `code` is given where something else than the verdicts decides."""
        counts = count(self.results)
        if self.story is not None:
            foot = self.story.footer or footer(counts, exit_code=INTERRUPTED, complete=False, ended="", reason=_CUT_OFF)
            self.footer = {**foot, "complete": complete and foot["complete"]}
            return self.footer
        stale = self._stale() if complete else []
        code = exit_code(counts, stale=bool(stale)) if code is None else code
        ended = datetime.now(PARIS).isoformat()
        self.footer = footer(
            counts, exit_code=code, complete=complete, ended=ended, stale=[self.bench.mask(one) for one in stale],
            reason=self.bench.mask(reason), deviations=self._annex(),
        )  # fmt: skip
        self._open().close(self.footer)
        self._paste()
        return self.footer

    def _paste(self) -> None:
        """The entries for new failures, ready to paste into the target's list; those of an earlier run are removed."""
        self.pasted.unlink(missing_ok=True)
        if self.entries:
            self.pasted.write_text("deviations:\n" + "\n".join(self.entries) + "\n", encoding="utf-8")

    def _known(self) -> set[str]:
        """Which scenarios there are; known where all are collected."""
        return self.whole or {one.scenario for one in self.bench.deviations}

    def _annex(self) -> list[dict[str, str]]:
        found = deviations.annex(self.bench.deviations, self.listed, self._known(), self.bench.today)
        return [{key: self.bench.mask(text) for key, text in one.items()} for one in found]

    def _stale(self) -> list[str]:
        """The deviations to take out of the list."""
        found = deviations.stale(self.bench.deviations, self.listed, self._known(), self.bench.today)
        return [f"{one.deviation.place}: the deviation of {one.deviation.scenario}: {one.why}" for one in found]


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
