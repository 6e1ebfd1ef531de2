"""allure-pytest, where the user called for it himself: its result is filled with the verdict before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import allure_commons
import pytest

from conformance.plugin.items import KEPT, Kept
from conformance.report import allure

if TYPE_CHECKING:
    from conformance.plugin.session import Door

_THEIRS = ("host", "thread", "framework", "language")
"""Labels of allure-pytest's that stay; its suites and packages are made from file names, and would tell nothing."""


class Results:
    """Stands before allure's file writer: fills the result of the scenario that has just ended."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self._kept: Kept | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Remember what the item came to, before it lets go of it."""
        self._kept = item.stash.get(KEPT, None)

    @allure_commons.hookimpl(tryfirst=True)
    def report_result(self, result: Any) -> None:
        """Fill in the verdict of the scenario that has just ended; plain objects do where models stood."""
        kept, self._kept = self._kept, None
        if kept is None:
            return
        told = allure.result(kept.entry, self.door.bench.register, _attach)
        told["labels"] += [label for label in result.labels if label.name in _THEIRS]
        for name, value in told.items():
            setattr(result, name, value)

    def pytest_unconfigure(self) -> None:
        """Leave allure's plugins as they were: another session may follow in this process."""
        allure_commons.plugin_manager.unregister(self)


def _attach(file: str, text: str) -> None:
    allure_commons.plugin_manager.hook.report_attached_data(body=text, file_name=file)
