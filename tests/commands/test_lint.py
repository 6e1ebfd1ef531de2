"""lint --target: the list of known deviations is read before anything is sent, every mistake at its column."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.shell import Shell, shell

__all__ = ["shell"]

TARGET = "name: bank\nbase_url: https://bank.example/stet/psd2/v1.4.2\ndeviations: known.yaml\n"
SCENARIO = """# yaml-language-server: $schema=../../specs/scenario.schema.json
title: The list of accounts is answered
covers: [ACC-01]
as: marc
steps:
  - GET: /accounts
    expect: {status: 200}
  - follow: _links.balances
    expect: {count: {balances: 3}}
"""
PARTICULARS = "reason: known to the bank, owner: Jeanne, ticket: B-1"


@pytest.fixture
def project(shell: Shell) -> Shell:
    """A target with a list, and one scenario."""
    folder = shell.path / "scenarios" / "mine"
    folder.mkdir(parents=True)
    (folder / "list.yaml").write_text(SCENARIO, encoding="utf-8")
    (shell.path / "bank.yaml").write_text(TARGET, encoding="utf-8")
    return shell


def write(path: Path, *entries: str, expires: str = "2099-01-01") -> None:
    """A list with these entries."""
    rows = "".join(f"  - {{{entry}, {PARTICULARS}, expires: {expires}}}\n" for entry in entries)
    (path / "known.yaml").write_text(f"deviations:\n{rows}", encoding="utf-8")


WRONG = {
    "scenario: mine/lsit": "16: no scenario is called `mine/lsit` (did you mean `mine/list`?)",
    "scenario: mine/list, step: 3": "33: mine/list has no step 3: it has 2 steps",
    "scenario: mine/list, step: GET /account": (
        "33: mine/list has no step `GET /account` (did you mean `GET /accounts`?)"
    ),
    "scenario: mine/list, step: follow _links.balances, claim: cuont balances": (
        "64: that step claims nothing by the word `cuont` (did you mean `count`?)"
    ),
    "scenario: mine/list, step: 1, claim: count balances": "43: that step claims nothing by the word `count`",
    "scenario: rules/errors, claim: count": "37: the rule claims nothing by the word `count`",
    "promise: TRX-0222, address: GET /accounts, came: {status: 200}": "15: no requirement is called `TRX-0222`",
}
"""Entries, and what is said of each, from the column on."""
UNREADABLE = {"scenario: mine/list, ste: 1": "27: `ste` is not known here (did you mean `step`?)"}
MIXED = {"scenario: mine/list, address: GET /accounts": "27: `address` goes with `promise`"}


@pytest.mark.parametrize("entries", [WRONG, UNREADABLE, MIXED], ids=["wrong", "unreadable", "mixed"])
def test_what_an_entry_speaks_of_and_is_not_there(project: Shell, entries: dict[str, str]) -> None:
    """It would excuse nothing, and be told as stale only after a run; all entries are told at once."""
    write(project.path, *entries)
    assert project("lint", "--target", "bank.yaml") == 2
    unsaid = [says for row, says in enumerate(entries.values(), 2) if f"known.yaml:{row}:{says}" not in project.err]
    assert unsaid == [], project.err


def test_a_list_that_speaks_of_what_there_is(project: Shell) -> None:
    """Steps by number or name, what a verb itself finds, rules, promises."""
    write(
        project.path,
        "scenario: mine/list, step: 1, claim: status, came: {status: 404}",
        "scenario: mine/list, step: follow _links.balances, claim: follow, came: {status: 200}",
        "promise: TRX-02, address: GET /accounts, came: {status: 200}",
    )
    assert project("lint", "--target", "bank.yaml") == 0
    assert project.out.endswith(" scenarios, 3 known deviations, no mistake\n")
    assert not project.err


def test_mistakes_of_scenarios_and_list_are_told_at_once(project: Shell) -> None:
    """And with the files named that were asked for, other names are nobody's mistake."""
    write(project.path, "scenario: accounts/of-another-folder, step: 1, claim: status, came: {status: 404}")
    assert project("lint", "scenarios", "--target", "bank.yaml") == 0
    wrong = project.path / "scenarios" / "mine" / "list.yaml"
    wrong.write_text(SCENARIO.replace("as: marc", "as: mark"), encoding="utf-8")
    write(project.path, "promise: TRX-0222, address: GET /accounts, came: {status: 200}")
    assert project("lint", "scenarios", "--target", "bank.yaml") == 2
    assert "`mark` is not a known persona" in project.err
    assert "no requirement is called `TRX-0222`" in project.err


def test_an_expired_entry_and_one_of_the_older_form_are_told(project: Shell) -> None:
    """As a run would: stale is 5; the older form is only warned of."""
    write(project.path, "scenario: mine/list", expires="2020-01-01")
    assert project("lint", "--target", "bank.yaml") == 5
    assert "known.yaml:2:91: the deviation of mine/list expired on 2020-01-01" in project.err
    assert "has no `step`, no `claim`, no `came`" in project.err


def test_a_target_that_is_wrong(project: Shell) -> None:
    """Beside what is wrong with scenarios."""
    (project.path / "bank.yaml").write_text(TARGET.replace("name", "nmae"), encoding="utf-8")
    assert project("lint", "--target", "bank.yaml") == 2
    assert "bank.yaml:1:1: `nmae` is not known here (did you mean `name`?)" in project.err
