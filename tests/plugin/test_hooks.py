"""What a run tells while it goes and at its end, and what it leaves when something goes wrong."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from xml.etree import ElementTree

import pytest

from tests.support.projects import ADAM, PASSES
from tests.support.sessions import Ran, ledger, of_rules, scenarios, verdicts


def test_every_verdict_has_its_word(mixed: Ran) -> None:
    """Passed, warned, failed and skipped on the terminal, in the ledger and in the counts; no framework traceback."""
    mixed.stdout.re_match_lines_random(
        [
            r"balances::balances/passes PASSED.*",
            r"balances::balances/warns WARNED.*",
            r"balances::balances/fails FAILED.*",
            r"balances::balances/skipped SKIPPED.*",
            r"FAILED  balances/fails   Marc's account has four balances",
            r"scenarios/balances/fails\.yaml:10:25  count  balances",
            r"    10 \|       count: \{balances: 4\}",
            r"    wanted   4",
            r"    got      [23] .*",
            r"    answer   GET /accounts/038-CPT30019654051/balances -> 200, \d+ ms",
            r"    shows    AT-BAL-2 \(must\): .*",
            r'    replay   curl .*"Authorization: Bearer \$\{STET_TOKEN_MARC_AISP:\?\}".*',
            r"WARNED  balances/warns .*",
            r"SKIPPED  the target does not declare .*mtls.*: balances/skipped",
            r"NOT CONFORM  embedded reference bank · http://127\.0\.0\.1:\d+/.* · STET 1\.4\.2\.17 · .*\(Paris\) · "
            r"0 of \d+ scenarios; \d+ rules, held against answers \d+ times; 3 of your own",
            r"  own scenarios     1 passed, 1 warned, 1 failed, 1 skipped; .*",
            r"  exit code         1: .*",
        ]
    )
    assert mixed.ret == 1
    assert "Traceback" not in mixed.stdout.str()
    assert "Error" not in mixed.stdout.str()
    head, *_, foot = ledger(mixed)
    assert head["kind"] == "header"
    assert foot["complete"]
    assert foot["counts"]["warned"] == 1
    assert verdicts(mixed) == {
        "balances/passes": "passed", "balances/warns": "warned",
        "balances/fails": "failed", "balances/skipped": "skipped",
    }  # fmt: skip


def test_a_bank_that_does_not_answer_ends_the_run(project: pytest.Pytester) -> None:
    """With one message, before any scenario."""
    folder = scenarios(project, passes=PASSES)
    result = project.runpytest_inprocess(str(folder), "--base-url", "http://127.0.0.1:9/stet/psd2/v1.4.2")
    assert result.ret == 3
    said = result.stderr.str() + result.stdout.str()
    assert said.count("127.0.0.1:9 refuses the connection") == 1
    assert "Traceback" not in said


def test_what_was_measured_before_a_crash_is_kept(project: pytest.Pytester) -> None:
    """The process dies in the second scenario; the first verdict is on disk, and the ledger has no end."""
    scenarios(project, a=PASSES, b=ADAM)
    project.makeconftest(
        """
        import os
        import conformance.runner as runner
        real = runner.play
        runner.play = lambda one, *world: os._exit(9) if one.persona == "adam" else real(one, *world)
        """
    )
    assert project.runpytest_subprocess("scenarios").ret == 9
    kinds = [line["kind"] for line in ledger(project)]
    assert (kinds[0], kinds[-1], kinds.count("verdict")) == ("header", "verdict", 1)
    (project.path / "conftest.py").unlink()  # in this process it would lie in wait for every later test
    again = project.runpytest_inprocess("reports/ledger.jsonl", "--reports=again")
    again.stdout.fnmatch_lines(["INCOMPLETE  *", "*the ledger has no end: the run was cut off"])


def test_ctrl_c_leaves_an_incomplete_ledger(project: pytest.Pytester) -> None:
    """Found so far is found: footer complete false, code 130."""
    scenarios(project, a=PASSES, b=ADAM)
    project.makeconftest(
        """
        import time
        import conformance.runner as runner
        real = runner.play
        def play(scenario, *world):
            if scenario.persona == "adam":
                print("waiting", flush=True)
                time.sleep(30)
            return real(scenario, *world)
        runner.play = play
        """
    )
    command = [sys.executable, "-m", "pytest", "scenarios", "-s"]
    with subprocess.Popen(command, cwd=project.path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "waiting" in line:
                break
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(20) == pytest.ExitCode.INTERRUPTED
    assert "INCOMPLETE  embedded reference bank" in rest
    foot = ledger(project)[-1]
    assert (foot["kind"], foot["complete"], foot["exit_code"]) == ("footer", False, 130)
    assert verdicts(project) == {"balances/a": "passed"}
    assert of_rules(project)["rules/balances"] == "passed"  # they tell what they saw


def test_our_own_fault_is_an_error_not_a_failure(project: pytest.Pytester) -> None:
    """Broken is told in the setup phase: JUnit, HTML and Allure call it an error; the block asks for a report."""
    scenarios(project, a=PASSES)
    project.makeconftest(
        """
        import conformance.runner as runner
        def play(scenario, *world):
            raise ValueError("no such thing")
        runner.play = play
        """
    )
    result = project.runpytest_subprocess("scenarios")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["BROKEN  balances/a *", "*reason   ValueError: no such thing", "*this is a fault of stet-conformance*"]
    )
    assert ledger(project)[-1]["exit_code"] == 4
    case = next(ElementTree.parse(project.path / "reports" / "junit.xml").getroot().iter("testcase"))
    assert case.find("error") is not None
