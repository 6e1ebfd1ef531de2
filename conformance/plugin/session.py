"""The hooks of a session, each a few lines that call into a room.

Loaded in every pytest session there is: whatever costs time is imported where a scenario has turned up.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance.errors import Broken, Mistake, Mistakes, Trouble, Unreachable
from conformance.plugin import options

if TYPE_CHECKING:
    from conformance.model import Scenario
    from conformance.plugin.bench import Bench
    from conformance.plugin.book import Book
    from conformance.plugin.items import VerdictItem
    from conformance.plugin.pages import Pages

DOOR: pytest.StashKey[Door] = pytest.StashKey()
LAST = ("batch", "quotas")
"""Scenarios that use up what the bank grants once a day run after all others."""
STATUS: dict[str, tuple[str, str, Any]] = {
    "warned": ("warned", "w", ("WARNED", {"yellow": True})),
    "blocked": ("blocked", "B", ("BLOCKED", {"red": True})),
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
        self.pages: Pages | None = None
        """Draws the rows of pytest-html, where it is used."""
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
        """What this session is for; a mistake in that ends it here."""
        config = self.config
        if self.worker:
            self._as_worker()
            return
        if options.aimed(config) and not options.paths_given(config):
            from conformance.plugin.settling import folders

            config.args[:] = map(str, folders())
            self.expected = True
        elif config.getoption("stet_target") or config.getoption("stet_reports") or options.holds_scenarios(config):
            self.expected = True
        if self.expected:
            self._settled()

    def _settled(self) -> None:
        from conformance.plugin.settling import settle

        settle(self)

    def _as_worker(self) -> None:
        """A worker of xdist plays what its controller has settled."""
        if getattr(self.config.option, "allure_report_dir", None):
            from conformance.plugin import writers

            writers.fill_allure(self)

    def halt(self, code: int, error: Trouble) -> None:
        """Remember why the run cannot go on."""
        self.code, self.reason = code, str(error)

    def wrong(self, error: Mistakes) -> None:
        """Keep the mistakes of a file; a worker of xdist cannot tell all at once, and raises."""
        if self.worker:
            raise error
        self.mistakes.extend(error.mistakes)

    # ------------------------------------------------------------------------------------------------------ collection

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Scenario files, and a ledger that was asked for by name."""
        if file_path in self.loaded or options.may_be_scenario(file_path):
            from conformance.catalogue import is_scenario
            from conformance.plugin.items import ScenarioFile

            ours = file_path in self.loaded or is_scenario(file_path)
            return self._collector(ScenarioFile, parent, file_path) if ours else None
        if file_path.suffix == ".jsonl" and parent.session.isinitpath(file_path):
            from conformance.ledger.ledger import is_ledger
            from conformance.plugin.items import LedgerFile

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
        if not self.mistakes and config.getoption("stet_examples") and not self.book.story:
            items += self._properties(items[-1].session)
        if not self.mistakes:
            self._select(config, items)
        if self.mistakes:
            error = Mistakes(self.mistakes)
            self.halt(2, error)
            raise pytest.UsageError(str(error))
        items.sort(key=_last)

    def _properties(self, session: pytest.Session) -> list[pytest.Item]:
        """One item for each property; only here is Hypothesis imported."""
        from conformance import properties
        from conformance.plugin.items import PropertyItem

        return [PropertyItem.of(session, prop, self) for prop in properties.PROPERTIES]

    def _select(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        from conformance.catalogue.selection import chosen
        from conformance.plugin.settling import lost, twins

        wanted, scenarios = config.getoption("stet_only"), [item.scenario for item in _ours(items)]
        self.mistakes.extend(twins(scenarios))
        if wanted:
            names = chosen(scenarios, wanted)
            self.mistakes.extend(lost(scenarios, wanted))
            out = [item for item in _ours(items) if item.name not in names]
            items[:] = [item for item in items if item not in out]
            config.hook.pytest_deselected(items=[item for item in out if item.path.is_file()])

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What is going to be played. Scenarios that nothing announced are played too, but fill no report of others."""
        self.items = _ours(session.items)
        if self.items:
            self._aimed()
            self.bench.scenarios = [item.scenario for item in self.items]
            self.book.scenarios = {item.name: item.path for item in self.items if item.path.is_file()}

    def _aimed(self) -> None:
        try:
            _ = self.bench.now, self.bench.target
        except Mistakes as error:
            self.halt(2, error)
            raise pytest.UsageError(str(error)) from None

    # --------------------------------------------------------------------------------------------------------- playing

    def pytest_sessionstart(self) -> None:
        """What should be known of the bank before anything is asked of it."""
        reporter: Any = self.config.pluginmanager.get_plugin("terminalreporter")
        if self.expected and reporter is not None and not self.worker:
            for hint in self.bench.hints:
                reporter.write_line(f"hint: {hint}")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """The verdict travels on the report of the phase that decides."""
        report = yield
        if hasattr(item, "stet"):
            from conformance.plugin import travel

            travel.pack(item, call, report, self)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Into the ledger, before any other report is drawn."""
        if not self.worker and hasattr(report, "stet_persona"):
            from conformance.plugin import travel

            travel.unpack(report, self)
        elif report.failed and report.when not in ("setup", "call", "teardown") and self.expected:
            # xdist's report on a worker that died: the verdict that it owed is missing.
            self.halt(4, Broken(f"{report.nodeid}: the worker died"))

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
        if not (self.expected or self.items):
            return
        self.bench.close()
        if not self.worker and not session.config.option.collectonly and self.code != 2:
            self._end(session, int(exitstatus))

    def _end(self, session: pytest.Session, status: int) -> None:
        if status == pytest.ExitCode.INTERNAL_ERROR and self.code is None:
            self.halt(4, Broken("an error inside pytest or one of its plugins"))
        ended = status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
        whole = ended and self.code is None and not (session.shouldfail or session.shouldstop)
        with suppress(Unreachable):
            foot = self.book.close(complete=whole, code=self.code, reason=self.reason)
            if foot.get("stale") and status == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED  # what a strict xfail that passes ends with

    def pytest_unconfigure(self) -> None:
        """Where a session ended before it began, the bank is left here."""
        if "bench" in self.__dict__:
            self.bench.close()

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
    def headline(self) -> str:
        """The verdict line; '' where it did not come to one."""
        from conformance.report.summary import headline

        return headline(self.book.header, self.book.footer or {}) if self._told() else ""

    @property
    def exit_code(self) -> int:
        """What `stet-conformance` exits with."""
        if self._told():
            return int((self.book.footer or {})["exit_code"])
        return 4 if self.code is None else self.code


def _ours(items: list[pytest.Item]) -> list[VerdictItem]:
    return [item for item in items if hasattr(item, "stet")]  # type: ignore[misc]


def _last(item: pytest.Item) -> bool:
    return any(need in LAST for one in _ours([item]) for need in one.scenario.needs)
