"""How far a run is: a line that changes where a person watches, a line for each chapter where nobody does."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterable
from typing import Any, Final

import pytest

from conformance.plugin import workers
from conformance.plugin.items import ours
from conformance.plugin.shares import is_ours, without_suffix
from conformance.report.progress import chapter_line, chapter_of, line_now
from conformance.visible import visible

_OFTEN_S: Final = 0.1
"""How often the line that changes is written at most."""


class Progress:
    """Stands before pytest's own progress, a letter for each test, in sessions that our command has started."""

    def __init__(self, reporter: Any, *, verbose: bool) -> None:
        self._reporter, self._verbose = reporter, verbose
        self._watched: bool = reporter.isatty and not verbose
        """Whether a person watches, who is shown one line that changes."""
        reporter.showfspath = False
        _leave_out_others(reporter)
        self._all: Counter[str] = Counter()
        """How many scenarios each chapter has."""
        self._told: dict[str, Counter[str]] = {}
        self._written: set[str] = set()
        """The chapters whose line stands there."""
        self._began = self._last = time.monotonic()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What is going to be played in this process."""
        self._expect(item.name for item in ours(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """What workers are going to play: all have collected the same."""
        self._all.clear()
        self._expect(without_suffix(one).partition("::")[2] for one in ids if is_ours(one))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> Generator[None, Any, Any]:
        """Scenarios are counted as ever, and get no letter."""
        found = yield
        return (found[0], "", "") if workers.tells(report) else found

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A verdict."""
        word = workers.outcome_on(report)
        if not word:
            return
        name = without_suffix(report.nodeid).partition("::")[2]
        chapter = chapter_of(name)
        told = self._told.setdefault(chapter, Counter())
        told[word] += 1
        if self._verbose:
            took = f"   {report.duration:.2f} s" if report.duration else ""
            self._reporter.write_line(visible(f"{word.upper():8} {name}{took}"))
        elif self._watched:
            self._show(chapter)
        elif self._all[chapter] == told.total():
            self._write(chapter)

    def pytest_sessionfinish(self) -> None:
        """The line that changed is gone; chapters that did not come to their end are told, and what rules came to."""
        if self._watched:
            self._reporter.rewrite("", erase=True)
            self._reporter.write("\r")
        for chapter in self._told if not self._verbose and not self._watched else ():
            self._write(chapter)

    def _expect(self, names: Iterable[str]) -> None:
        self._all.update(map(chapter_of, names))
        self._began = time.monotonic()

    def _write(self, chapter: str) -> None:
        if chapter not in self._written:
            self._written.add(chapter)
            self._reporter.write_line(visible(chapter_line(chapter, self._told[chapter], self._all[chapter])))

    def _show(self, chapter: str) -> None:
        now, number, total = time.monotonic(), sum(map(Counter.total, self._told.values())), self._all.total()
        if number < total and now - self._last < _OFTEN_S:
            return
        self._last = now
        passed = now - self._began
        left = passed / number * (total - number) if number < total else 0.0
        failed = sum(counts["failed"] for counts in self._told.values())
        self._reporter.rewrite(line_now(chapter, number, total, left, failed), erase=True)


def _leave_out_others(reporter: Any) -> None:
    """Where others say that they have written their reports, by whole paths, and pytest's own count, which has rules
    and scenarios in one: our summary says both."""
    write_sep = reporter.write_sep

    def ours(sep: str, title: str | None = None, **more: Any) -> None:
        if not (title or "").lower().startswith(("generated xml", "generated html")):
            write_sep(sep, title, **more)

    reporter.write_sep, reporter.summary_stats = ours, lambda: None
