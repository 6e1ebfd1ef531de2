"""Planted defects, told by cause: in the terminal, the page, JUnit, Allure, and again from the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conformance import deviations
from conformance.sandbox import Running, start
from tests.support.shell import Shell, shell

__all__ = ["shell"]

HEADER = "# yaml-language-server: $schema=../../specs/scenario.schema.json\n"
OFTEN = f"""{HEADER}title: The list of accounts is answered whenever it is asked for
covers: [ACC-01]
as: marc
steps:
  - GET: /accounts
    times: 12
    expect:
      status: 200
"""
Bank = Callable[..., Running]


@pytest.fixture
def bank() -> Iterator[Bank]:
    """Starts a bank with these defects."""
    running: list[Running] = []

    def opened(*faults: str) -> Running:
        running.append(start(faults=faults))
        return running[-1]

    yield opened
    for one in running:
        one.stop()


def told(text: str) -> list[str]:
    """The sentences of the causes that a terminal has shown."""
    return re.findall(r"^CAUSE \d+  (.*)$", text, re.M)


def test_a_comma_in_the_amounts_is_one_cause_everywhere(shell: Shell, bank: Bank) -> None:
    """Before all that it made fail; the same again from the ledger; and accepted, the same run is green."""
    at = f"--base-url={bank('amounts-with-a-comma').base_url}"
    names = [f"--only=balances/{name}" for name in ("marc-three", "euros-only-marc", "adam-zero")]
    assert shell("run", at, *names) == 1
    first, *others = told(shell.out)
    assert "balanceAmount.amount" in first
    assert not others
    assert shell.out.index("CAUSE 1") < shell.out.index("FAILED  ")
    assert f"  causes            1. {first} (" in shell.out
    reports = shell.path / "reports"
    page = (reports / "dossier.html").read_text(encoding="utf-8")
    assert page.index('id="cause-1"') < page.index("documented acceptance tests")
    cases = ElementTree.parse(reports / "junit.xml").getroot().iter("testcase")
    messages = {str(one.get("message")) for case in cases for one in case.findall("failure")}
    assert messages
    assert all(message.startswith(f"cause 1: {first}") for message in messages)
    categories = json.loads((reports / "allure-results" / "categories.json").read_text(encoding="utf-8"))
    named = [one["name"] for one in categories if one["name"].startswith("cause ")]
    assert [one.startswith(f"cause 1: {first}") for one in named] == [True]
    assert shell("report", "reports/ledger.jsonl", "--reports=again") == 1
    assert told(shell.out) == [first]
    assert json.loads((shell.path / "again" / "allure-results" / "categories.json").read_text()) == categories
    _accept(reports / "new-deviations.yaml", shell.path / "known.yaml")
    root = at.removeprefix("--base-url=").replace("v1.4.2", "oauth")
    (shell.path / "bank.yaml").write_text(
        f"name: b\n{at.removeprefix('--').replace('base-url=', 'base_url: ')}\ndeviations: known.yaml\n"
        f"oauth: {{authorize_url: '{root}/authorize', token_url: '{root}/token', client_id: PSDFR-ACPR-13807,"
        " redirect_uri: 'https://myAPP.fr/Home/OAuth2Callback'}\n",
        encoding="utf-8",
    )
    assert shell("run", "--target=bank.yaml", *names) == 0
    assert "PARTIAL" in shell.out
    assert "may hide another failure" not in shell.out


def _accept(new: Path, known: Path) -> None:
    """What a person does with the entries of a run."""
    text = new.read_text(encoding="utf-8").replace("expires: CHANGE ME", "expires: 2099-01-01")
    known.write_text(text, encoding="utf-8")
    assert deviations.load(known)


def test_two_defects_of_two_chapters_are_two_causes(shell: Shell, bank: Bank) -> None:
    """Whatever else they break."""
    at = f"--base-url={bank('amounts-with-a-comma', 'list-post-answered').base_url}"
    assert shell("run", at, "--only=balances/marc-three", "--only=accounts/post-not-allowed") == 1
    assert len(told(shell.out)) >= 2
    assert "POST /accounts answers 200 where 405 is due" in shell.out


def test_an_intermittent_defect_says_how_often(shell: Shell, bank: Bank) -> None:
    """Some of so many, of the same request."""
    folder = shell.path / "scenarios" / "mine"
    folder.mkdir(parents=True)
    (folder / "often.yaml").write_text(OFTEN, encoding="utf-8")
    assert shell("run", f"--base-url={bank('every-third-list-500').base_url}", "scenarios") == 1
    assert told(shell.out) == ["GET /accounts answers 500 where 200 is due"]
    assert re.search(r"seen     in [345] of 12 answers \(intermittent: ", shell.out)
    assert re.search(r"X-Request-ID|exchange \d+ of the ledger", shell.out)
    assert shell("run", f"--base-url={bank().base_url}", "scenarios", "-q") == 0


def test_in_short_there_is_a_line_for_the_word_and_one_for_the_cause(shell: Shell, bank: Bank) -> None:
    """`-q` prints nothing else."""
    at = f"--base-url={bank('amounts-with-a-comma').base_url}"
    assert shell("run", "-q", at, "--only=balances/marc-three") == 1
    assert re.fullmatch(r"NOT CONFORM  [^\n]*\n  causes            1\. .*\n", shell.out)
