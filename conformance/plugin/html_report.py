"""pytest-html, told what a scenario's row looks like and where the dossier is that it leads into."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pytest_html.basereport import _format_duration  # type: ignore[import-untyped] # it has no types
from pytest_metadata.plugin import metadata_key  # type: ignore[import-untyped] # it has no types

from conformance.plugin import workers
from conformance.plugin.run import Run
from conformance.report import html
from conformance.report.dossier import anchors


class HtmlReport:
    """The hooks of pytest-html, drawn from verdicts."""

    def __init__(self, run: Run, page: Path) -> None:
        """`page` is where the report is going to stand."""
        self._run = run
        self._dossier = address(run.settings.reports / anchors.NAME, page)

    def pytest_html_report_title(self, report: Any) -> None:
        """The heading."""
        report.title = f"Conformance of {self._run.bank_name}"

    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Our columns."""
        cells[:] = html.header()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The row of a scenario; drawn before pytest-html looks for it."""
        entry = workers.entry_on(report)
        if entry is not None:
            report.__dict__ |= {"stet_row": html.row(entry, self._dossier)}

    def pytest_html_results_table_row(self, report: pytest.TestReport, cells: list[str]) -> None:
        """The cells of a scenario, or of another test in the same columns."""
        row = getattr(report, "stet_row", None)
        if row is None and workers.tells(report):
            cells.clear()  # a phase that decides nothing has no row, and need not be drawn to find that out
            return
        result, name, duration = (re.sub(r"</?td[^>]*>", "", cell) for cell in cells[:3])
        cells[:] = html.cells(html.contents(row or html.foreign_row(result, name), result, duration))

    def pytest_html_results_table_html(self, report: pytest.TestReport, data: list[str]) -> None:
        """What a scenario came to in full is told by the dossier alone."""
        if hasattr(report, "stet_row"):
            data.clear()

    def pytest_html_results_summary(self, prefix: list[str], session: pytest.Session) -> None:
        """The overview, and the facts that make the run repeatable; before all that pytest-html's own script does."""
        script = Path(html.__file__).with_name("report.js").read_text(encoding="utf-8")
        prefix.append(f"<script>\n{script}</script>")
        run = self._run
        if run.finished is None:
            return
        prefix.append(html.overview(run.finished, run.register, self._dossier))
        facts = session.config.stash.get(metadata_key, None)
        if facts is not None:
            facts.clear()
            facts.update(html.environment(run.header))


def draw_passed(page: Any, report: pytest.TestReport) -> None:
    """The row of what has passed, in a session of ours: as pytest-html makes it, without asking anybody else."""
    contents = html.contents(report.__dict__["stet_row"], "Passed", _format_duration(report.duration))
    cells = html.cells(contents)
    sorted_by = {name: text for name, text in contents.items() if "\n" not in text}  # it takes no other for its own
    page._report.outcomes = "Passed"
    page._report.data["tests"][report.nodeid].append({
        "extras": [], **sorted_by, "resultsTableRow": cells, "log": ""
    })  # fmt: skip


def forget_row(report: pytest.TestReport) -> None:
    """The row of a scenario has been taken over: the report itself may live as long as the session."""
    report.__dict__.pop("stet_row", None)


def address(dossier: Path, page: Path) -> str:
    """Where the dossier is, seen from the page."""
    try:
        return quote(Path(os.path.relpath(dossier, page.parent)).as_posix())
    except ValueError:  # another drive of Windows
        return dossier.absolute().as_uri()
