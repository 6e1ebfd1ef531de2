"""The dossier is drawn by a run, and again from its ledger: the same page, with the ledger in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.commands import session
from conformance.errors import ExitCode
from conformance.ledger.in_page import ledger_of
from conformance.ledger.reading import Story, is_ledger, read
from conformance.plugin.run import Run
from conformance.sandbox import start
from conformance.specs import scenarios_folder
from tests.support.sessions import Ran


def test_a_run_draws_it_from_its_ledger_and_again(
    mixed: Ran, project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte the same, with the whole ledger in it; the rows of report.html lead there."""
    folder = mixed.path / "reports"
    page = (folder / "dossier.html").read_bytes()
    assert ledger_of(page) == (folder / "ledger.jsonl").read_bytes()
    assert b"NOT CONFORM" in page
    assert "dossier.html#scenario-balances/fails" in (folder / "report.html").read_text(encoding="utf-8")
    monkeypatch.chdir(mixed.path)
    project.runpytest_inprocess("reports/ledger.jsonl", "--reports=again")
    assert (mixed.path / "again" / "dossier.html").read_bytes() == page


def test_the_page_will_do_where_a_ledger_is_asked_for(
    mixed: Ran, project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All reports come from it again; it is not written over, and one without a ledger is none."""
    monkeypatch.chdir(mixed.path)
    ledger = (mixed.path / "reports" / "ledger.jsonl").read_bytes()
    sent = mixed.path / "sent.html"
    sent.write_bytes((mixed.path / "reports" / "dossier.html").read_bytes())
    project.runpytest_inprocess("sent.html", "--reports=by-page").stdout.fnmatch_lines(["NOT CONFORM  *"])
    assert ledger_of((mixed.path / "by-page" / "dossier.html").read_bytes()) == ledger
    over = project.runpytest_inprocess("by-page/dossier.html", "--reports=by-page")
    over.stderr.fnmatch_lines(["*a report would be written over it*"])
    assert not is_ledger(mixed.path / "reports" / "report.html")
    assert read(sent).complete


def test_the_language_may_be_asked_for(mixed: Ran, project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the environment says it."""
    monkeypatch.chdir(mixed.path)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    project.runpytest_inprocess("reports/ledger.jsonl", "--reports=env")
    project.runpytest_inprocess("reports/ledger.jsonl", "--reports=asked", "--lang=en")
    texts = [(mixed.path / name / "dossier.html").read_text(encoding="utf-8") for name in ("env", "asked")]
    assert ["NON CONFORME" in texts[0], "NON CONFORME" in texts[1]] == [True, False]


def test_another_documentation_than_the_cited_one_is_refused(mixed: Ran, project: pytest.Pytester) -> None:
    """Before anything is sent."""
    (mixed.path / "other.txt").write_text("another", encoding="utf-8")
    ledger = mixed.path / "reports" / "ledger.jsonl"
    result = project.runpytest_inprocess(str(ledger), "--reports=x", f"--documentation={mixed.path / 'other.txt'}")
    result.stderr.fnmatch_lines(["*another text than the one whose lines are cited*"])


@pytest.mark.parametrize("option", ["--mask-personal-data", "--in-flight=2", "--ledger=ledger.jsonl.zst"])
def test_what_a_run_keeps_of_its_ledger_is_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    """The page is drawn from what is kept, which is as it would be read; of a bank with a fault too."""
    told: list[Story] = []

    def noted(run: Run) -> Story:
        told.append(as_it_was(run))
        return told[-1]

    as_it_was = Run.told
    monkeypatch.setattr(Run, "told", noted)
    bank = start(faults=["date-to-inclusive"])
    try:
        words = [f"--reports={tmp_path}", f"--base-url={bank.base_url}", "--only=transactions", option]
        assert session.play([*words, str(scenarios_folder())], quiet=True) is ExitCode.NOT_CONFORM
    finally:
        bank.stop()
    (written,) = tmp_path.glob("ledger.jsonl*")
    assert told[-1] == read(written)
