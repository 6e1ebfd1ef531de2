"""Scenarios as items: chosen by id and by marker, told once whatever plays them again."""

from __future__ import annotations

import pytest

from tests.support.projects import FAILS, PASSES
from tests.support.sessions import scenarios, verdicts


def test_an_id_that_pytest_prints_can_be_pasted_back(project: pytest.Pytester) -> None:
    """That of one's own scenario here; what nobody is called is said, and a rule is nothing to ask for alone."""
    scenarios(project, passes=PASSES, other=PASSES)
    result = project.runpytest_inprocess("balances::balances/passes", "-v")
    result.stdout.fnmatch_lines(["balances::balances/passes PASSED*"])
    assert verdicts(project) == {"balances/passes": "passed"}
    wrong = project.runpytest_inprocess("rules::rules/balances")
    wrong.stderr.fnmatch_lines(["ERROR: no scenario is called rules/balances (rules are held against*"])


def test_markers_select_chapters_and_acceptance_tests(project: pytest.Pytester) -> None:
    """They are registered: a project that wants that of every marker goes on."""
    scenarios(project, tested=PASSES, own=PASSES.replace("covers: [AT-BAL-1]\n", ""))
    chosen = project.runpytest_inprocess("scenarios", "--strict-markers", "--collect-only", "-q", "-m", "acceptance")
    assert [line for line in chosen.outlines if "::" in line] == ["balances::balances/tested"]
    chosen = project.runpytest_inprocess("scenarios", "--strict-markers", "--collect-only", "-q", "-m", "balances")
    assert sum("::" in line for line in chosen.outlines) == 2


def test_what_is_played_again_counts_once(project: pytest.Pytester) -> None:
    """The plugins that repeat failures are told not to; where one does all the same, the first verdict stands."""
    scenarios(project, fails=FAILS)
    project.makeconftest(
        """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            assert item.get_closest_marker("flaky").kwargs == {"reruns": 0, "retries": 0}
            runtestprotocol(item, nextitem=item)
            runtestprotocol(item, nextitem=nextitem)
            return True
        """
    )
    project.runpytest_inprocess("scenarios")
    assert verdicts(project) == {"balances/fails": "failed"}
