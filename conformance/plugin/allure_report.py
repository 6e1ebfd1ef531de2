"""allure-pytest, where the user called for it himself: its result is filled with the verdict before it is written."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import allure_commons
import pytest
from allure_commons.model2 import TestResult

from conformance.plugin import workers
from conformance.plugin.items import ScenarioItem
from conformance.plugin.played import Recorded
from conformance.plugin.run import Run
from conformance.report import allure

_THEIRS = ("framework", "language")
"""Labels of allure-pytest's that stay; its suites are made from file names, its host and thread are the machine's."""


class AllureReport:
    """Stands before allure's file writer: fills the result of the scenario that has just ended."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._last: Recorded | None = None

    def register(self, config: pytest.Config) -> None:
        """Take part in the session, and in what allure writes."""
        config.pluginmanager.register(self, "stet_conformance_allure")
        allure_commons.plugin_manager.register(self)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Remember what the item came to, before it lets go of it."""
        self._last = item.recorded if isinstance(item, ScenarioItem) else None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A rule has no item by which allure-pytest would know of it: its result is made here."""
        recorded = workers.itemless_on(report)
        if recorded is not None:
            self._last = recorded
            allure_commons.plugin_manager.hook.report_result(result=TestResult(uuid=str(uuid4()), labels=[]))

    @allure_commons.hookimpl(tryfirst=True)
    def report_result(self, result: Any) -> None:
        """Fill in the verdict of the scenario that has just ended; plain objects do where models stood."""
        last, self._last = self._last, None
        if last is None:
            return
        members = allure.result(last.entry, self._run.register, _attach, allure.job(self._run.header))
        members["labels"] += [label for label in result.labels if label.name in _THEIRS]
        for name, value in members.items():
            setattr(result, name, value)

    def pytest_unconfigure(self) -> None:
        """Leave allure's plugins as they were: another session may follow in this process."""
        allure_commons.plugin_manager.unregister(self)


def _attach(file: str, text: str) -> None:
    allure_commons.plugin_manager.hook.report_attached_data(body=text, file_name=file)
