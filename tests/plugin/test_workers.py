"""Scenarios played by workers of xdist."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from tests.support.projects import ADAM, FAILS, PASSES, WARNS
from tests.support.sessions import ledger, of_rules, scenarios, verdicts


def test_workers_share_the_personas(project: pytest.Pytester) -> None:
    """One persona, one worker; names, verdicts and reports are those of a run without workers."""
    folder = scenarios(project, a=PASSES, b=ADAM, c=PASSES, d=ADAM, e=FAILS, f=WARNS)
    result = project.runpytest_subprocess(str(folder), "-n", "2", "--dist", "loadgroup", "-v")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["FAILED  balances/e *", "WARNED  balances/f *", "NOT CONFORM  embedded reference bank · STET*"]
    )
    lines = [match for line in result.outlines if (match := re.match(r"\[(gw\d)\] .*::balances/(\w) ", line))]
    assert len({worker for worker, name in (match.groups() for match in lines) if name in "bd"}) == 1
    assert len({worker for worker, name in (match.groups() for match in lines) if name in "acef"}) == 1
    assert len({match[1] for match in lines}) == 2
    assert verdicts(project) == {
        "balances/a": "passed", "balances/b": "passed", "balances/c": "passed", "balances/d": "passed",
        "balances/e": "failed", "balances/f": "warned",
    }  # fmt: skip
    names = {
        case.get("name")
        for case in ElementTree.parse(project.path / "reports" / "junit.xml").getroot().iter("testcase")
    }
    assert names == {*verdicts(project), *of_rules(project)}
    assert ledger(project)[-1]["complete"]
    assert len(list((project.path / "reports" / "allure-results").glob("*-result.json"))) == 6 + len(of_rules(project))
    page = (project.path / "reports" / "report.html").read_text()
    assert page.count("dossier.html#scenario-balances/") > 5
    assert "balances/e@marc" not in page


def test_a_worker_that_dies_is_our_fault(project: pytest.Pytester) -> None:
    """Its verdict is missing: nothing may look green."""
    scenarios(project, a=PASSES, b=ADAM)
    project.makeconftest(
        """
        import os
        import conformance.runner as runner
        real = runner.play
        runner.play = lambda one, *world: os._exit(9) if one.persona == "adam" else real(one, *world)
        """
    )
    # Replacing a worker that dies can hang xdist 3.8.
    words = ("-n", "2", "--dist", "loadgroup", "--max-worker-restart=0")
    result = project.runpytest_subprocess("scenarios", *words, timeout=240)
    assert result.ret != 0
    foot = ledger(project)[-1]
    assert (foot["exit_code"], foot["complete"]) == (4, False)


def test_a_worker_that_dies_while_it_collects_leaves_no_complete_run(project: pytest.Pytester) -> None:
    """Nobody knows what it would have played."""
    scenarios(project, a=PASSES, b=ADAM)
    project.makeconftest(
        """
        import os
        def pytest_collection_modifyitems(config):
            if getattr(config, "workerinput", {}).get("workerid") == "gw1":
                os._exit(9)
        """
    )
    result = project.runpytest_subprocess("scenarios", "-n", "2", timeout=240)
    assert result.ret != 0
    result.stdout.fnmatch_lines(["INCOMPLETE *"])
    foot = ledger(project)[-1]
    assert (foot["exit_code"], foot["complete"]) == (4, False)


@pytest.mark.parametrize("folder", ["scenarios", "checks"])
def test_mistakes_are_told_once_and_end_the_run(project: pytest.Pytester, folder: str) -> None:
    """By the controller, where it knows the folder, or by workers, which all meet the same."""
    scenarios(project, a=PASSES, b=PASSES.replace("marc", "mark")).rename(project.path / folder)
    result = project.runpytest_subprocess(folder, "-n", "2", timeout=240)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert (result.stdout.str() + result.stderr.str()).count("`mark` is not a known persona") == 1
    assert "INTERNALERROR" not in result.stdout.str()
    assert not (project.path / "reports" / "ledger.jsonl").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("-n", "2", "--dist", "each"), "--dist each has every worker play all scenarios"),
        (("-n", "2", "--in-flight", "2"), "--in-flight and -n exclude each other"),
        (("--in-flight", "99"), "--in-flight 99: this is no number from 1 to 16"),
    ],
)
def test_what_cannot_be_kept_is_refused(project: pytest.Pytester, words: tuple[str, ...], says: str) -> None:
    """Before anything is asked of the bank."""
    scenarios(project, a=PASSES)
    result = project.runpytest_subprocess("scenarios", *words, timeout=240)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert says in result.stderr.str()
