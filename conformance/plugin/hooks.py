"""The hooks of a run, each a few lines that ask it or tell it something."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest

from conformance.errors import ExitCode, Mistakes, Unreachable
from conformance.plugin import junit_cases, late, reports, selection, workers
from conformance.plugin.announcement import COMMAND
from conformance.plugin.items import LedgerFile, ScenarioFile, ScenarioItem, order, ours, property_items, read_items
from conformance.plugin.learned import ENDED
from conformance.plugin.played import Recorded
from conformance.plugin.progress import Progress
from conformance.plugin.run import Run
from conformance.plugin.shares import is_ours, without_suffix
from conformance.report import cause_text
from conformance.report.statement import End
from conformance.report.text import colours
from conformance.report.wrapping import folded
from conformance.undisturbed import undisturbed
from conformance.visible import visible
from conformance.wording import plural

_STATUS: Final[dict[str, tuple[str, str, Any]]] = {
    "warned": ("warned", "w", ("WARNED", {"yellow": True})),
    "blocked": ("blocked", "B", ("BLOCKED", {"red": True})),
    "broken": ("error", "E", "BROKEN"),
}
"""The word, the letter and the colour on the terminal for verdicts that pytest has no word for."""
_PLAYED: Final = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
"""How pytest ends a session in which nothing was left out."""
_SUMMED_UP: Final = (*_PLAYED, pytest.ExitCode.INTERRUPTED, pytest.ExitCode.USAGE_ERROR)
"""After which ends pytest's terminal has a summary."""

_INTERRUPTED: Final = "keyboard-interrupt"
"""What xdist says of a worker that Ctrl-C has ended."""


class Hooks:
    """The hooks of one run."""

    def __init__(self, config: pytest.Config, run: Run) -> None:
        self._config, self._run = config, run
        self._not_drawn = ""
        """Why there is no dossier; '' where there is one."""
        self._split: dict[str, Path] = {}
        """The files of the set that a share of is played; the same texts judge all of its shares."""
        self._owed: set[str] | None = None
        """The ids of the scenarios that workers of xdist have not told yet; None before they have collected them."""
        self._lost = ""
        """The worker of xdist that has died."""
        self._ending = False
        """Whether nothing more is played."""

    # ------------------------------------------------------------------------------------------------------ collection

    def collector(self, path: Path, parent: pytest.Collector) -> pytest.Collector:
        """What collects a file of ours."""
        kind = LedgerFile if self._run.story is not None else ScenarioFile
        return kind.from_parent(parent, path=path, run=self._run)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool | None:
        """In a session of our own command all that is played has been read: pytest walks through no folder for it."""
        if not self._run.is_read:
            return None
        session.perform_collect([])
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """All mistakes of all files at once; then the selection and the order."""
        run = self._run
        try:
            run.tell_mistakes()
            if run.is_read:
                self._add_read(session, items)
            if ours(items) and run.settings.examples and run.story is None:
                items += property_items(session, run)
            self._split = selection.select(run, config, items)
            run.tell_mistakes()
        except Mistakes as error:
            if run.settings.worker:
                items.clear()
                config.hook.pytest_collectreport(report=workers.of_mistakes(error.mistakes))
                return
            self.give_up(error)
        items.sort(key=order)

    def _add_read(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Tell of the scenarios that were read, as a collector of pytest's is told of."""
        items += read_items(session, self._run)
        found = pytest.CollectReport("", "passed", None, list(items))
        self._config.hook.pytest_collectreport(report=found)

    def give_up(self, error: Mistakes) -> NoReturn:
        """End the session over what is wrong in the user's files. Raises UsageError."""
        self._run.stop(End.MISTAKE, str(error))
        raise pytest.UsageError(str(error)) from None

    def owe(self, ids: Iterable[str]) -> None:
        """What the workers of xdist have collected, all of them the same: each scenario is to be told."""
        self._owed = {without_suffix(one) for one in ids if is_ours(one)}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What is going to be played. Scenarios that nothing announced are played too, but fill no report of others."""
        found = ours(session.items)
        ahead = {item.name: item.task for item in found if not any(item.iter_markers("skip"))}
        self._run.select([item.scenario for item in found], self._split or selection.files(found), ahead)
        if self._run.settings.worker:
            return
        if not self._run.for_scenarios:
            reports.withdraw(self._run, self._config)
        elif found:
            self._hold_reports()

    def _hold_reports(self) -> None:
        """From here on the reports folder is ours alone."""
        try:
            self._run.hold_reports()
        except Unreachable as error:
            self._run.stop(End.UNREACHABLE, str(error))
            reports.withdraw(self._run, self._config)
            pytest.exit(str(error), returncode=error.exit_code)

    # --------------------------------------------------------------------------------------------------------- playing

    def pytest_sessionstart(self) -> None:
        """What should be known of the bank before anything is asked of it."""
        reporter: Any = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and not self._run.settings.worker:
            if not self._run.settings.under_pytest and not self._run.settings.collect_only:
                verbose = self._config.pluginmanager.get_plugin(COMMAND).verbose  # type: ignore[union-attr] # it is there
                self._config.pluginmanager.register(Progress(reporter, verbose=verbose), "stet_conformance_progress")
            for hint in self._run.hints:
                reporter.write_line(visible(f"hint: {hint}"))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """In a session of our own command nobody else takes part in what is played: it is played, written, and told.

        Nobody waits for what did not fail to be told: that is done while the bank is waited for in the next scenario.
        """
        if not self._run.is_read or not isinstance(item, ScenarioItem):
            return None
        recorded, telling = item.played(), self._run.telling
        phases = late.phases_of(item, recorded, self._run.register)
        with self._written():
            for report in phases:
                self._write(report)
            telling.tell_all()
            telling.later(partial(self._run.tell_allure, recorded))
            telling.later(partial(late.tell, item.session, phases))
            if nextitem is None or not self._run.settings.idles or any(report.failed for report in phases):
                telling.tell_all()
        return True

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
        if workers.tells(report):
            self.record(report)
        elif report.failed and report.when not in ("setup", "call", "teardown") and is_ours(report.nodeid):
            # xdist's report on a worker that died: the verdict that it owed is missing.
            self._run.stop(End.WORKER_LOST, f"{without_suffix(report.nodeid)}: the worker died")
        yield
        workers.strip(report)
        return None

    def record(self, report: pytest.TestReport) -> None:
        """Write the verdict on a report of ours, if this phase decides one; a run that cannot be written ends here."""
        with self._written():
            recorded = self._write(report)
            if recorded is not None:
                self._run.tell_allure(recorded)

    def _write(self, report: pytest.TestReport) -> Recorded | None:
        """The verdict on a report that had to be written; None where none had to be."""
        recorded = workers.taken_from(report)
        if recorded is None or self._run.has_told(recorded.entry.verdict.scenario.name):
            return None
        (self._owed or set()).discard(report.nodeid)
        with undisturbed():  # of what is written, what its answers came to by rules is counted too
            self._run.record(recorded, workers.turn_on(report))
            self._run.untold.observe(*workers.observed_on(report))
        return recorded

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except (OSError, Unreachable) as error:
            self._run.stop(End.NOT_WRITTEN, self._not_written(error))
            if self._ending:
                raise
            pytest.exit(self._not_written(error), returncode=ExitCode.COULD_NOT_RUN)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, Any] | None:
        """Our words where pytest's would hide a difference."""
        return _STATUS.get(workers.outcome_on(report))

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Ctrl-C; pytest tells in the same way that it stops a session itself, over an error in another test's file."""
        if isinstance(excinfo.value, pytest.Session.Interrupted):
            self._run.stop(End.EARLY, f"pytest stopped the session: {excinfo.value}")
        elif isinstance(excinfo.value, KeyboardInterrupt):
            self._run.stop(End.INTERRUPTED, "interrupted")

    # ------------------------------------------------------------------------------------------------------- afterwards

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> Generator[None, object, object]:
        """Put the bank back, say what the run came to, let others write their reports, end the ledger."""
        run = self._run
        self._ending = True
        left: list[Recorded] = []
        try:
            self._tell_rest()
            left = run.close_bank()
        except KeyboardInterrupt:  # again, or while the consents were put back
            run.stop(End.INTERRUPTED, "interrupted")
        if run.settings.worker:
            output = self._config.workeroutput  # type: ignore[attr-defined] # xdist's own way
            output[workers.REST], output[workers.OBSERVED] = run.untold.rest(), run.untold.observed()
        if run.story is not None and exitstatus == pytest.ExitCode.INTERNAL_ERROR:
            run.stop(End.BROKEN, "the reports could not be drawn")
        end = _end(session, exitstatus)
        self._miss_lost(end)
        if run.for_scenarios:
            self._tell_left(session, left)
            self._tell_rules(session)
            run.finish(end)
            try:
                reports.write_around_allure(run, self._config)
            except OSError as error:
                run.stop(End.NOT_WRITTEN, self._not_written(error))
            junit_cases.finish(run, self._config)
        said = run.finished
        try:
            return (yield)
        except KeyboardInterrupt:
            run.stop(End.INTERRUPTED, "interrupted while the reports were written")
            return None
        except OSError as error:
            run.stop(End.NOT_WRITTEN, self._not_written(error))
            reports.remove_untrue(run, self._config)
            return None
        finally:
            if run.for_scenarios:
                reports.after_others(self._config)
            self._write_end()
            if said is not None and run.finished is not None and run.says != said.statement:
                reports.remove_untrue(run, self._config)
            green = run.finished is None or run.says.code is ExitCode.CONFORM
            if not green and exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED  # what is not green for us is not green for pytest
            self._config.stash[ENDED] = run.ended
            reporter: Any = self._config.pluginmanager.get_plugin("terminalreporter")
            if exitstatus not in _SUMMED_UP and reporter is not None and not run.settings.worker:
                self._tell_verdict(reporter)

    def _tell_rest(self) -> None:
        """What was written before the session was cut off, and is not told yet."""
        try:
            self._run.telling.tell_all()
        except (OSError, Unreachable) as error:
            self._run.stop(End.NOT_WRITTEN, self._not_written(error))

    def _miss_lost(self, end: End) -> None:
        """Where a worker died, or for another reason not all has been told, the run is not whole."""
        if self._owed is None and self._lost:
            self._run.stop(End.WORKER_LOST, f"worker {self._lost} died before it had collected the scenarios")
        elif self._owed and (self._lost or end is End.WHOLE):
            why = f": worker {self._lost} died" if self._lost else ""
            self._run.stop(End.WORKER_LOST, f"{plural(len(self._owed), 'scenario')} nobody has played{why}")

    def _tell_left(self, session: pytest.Session, left: list[Recorded]) -> None:
        """What was played ahead of the session and it did not ask for: it was stopped before."""
        if self._run.unwritten:
            return
        items = {item.name: item for item in ours(session.items)}
        try:
            late.tell_items(
                session, [(items[one.entry.verdict.scenario.name], one) for one in left], self._run.register
            )
        except (OSError, Unreachable) as error:
            self._run.stop(End.NOT_WRITTEN, self._not_written(error))

    def _tell_rules(self, session: pytest.Session) -> None:
        """What the rules came to, once for the whole run; they tell what they saw where it was cut off, too."""
        run = self._run
        if run.settings.collect_only or run.unwritten:
            return
        try:
            with undisturbed():
                run.untold.observe(run.untold.observed())
            late.tell_rules(session, run.of_rules(), run.register)
        except (OSError, Unreachable) as error:
            run.stop(End.NOT_WRITTEN, self._not_written(error))

    def _write_end(self) -> None:
        try:
            self._run.write_end()
        except (OSError, Unreachable) as error:
            self._run.stop(End.NOT_WRITTEN, self._not_written(error))
            with suppress(OSError, Unreachable):  # what was measured gets the end that it came to, if it can have any
                self._run.write_end()
        if self._run.for_scenarios and self._run.finished:
            self._not_drawn = reports.draw_last(self._run)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A worker of xdist has ended: what it put back is told, too; or it has died."""
        if error == _INTERRUPTED:
            self._run.stop(End.INTERRUPTED, "interrupted")
        elif error is not None:
            self._lost = self._lost or str(node.gateway.id)
        output = getattr(node, "workeroutput", {})
        if workers.REST in output:
            self._run.untold.take_rest(output[workers.REST])
            self._run.untold.observe(output[workers.OBSERVED], node.gateway.id)

    def _not_written(self, error: OSError | Unreachable) -> str:
        """Which file could not be written, and why."""
        if isinstance(error, Unreachable):
            return str(error)
        folder = self._run.settings.reports
        if not folder.exists():
            return f"the reports folder {folder} was removed while the run went on"
        return f"{error.filename or 'a report'} cannot be written: {error.strerror or error}"

    def pytest_unconfigure(self) -> None:
        """Where a session ended before it began, the bank is left here; the next run may begin."""
        self._run.let_go()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Generator[None, None, None]:
        """The causes before the scenarios that they made fail; the verdict and what belongs to it after all else."""
        found = self._run.causes if self._run.for_scenarios else ()
        if found:
            page = next(iter(reports.written(self._run, self._config)), "the ledger")
            terminalreporter.ensure_newline()
            terminalreporter.section(f"{plural(len(found), 'cause')}, the gravest first", "=", bold=True)
            _write(terminalreporter, cause_text.lines(found, page))
        yield
        self._tell_verdict(terminalreporter)

    def _tell_verdict(self, reporter: pytest.TerminalReporter) -> None:
        if not self._run.for_scenarios or (self._run.finished is None and not self._run.stopped):
            return
        reporter.section("conformance", "=", bold=True)
        if self._not_drawn:
            reporter.write_line(visible(f"hint: {self._not_drawn}"))
        _write(reporter, self._run.summary(reports.written(self._run, self._config)))
        for line in self._run.annotations:
            reporter.write_line(line)


def _write(reporter: pytest.TerminalReporter, lines: Iterable[str]) -> None:
    seen = map(visible, lines)
    for line in folded(seen, reporter._tw.fullwidth) if reporter.isatty else seen:
        for text, markup in colours(line):
            reporter.write(text, **markup)
        reporter.write_line("")


def _end(session: pytest.Session, exitstatus: int) -> End:
    """What pytest itself came to."""
    if exitstatus == pytest.ExitCode.INTERNAL_ERROR:
        return End.BROKEN
    return End.WHOLE if exitstatus in _PLAYED and not (session.shouldfail or session.shouldstop) else End.EARLY
