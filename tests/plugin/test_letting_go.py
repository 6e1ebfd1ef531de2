"""What pytest-html and pytest's JUnit hold of a scenario that was told."""

from __future__ import annotations

import pytest

from tests.support.projects import FAILS, PASSES
from tests.support.sessions import scenarios

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
