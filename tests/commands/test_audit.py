"""audit, and what `run --har` leaves for it: a run's own archive says what its ledger says."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from conformance.commands.session import play
from tests.support.projects import PASSES, written
from tests.support.shell import Shell, shell

__all__ = ["shell"]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a run that has written its archive."""
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        code = play([f"--reports={folder / 'reports'}", "--har", str(written(folder, passes=PASSES))], quiet=True)
    assert code == 0
    return folder / "reports"


def test_an_archive_of_a_run_says_what_its_ledger_says(shell: Shell, reports: Path) -> None:
    """Word for word, but for the name of the file."""
    assert shell("audit", str(reports)) == 0
    of_ledger = shell.out
    assert shell("audit", str(reports / "traffic.har")) == 0
    assert shell.out.replace("traffic.har", "ledger.jsonl") == of_ledger
    assert "no contradiction in " in of_ledger
    assert "CONFORM" not in of_ledger


def test_an_archive_is_named_and_never_stands_beside_another_run(shell: Shell) -> None:
    """It is among the reports that are told, and goes when a run begins its ledger."""
    written(shell.path, passes=PASSES)
    archive = Path("reports") / "traffic.har"
    assert shell("run", "scenarios", "--har") == 0
    assert str(archive) in shell.out.replace("\n", " ")
    assert (shell.path / archive).exists()
    assert shell("run", "scenarios") == 0
    assert str(archive) not in shell.out.replace("\n", " ")
    assert not (shell.path / archive).exists()


def test_an_archive_is_masked_as_the_ledger_is(reports: Path) -> None:
    """No token is in it."""
    entries = orjson.loads((reports / "traffic.har").read_bytes())["log"]["entries"]
    sent = [header for one in entries for header in one["request"]["headers"]]
    tokens = [header["value"] for header in sent if header["name"] == "Authorization"]
    assert tokens
    assert all(token.startswith("Bearer ***") for token in tokens)


def test_a_contradiction_is_1(shell: Shell, reports: Path) -> None:
    """In text and JSON, on the terminal and in a file."""
    archive = (reports / "traffic.har").read_text(encoding="utf-8")
    Path("wrong.har").write_text(
        archive.replace('\\"currency\\":\\"EUR\\"', '\\"currency\\":\\"EURO\\"'), encoding="utf-8"
    )
    assert shell("audit", "wrong.har") == 1
    assert "CONTRADICTION  GET /accounts" in shell.out
    assert shell("audit", "wrong.har", "--format=json", "-o", "audit.json") == 1
    assert shell.out == ""
    assert orjson.loads(Path("audit.json").read_bytes())["contradictions"] > 0


def test_nothing_to_judge_is_3(shell: Shell, reports: Path) -> None:
    """Where the bank is said to be another one."""
    assert shell("audit", str(reports / "traffic.har"), "--base-url=https://bank.example/stet/psd2/v1.4.2") == 3
    assert "several hosts" in shell.out


def test_what_cannot_be_read_is_2(shell: Shell) -> None:
    """With the place."""
    Path("cut.har").write_text('{"log": {"entries": [', encoding="utf-8")
    assert shell("audit", "cut.har") == 2
    assert "cut.har is no HTTP archive" in shell.err
    assert "line 1, column" in shell.err
    assert shell("audit", "nowhere.har") == 2
    assert shell("audit", "cut.har", "--target=a.yaml", "--base-url=https://bank.example/stet/psd2/v1.4.2") == 2
