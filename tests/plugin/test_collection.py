"""Which scenarios a run is about, in which order; what is wrong with them is told at once."""

from __future__ import annotations

import pytest

from tests.support.projects import ADAM, FAILS, PASSES
from tests.support.sessions import ledger, scenarios, verdicts


def test_what_uses_up_quotas_runs_last(project: pytest.Pytester) -> None:
    """On a shared bank they take from the others what they need themselves; those that count need it whole."""
    counts = PASSES.replace("given:", "needs: [quotas]\ngiven:")
    alone = PASSES.replace("    expect:", "    batch: true\n    expect:")
    folder = scenarios(project, a=alone, b=counts, c=PASSES, d=ADAM)
    project.runpytest_inprocess(str(folder))
    assert list(verdicts(project)) == ["balances/c", "balances/d", "balances/b", "balances/a"]


def test_a_scenario_can_be_named(project: pytest.Pytester) -> None:
    """By its file, by -k and by --only."""
    folder = scenarios(project, passes=PASSES, fails=FAILS)
    assert project.runpytest_inprocess(str(folder / "balances" / "passes.yaml")).ret == 0
    assert project.runpytest_inprocess(str(folder), "-k", "passes").ret == 0
    assert project.runpytest_inprocess(str(folder), "--only", "AT-BAL-1").ret == 0
    assert ledger(project)[0]["selection"] == ["AT-BAL-1"]
    wrong = project.runpytest_inprocess(str(folder), "--only", "balances/pases")
    assert wrong.ret == pytest.ExitCode.USAGE_ERROR
    wrong.stderr.fnmatch_lines(
        ["*no scenario, folder or requirement is called `balances/pases` (did you mean balances/passes?)"]
    )


def test_old_names_of_scenarios_are_understood(project: pytest.Pytester) -> None:
    """By `--only`, with a hint of the present name; a name that is neither is a mistake."""
    folder = scenarios(project)
    folder.joinpath("access").mkdir()
    folder.joinpath("access", "page-link-of-another-customer.yaml").write_text(PASSES, encoding="utf-8")
    result = project.runpytest_inprocess("scenarios", "--only", "access/links-are-no-keys")
    assert result.ret == 0
    assert list(verdicts(project)) == ["access/page-link-of-another-customer"]
    now = "the scenario is now called access/page-link-of-another-customer"
    result.stdout.fnmatch_lines([f"hint: --only access/links-are-no-keys: {now}*"])


def test_all_mistakes_of_all_files_are_told_at_once(project: pytest.Pytester) -> None:
    """Before anything is sent, each with its place."""
    folder = scenarios(project, a=PASSES.replace("marc", "mark"), b=PASSES.replace("count:", "cuont:"), c=PASSES)
    result = project.runpytest_inprocess(str(folder))
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.re_match_lines(
        [r"ERROR: scenarios/balances/a\.yaml:4:5: .*mark.*", r"scenarios/balances/b\.yaml:10:7: .*cuont.*"]
    )
    assert "Traceback" not in result.stderr.str()


def test_mistakes_in_a_folder_of_another_name_are_told_too(project: pytest.Pytester) -> None:
    """Where pytest itself finds the files."""
    folder = scenarios(project, a=PASSES.replace("marc", "mark"), b=PASSES.replace("count:", "cuont:"))
    folder.rename(project.path / "checks")
    result = project.runpytest_inprocess("checks")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*a.yaml:4:5:*", "*b.yaml:10:7:*"])
