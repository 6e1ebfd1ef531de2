"""What a run was asked to do, resolved once."""

from __future__ import annotations

import pytest

from tests.support.projects import PASSES
from tests.support.sessions import scenarios


def test_everything_that_is_wrong_is_told_at_once(project: pytest.Pytester) -> None:
    """The options and the target file, each with its own message."""
    folder = scenarios(project, passes=PASSES)
    (project.path / "bank.yaml").write_text("nmae: x\n", encoding="utf-8")
    words = ("--now=yesterday", "--examples=many", "--target=bank.yaml")
    result = project.runpytest_inprocess(str(folder), *words)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "*--now yesterday is not a valid moment*",
            "*bank.yaml:1:1: *",
            "*--examples many: this is not a number*",
        ]
    )
    assert not (project.path / "reports").exists()


def test_what_is_wrong_when_a_scenario_turns_up_ends_the_session_too(project: pytest.Pytester) -> None:
    """Nothing announced it, so that the options were not looked at before."""
    folder = scenarios(project, passes=PASSES)
    (folder / "balances").rename(project.path / "elsewhere")
    for number in range(60):
        (project.path / f"{number:02}.yaml").write_text("services: {}\n", encoding="utf-8")
    result = project.runpytest_inprocess(".", "--now=yesterday")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--now yesterday is not a valid moment*"])
