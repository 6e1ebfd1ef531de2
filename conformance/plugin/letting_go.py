"""What other writers hold of a scenario that has been told: its line in their report, and no more than that.

pytest-html would hold every phase's report until the end, and pytest's JUnit a dozen elements for each case; of ten
thousand scenarios that is more than all else that a run holds.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property
from typing import Any, Final

import pytest

from conformance.ledger.alike import Alike
from conformance.plugin import junit_cases, workers

NAME: Final = "stet_conformance_letting_go"
_REPEATED: Final = ("result", "verdict", "requirements", "persona", "endpoint")
"""The columns of a row that say the same in many."""


def pages(config: pytest.Config) -> list[Any]:
    """The writers of pytest-html, where it is installed."""
    if not hasattr(config.option, "htmlpath"):
        return []
    from pytest_html.basereport import BaseReport  # type: ignore[import-untyped] # noqa: PLC0415 - it has no types

    return [one for one in config.pluginmanager.get_plugins() if isinstance(one, BaseReport)]


class LettingGo:
    """Looks after the writers of others, as each scenario has been told."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._alike = Alike()

    @cached_property
    def _pages(self) -> list[Any]:
        return pages(self._config)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, None, None]:
        """With its last phase a scenario has been told to all."""
        yield
        if workers.is_last(report):
            alone = report.when != "teardown"  # both wait for a teardown, which is not told
            for page in self._pages:
                self._let_go(page, report, alone=alone)
            junit_cases.finish_passed(self._config, report if alone else None)

    def _let_go(self, page: Any, report: pytest.TestReport, *, alone: bool) -> None:
        """Its row is made: what that was made of is no longer needed, and it shares what it can."""
        from conformance.plugin.html_report import draw_passed, forget_row  # noqa: PLC0415 - pytest-html is there

        if alone:
            draw_passed(page, report)
        for several in page._reports.pop(report.nodeid, {}).values():
            for one in several:
                forget_row(one)
        for row in page._report.data["tests"].get(report.nodeid, ()):
            row |= {name: self._alike(row[name]) for name in _REPEATED if name in row}
            row["resultsTableRow"] = [self._alike(cell) for cell in row["resultsTableRow"]]

    def end(self) -> None:
        """All was written: the rows and cases go, before the ledger is read for what is drawn from that."""
        for page in self._pages:
            page._report.data["tests"].clear()
        junit_cases.clear(self._config)
