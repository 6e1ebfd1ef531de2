"""Tests in two lengths, and CI in which none may be skipped.

A test marked `long` needs what Python does not bring along (a browser, Node), or minutes. `pytest --long` runs these,
and only these; every other session skips them with the reason. Where the variable CI is set they are left out instead,
for they have a run of their own there (`.ci/run`), and a test that is skipped all the same fails the session.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from typing import Final, NamedTuple

import pytest

from conformance.login.browser import INSTALLED as BROWSERS
from tests.support import tools


class Need(NamedTuple):
    """What a test needs beside Python: in words, whether this machine has it, and how it is had."""

    words: str
    met: Callable[[], bool]
    hint: str


NEEDS: Final = {
    "browser": Need(
        "Playwright and a Chromium",
        lambda: find_spec("playwright") is not None and any(map(tools.on_path, BROWSERS)),
        "`make long` installs Playwright; the browser is the system's package chromium",
    ),
    **{
        name: Need(f"{words}, which runs on Node", lambda name=name: tools.node(name) is not None, tools.HINT)
        for name, words in (
            ("prism", "Prism"),
            ("allure", "Allure's own report"),
            ("redocly", "Redocly"),
            ("spectral", "Spectral"),
            ("mockoon-cli", "Mockoon"),
        )
    },
    **{
        name: Need(words, lambda name=name: find_spec(name) is not None, "`make long` installs it")
        for name, words in (("openapi_python_client", "openapi-python-client"), ("mkdocs", "MkDocs"))
    },
    "axe": Need("axe-core", lambda: tools.package("axe-core"), tools.HINT),
}
ALONE: Final = "it takes minutes"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long` chooses between the two lengths."""
    parser.addoption(
        "--long", action="store_true", help="run the tests that need a browser, Node or minutes, only these"
    )


def pytest_configure(config: pytest.Config) -> None:
    """The marker is known, and CI does not let a skipped test pass."""
    config.addinivalue_line("markers", f"long(*needs): needs {', '.join(NEEDS)} (by name), or minutes: see --long")
    if os.environ.get("CI") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(NoneSkipped(), "none_skipped")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The length that was asked for; of the other, the reason."""
    marks = {item: item.get_closest_marker("long") for item in items}
    if config.getoption("--long"):
        others = {item for item, mark in marks.items() if mark is None}
    else:
        others = {item for item, mark in marks.items() if mark is not None and os.environ.get("CI")}
    if others:
        config.hook.pytest_deselected(items=list(others))
        items[:] = [item for item in items if item not in others]
    for item, mark in marks.items():
        if mark is not None:
            reason = lacking(mark.args) if config.getoption("--long") else left_out(mark.args)
            item.add_marker(pytest.mark.skipif(bool(reason), reason=reason))


def left_out(needs: tuple[str, ...]) -> str:
    """Why a usual session has none of it."""
    return f"needs {' and '.join(NEEDS[need].words for need in needs)}: make long" if needs else f"{ALONE}: make long"


def lacking(needs: tuple[str, ...]) -> str:
    """What of that this machine lacks; '' where it has all."""
    return "; ".join(f"needs {NEEDS[need].words}: {NEEDS[need].hint}" for need in needs if not NEEDS[need].met())


class NoneSkipped:
    """Fails a session in which a test was skipped, and says which."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test; what is expected to fail is no skip."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(f"{report.nodeid}: {_reason(report)}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A whole file."""
        if report.skipped:
            self.skipped.append(f"{report.nodeid}: {_reason(report)}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Red, whatever else there was."""
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Each by its name, with its reason."""
        if self.skipped:
            terminalreporter.section("skipped, which CI does not allow", red=True)
            for line in self.skipped:
                terminalreporter.line(line)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
