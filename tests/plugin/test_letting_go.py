"""What pytest-html and pytest's JUnit hold of a scenario that was told."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from conformance.plugin import html_report, junit_cases
from tests.support.projects import FAILS, PASSES, WARNS, written
from tests.support.sessions import scenarios
from tests.support.shell import Shell, shell

__all__ = ["shell"]

LOOK = """
    from _pytest.junitxml import xml_key
    from pytest_html.basereport import BaseReport

    config = None

    def pytest_configure(config):
        globals()["config"] = config

    def pytest_runtest_logfinish():
        [page] = [one for one in config.pluginmanager.get_plugins() if isinstance(one, BaseReport)]
        cases = [one.to_xml() for one in config.stash[xml_key].node_reporters_ordered]
        held = sorted(case.get("name") for case in cases if case.find("properties") is not None)
        print("reports", len(page._reports), "rows", len(page._report.data["tests"]), "properties", *held)
"""


def test_of_a_scenario_that_was_told_others_hold_its_line_alone(project: pytest.Pytester) -> None:
    """No report of any phase, and of JUnit's elements those only of a case whose cause the end of the run tells."""
    scenarios(project, a=PASSES, b=PASSES, c=FAILS)
    project.makeconftest(LOOK)
    ran = project.runpytest_inprocess("scenarios", "-s")
    ran.stdout.fnmatch_lines(["*reports 0 rows 3 properties balances/c"])
    page = (project.path / "reports" / "report.html").read_text(encoding="utf-8")
    assert all(f"balances/{name}&lt;/td" in page for name in "abc")
    (project.path / "conftest.py").unlink()  # in this process it would lie in wait for every later test


def rows(page: Path) -> dict[str, Any]:
    """What pytest-html's page tells of each test, its durations left out."""
    (told,) = re.findall(r'data-jsonblob="([^"]*)"', page.read_text(encoding="utf-8"))
    tests: dict[str, Any] = json.loads(re.sub(r"\d+ ms", "", html.unescape(told)))["tests"]
    return tests


def cases(suites: Path) -> list[tuple[str, ...]]:
    """What JUnit tells of each case, the time left out."""
    found = ElementTree.parse(suites).getroot().iter("testcase")
    return [
        (str(one.get("name")), str(one.get("classname")), *one.itertext(), *(part.tag for part in one)) for one in found
    ]


def test_what_has_passed_is_told_as_pytest_html_and_junit_tell_it(shell: Shell) -> None:
    """Drawn by us where one report tells it: their row and their case, but for the time that it took."""
    written(shell.path, a=PASSES, b=WARNS)
    assert shell("run", "scenarios", "--reports", "ours") == 0

    def drawn(page: Any, report: pytest.TestReport) -> None:
        page._process_report(report, report.duration, [])

    def finished(xml: Any, report: pytest.TestReport) -> None:
        xml.finalize(report)
        junit_cases._finish(xml.node_reporters_ordered[-1].to_xml(), None)

    shell.monkeypatch.setattr(html_report, "draw_passed", drawn)
    shell.monkeypatch.setattr(junit_cases, "_finish_alone", finished)
    assert shell("run", "scenarios", "--reports", "theirs") == 0
    assert rows(Path("ours/report.html")) == rows(Path("theirs/report.html")) != {}
    assert cases(Path("ours/junit.xml")) == cases(Path("theirs/junit.xml")) != []
