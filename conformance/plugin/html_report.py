"""pytest-html, told what a scenario's row and the overview look like."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pytest_html import extras  # type: ignore[import-untyped] # it has no types
from pytest_metadata.plugin import metadata_key  # type: ignore[import-untyped] # it has no types

from conformance import specs
from conformance.plugin import workers
from conformance.plugin.run import Run
from conformance.report import details, documentation, html


class HtmlReport:
    """The hooks of pytest-html, drawn from verdicts."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._rests: dict[str, list[str]] = {}
        """The scenarios that rest on the reading of each ambiguity."""

    def pytest_html_report_title(self, report: Any) -> None:
        """The heading."""
        report.title = f"Conformance of {self._run.bank_name}"

    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Our columns."""
        cells[:] = html.header()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The row of a scenario, and what it shows when it is opened; drawn before pytest-html looks for it."""
        entry = workers.entry_on(report)
        if entry is None:
            return
        for point in entry.verdict.scenario.reading:
            self._rests.setdefault(point, []).append(entry.verdict.scenario.name)
        inside = details.details(entry, self._run.register)
        report.__dict__ |= {"stet_row": html.row(entry), "extras": [extras.html(inside)]}

    def pytest_html_results_table_row(self, report: pytest.TestReport, cells: list[str]) -> None:
        """The cells of a scenario, or of another test in the same columns."""
        row = getattr(report, "stet_row", None)
        if row is None and workers.is_ours(report):
            cells.clear()  # a phase that decides nothing has no row, and need not be drawn to find that out
            return
        result, name, duration = (re.sub(r"</?td[^>]*>", "", cell) for cell in cells[:3])
        cells[:] = html.cells(row or html.foreign_row(result, name), result, duration)

    def pytest_html_results_table_html(self, report: pytest.TestReport, data: list[str]) -> None:
        """A scenario's findings are shown as such; its text block would only repeat them."""
        if hasattr(report, "stet_row"):
            data.clear()

    def pytest_html_results_summary(self, prefix: list[str], session: pytest.Session) -> None:
        """The overview, and the facts that make the run repeatable."""
        run = self._run
        if run.finished is None:
            return
        prefix.append(html.overview(run.finished, run.register, run.causes))
        prefix.append(documentation.html(specs.load().ambiguities, self._rests))
        facts = session.config.stash.get(metadata_key, None)
        if facts is not None:
            facts.clear()
            facts.update(html.environment(run.header))
