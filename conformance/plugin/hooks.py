"""The hooks of a run, each a few lines that ask it or tell it something."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest

from conformance.catalogue.selection import chosen
from conformance.errors import Broken, Mistakes, Unreachable
from conformance.plugin import collection, reports, workers
from conformance.plugin.announcement import LEDGER
from conformance.plugin.items import LedgerFile, ScenarioFile, ScenarioItem, ours, property_items
from conformance.plugin.run import ENDED, Ended, Run
from conformance.report.text import colours

_STATUS: Final[dict[str, tuple[str, str, Any]]] = {
    "warned": ("warned", "w", ("WARNED", {"yellow": True})),
    "blocked": ("blocked", "B", ("BLOCKED", {"red": True})),
    "broken": ("error", "E", "BROKEN"),
}
"""The word, the letter and the colour on the terminal for verdicts that pytest has no word for."""
_CAME_TO_ITS_END: Final = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)


class Hooks:
    """The hooks of one run."""

    def __init__(self, config: pytest.Config, run: Run) -> None:
        self._config, self._run = config, run

    # ------------------------------------------------------------------------------------------------------ collection

    def collector(self, path: Path, parent: pytest.Collector) -> pytest.Collector:
        """What collects a file of ours."""
        kind = LedgerFile if path.suffix == LEDGER else ScenarioFile
        return kind.from_parent(parent, path=path, run=self._run)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """All mistakes of all files at once; then the selection and the order."""
        run = self._run
        try:
            run.tell_mistakes()
            if ours(items) and run.settings.examples and run.story is None:
                items += property_items(session, run)
            self._select(config, items)
            run.tell_mistakes()
        except Mistakes as error:
            run.stop(error)
            raise pytest.UsageError(str(error)) from None
        items.sort(key=lambda item: isinstance(item, ScenarioItem) and collection.is_last(item.scenario))

    def _select(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        scenarios = [item.scenario for item in ours(items)]
        self._run.note(collection.same_names(scenarios))
        words, _ = collection.named(scenarios, self._run.settings.only)
        if words and scenarios:
            names = chosen(scenarios, words)
            out = [item for item in ours(items) if item.name not in names]
            items[:] = [item for item in items if item not in out]
            config.hook.pytest_deselected(items=[item for item in out if item.path.is_file()])

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What is going to be played. Scenarios that nothing announced are played too, but fill no report of others."""
        found = ours(session.items)
        files = {item.name: item.path for item in found if item.path.is_file()}
        self._run.select([item.scenario for item in found], files)

    # --------------------------------------------------------------------------------------------------------- playing

    def pytest_sessionstart(self) -> None:
        """What should be known of the bank before anything is asked of it."""
        reporter: Any = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and not self._run.settings.worker:
            for hint in self._run.hints:
                reporter.write_line(f"hint: {hint}")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """The verdict goes onto the report of the phase that decides."""
        report = yield
        if isinstance(item, ScenarioItem):
            workers.put_on(report, item, call)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, None, None]:
        """Into the ledger, before any other report is drawn."""
        if self._run.settings.worker:
            return (yield)
        if workers.is_ours(report):
            self.record(report)
        elif report.failed and report.when not in ("setup", "call", "teardown") and self._run.announced:
            # xdist's report on a worker that died: the verdict that it owed is missing.
            self._run.stop(Broken(f"{report.nodeid}: the worker died"))
        yield
        workers.strip(report)
        return None

    def record(self, report: pytest.TestReport) -> None:
        """Write the verdict on a report of ours, if this phase decides one."""
        recorded = workers.taken_from(report)
        if recorded is not None:
            self._run.record(recorded)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, Any] | None:
        """Our words where pytest's would hide a difference."""
        return _STATUS.get(workers.outcome_on(report))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Ctrl-C; pytest tells a session that was ended on purpose in the same way."""
        if isinstance(excinfo.value, KeyboardInterrupt):
            self._run.interrupt()

    # ------------------------------------------------------------------------------------------------------- afterwards

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Put the bank back, end the ledger."""
        run = self._run
        run.close_bank()
        if run.for_scenarios:
            if exitstatus == pytest.ExitCode.INTERNAL_ERROR and not run.stopped:
                run.stop(Broken("an error inside pytest or one of its plugins"))
            ended = exitstatus in _CAME_TO_ITS_END and not (session.shouldfail or session.shouldstop)
            with suppress(Unreachable):
                run.finish(complete=ended)
            if run.stale and exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED  # what a strict xfail that passes ends with
        self._config.stash[ENDED] = Ended(code=run.exit_code, headline=run.headline)

    def pytest_unconfigure(self) -> None:
        """Where a session ended before it began, the bank is left here."""
        self._run.close_bank()

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The verdict line and what belongs to it."""
        if self._run.footer is None:
            return
        terminalreporter.section("conformance", "=", bold=True)
        for line in self._run.summary(reports.paths(self._run, self._config)):
            for text, markup in colours(line):
                terminalreporter.write(text, **markup)
            terminalreporter.write_line("")
