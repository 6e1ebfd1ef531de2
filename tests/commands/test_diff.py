"""diff: two ledgers, in every form, with every exit code."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import orjson
import pytest

from conformance import specs
from conformance.clock import PARIS
from conformance.commands.session import play
from conformance.sandbox import start
from tests.support.projects import PASSES, SKIPPED, written
from tests.support.shell import Shell, shell

__all__ = ["shell"]
ROOM = "balances"
NOON = datetime(2026, 11, 24, 12, tzinfo=PARIS)
"""Not while the nightly batch runs: what its balances are is not compared then."""
SHIPPED = [str(path) for path in specs.scenarios_folders()]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of some runs of one folder of the catalogue, against banks that differ."""
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, different in {
            "honest": {},
            "again": {},
            "variation": {"variations": ["instant-balance-dated"]},
            "fault": {"faults": ["balances-in-dollars"]},
        }.items():
            bank = start(port=0, now=NOON, **different)
            try:
                play(
                    [
                        f"--base-url={bank.base_url}",
                        f"--now={NOON:%Y-%m-%dT%H:%M}",
                        f"--reports={name}",
                        f"--only={ROOM}",
                        *SHIPPED,
                    ],
                    quiet=True,
                )
            finally:
                bank.stop()
    return folder


def test_one_bank_twice_says_nothing(shell: Shell, runs: Path) -> None:
    """Whatever the port, the moment, the tokens and the request ids."""
    assert shell("diff", str(runs / "honest"), str(runs / "again")) == 0
    assert shell.out == shell.err == ""


def test_a_harmless_difference_is_drift(shell: Shell, runs: Path) -> None:
    """It fails nothing unless that is asked for, and is named."""
    assert shell("diff", str(runs / "honest"), str(runs / "variation")) == 0
    assert "referenceDate" in shell.out
    assert "NEWLY FAILING" not in shell.out
    assert shell("diff", "--fail-on=drift", str(runs / "honest"), str(runs / "variation")) == 1


def test_a_fault_is_newly_failing(shell: Shell, runs: Path) -> None:
    """And gone the other way round."""
    assert shell("diff", str(runs / "honest" / "ledger.jsonl"), str(runs / "fault")) == 1
    assert "NEWLY FAILING" in shell.out
    assert "value currency: EUR -> USD" in shell.out
    assert shell("diff", str(runs / "fault"), str(runs / "honest")) == 0
    assert "GONE" in shell.out


def test_every_form_can_be_written_into_a_file(shell: Shell, runs: Path) -> None:
    """Nothing is printed then."""
    for form in ("text", "markdown", "json", "html"):
        assert shell("diff", str(runs / "honest"), str(runs / "fault"), f"--format={form}", "-o", f"d.{form}") == 1
        assert shell.out == ""
    assert orjson.loads((shell.path / "d.json").read_bytes())["newly_failing"]
    assert (shell.path / "d.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert shell("diff", str(runs / "honest"), str(runs / "fault"), "-o", "none/here") == 3


def test_other_scenarios_are_not_comparable(shell: Shell, runs: Path) -> None:
    """What the first run has judged has vanished, which is red; the other way round nothing is in common."""
    written(shell.path, passes=PASSES, skipped=SKIPPED)
    shell("run", "scenarios", "--reports=own")
    assert shell("diff", str(runs / "honest"), "own") == 1
    assert "VANISHED" in shell.out


def test_what_is_no_ledger_is_a_mistake(shell: Shell) -> None:
    """A file that is not there, a folder without one, or with several, and a file that is something else."""
    (shell.path / "empty").mkdir()
    (shell.path / "a.jsonl").write_text('{"kind":"verdict"}\n', encoding="utf-8")
    for wrong, says in {"nowhere": "there is no nowhere", "empty": "no ledger in empty", "a.jsonl": "a.jsonl"}.items():
        assert shell("diff", wrong, wrong) == 2
        assert says in shell.err
