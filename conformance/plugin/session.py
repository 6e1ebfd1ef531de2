"""The hooks of a session, each a few lines that call into a room.

Loaded in every pytest session there is: whatever costs time is imported where a scenario has turned up.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import tempfile
from collections.abc import Generator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance.errors import Mistake, Mistakes, Trouble, Unreachable
from conformance.plugin import options

if TYPE_CHECKING:
    from conformance.model import Scenario
    from conformance.plugin.bench import Bench
    from conformance.plugin.book import Book
    from conformance.plugin.items import VerdictItem

DOOR: pytest.StashKey[Door] = pytest.StashKey()
LAST = ("batch", "quotas")
"""Scenarios that use up what the bank grants once a day run after all others."""
STATUS: dict[str, tuple[str, str, Any]] = {
    "warned": ("warned", "w", ("WARNED", {"yellow": True})),
    "blocked": ("error", "B", "BLOCKED"),
    "broken": ("error", "E", "BROKEN"),
}
"""The word, the letter and the colour on the terminal for verdicts that pytest has no word for."""


class Door:
    """The state of one session, and its hooks."""

    def __init__(self, config: pytest.Config) -> None:
        config.stash[DOOR] = self
        self.config = config
        self.worker = hasattr(config, "workerinput")
        self.mistakes: list[Mistake] = []
        self.items: list[VerdictItem] = []
        self.loaded: Mapping[Path, Scenario] = {}
        """Scenarios read before the session began, by file."""
        self.expected = False
        """Whether scenarios are what this session is for, so that reports are written."""
        self.code: int | None = None
        """The exit code, where something else than the verdicts decides."""
        self.reason = ""

    @cached_property
    def bench(self) -> Bench:
        """Where scenarios are played."""
        from conformance.plugin.bench import Bench

        return Bench(self.config, patient=self.worker)

    @cached_property
    def book(self) -> Book:
        """What has come of them."""
        from conformance.plugin.book import Book

        return Book(self.config, self.bench)

    # ------------------------------------------------------------------------------------------------ before anything

    def settle(self) -> None:
        """What is run, against whom and where its reports go; a mistake in that ends the session here."""
        config = self.config
        if self.worker:
            self._as_worker()
            return
        aimed = options.aimed(config)
        if aimed and not options.paths_given(config):
            config.args[:] = self._catalogue()
            self.expected = True
        elif config.getoption("stet_target") or config.getoption("stet_reports") or options.holds_scenarios(config):
            self.expected = True
        if self.expected and not config.option.collectonly:
            self._checked()

    def _as_worker(self) -> None:
        """A worker of xdist plays what its controller has settled."""
        if getattr(self.config.option, "allure_report_dir", None):
            from conformance.plugin import writers

            writers.fill_allure(self)

    def _catalogue(self) -> list[str]:
        """The shipped scenarios, and the user's own beside them."""
        from conformance import specs

        shipped, own = specs.scenarios_folder(), Path("scenarios").absolute()
        return [str(folder) for folder in dict.fromkeys((shipped, own)) if folder.is_dir()]

    def _checked(self) -> None:
        try:
            _ = self.bench.now, self.bench.target
            _writable(self.book.folder)
            self.loaded = options.loaded(self.config, self.bench.specs)
        except Mistakes as error:
            self.code, self.reason = 2, str(error)
            raise pytest.UsageError(self.reason) from None
        except Unreachable as error:
            self.stop(error)
            pytest.exit(str(error), returncode=3)
        self._reports()

    def _reports(self) -> None:
        """Where pytest's, pytest-html's and allure-pytest's writers find their paths; those that the user gave win."""
        from conformance.plugin import writers

        writers.register(self)

    def stop(self, error: Trouble) -> None:
        """Remember that the run cannot go on."""
        self.code, self.reason = 3, str(error)

    def wrong(self, error: Mistakes) -> None:
        """Keep the mistakes of a file; a worker of xdist cannot tell all at once, and raises."""
        if self.worker:
            raise error
        self.mistakes.extend(error.mistakes)

    # ------------------------------------------------------------------------------------------------------ collection

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Scenario files, and a ledger that was asked for by name."""
        if options.may_be_scenario(file_path):
            from conformance.catalogue import is_scenario
            from conformance.plugin.items import ScenarioFile

            return self._collector(ScenarioFile, parent, file_path) if is_scenario(file_path) else None
        if file_path.suffix == ".jsonl" and parent.session.isinitpath(file_path):
            from conformance.plugin.items import LedgerFile
            from conformance.report.ledger import is_ledger

            return self._collector(LedgerFile, parent, file_path) if is_ledger(file_path) else None
        return None

    def _collector(self, kind: Any, parent: pytest.Collector, path: Path) -> pytest.Collector:
        made: Any = kind.from_parent(parent, path=path)
        made.door = self
        collector: pytest.Collector = made
        return collector

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """All mistakes of all files at once; then the selection and the order."""
        if not self.mistakes and not _ours(items):
            return
        self._no_twins(items)
        if not self.mistakes:
            self._select(config, items)
        if self.mistakes:
            error = Mistakes(self.mistakes)
            self.code, self.reason = 2, str(error)
            raise pytest.UsageError(self.reason)
        items.sort(key=_last)

    def _no_twins(self, items: list[pytest.Item]) -> None:
        """Two scenarios of one name would be one row of every report."""
        seen: dict[str, VerdictItem] = {}
        for item in _ours(items):
            twin = seen.setdefault(item.name, item)
            if twin is not item:
                says = f"a scenario `{item.name}` stands in {twin.scenario.place.file} already"
                self.mistakes.append(Mistake(place=item.scenario.place, says=says, hint="name the file differently"))

    def _select(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        from conformance.report.selection import chosen, unmatched

        wanted = config.getoption("stet_only")
        ours = _ours(items)
        if not wanted or not ours:
            return
        names = chosen([item.scenario for item in ours], wanted)
        for text, hint in unmatched([item.scenario for item in ours], wanted):
            self.mistakes.append(Mistake(place=None, says=f"nothing is called `{text}`", hint=hint))
        out = [item for item in items if getattr(item, "scenario", None) is None or item.name not in names]
        items[:] = [item for item in items if item not in out]
        config.hook.pytest_deselected(items=out)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What is going to be played."""
        self.items = _ours(session.items)
        if self.items:
            self.book.scenarios = {item.name: item.path for item in self.items}

    # --------------------------------------------------------------------------------------------------------- playing

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """The verdict travels on the report of the phase that decides."""
        report = yield
        if hasattr(item, "scenario"):
            from conformance.plugin import travel

            travel.pack(item, call, report, self)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Into the ledger, before any other report is drawn."""
        if not self.worker and hasattr(report, "stet_persona"):
            from conformance.plugin import travel

            travel.unpack(report, self.book)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, Any] | None:
        """Our words where pytest's would hide a difference."""
        return STATUS.get(getattr(report, "stet_outcome", ""))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Ctrl-C: the run is incomplete, whatever was found so far."""
        if isinstance(excinfo.value, KeyboardInterrupt) and self.code is None:
            self.code, self.reason = 130, "interrupted"

    # ------------------------------------------------------------------------------------------------------- afterwards

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Put the bank back, end the ledger."""
        self.bench.close()
        if (
            self.worker
            or session.config.option.collectonly
            or self.code == 2
            or not (self.expected or self.book.results)
        ):
            return
        whole = self.code is None and int(exitstatus) in (0, 1, 5) and not (session.shouldfail or session.shouldstop)
        if int(exitstatus) == 3 and self.code is None:
            self.code, self.reason = 4, "an error inside pytest or one of its plugins"
        with suppress(Unreachable):
            self.book.close(complete=whole, code=self.code, reason=self.reason)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The verdict line and what belongs to it."""
        if self._told():
            from conformance.plugin import terminal

            terminal.summary(self, terminalreporter)

    def reports(self) -> list[str]:
        """The reports of this run, as the user would type their paths."""
        from conformance.plugin import writers

        return writers.paths(self)

    def _told(self) -> bool:
        return "book" in self.__dict__ and self.book.footer is not None

    @property
    def exit_code(self) -> int:
        """What `stet-conformance` exits with."""
        if self._told():
            return int((self.book.footer or {})["exit_code"])
        return 3 if self.code is None else self.code


def _ours(items: list[pytest.Item]) -> list[VerdictItem]:
    return [item for item in items if hasattr(item, "scenario")]  # type: ignore[misc]


def _last(item: pytest.Item) -> bool:
    scenario = getattr(item, "scenario", None)
    return scenario is not None and any(need in LAST for need in scenario.needs)


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        says = f"the reports folder {folder} cannot be written: {error.strerror}"
        raise Unreachable(says, hint="give another one with --reports") from None
