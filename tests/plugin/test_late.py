"""Rules in a session: told once at its end, in every report, whatever was selected."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from conformance.sandbox import Running, start
from tests.support.projects import ADAM, PASSES, SKIPPED
from tests.support.sessions import ledger, of_rules, scenarios, verdicts


@pytest.fixture(scope="module")
def wrong_bank() -> Iterator[Running]:
    """Its amounts have a comma."""
    running = start(faults=["amounts-with-a-comma"])
    yield running
    running.stop()


def of_the_rule(project: pytest.Pytester) -> dict[str, object]:
    (line,) = [one for one in ledger(project) if one.get("name") == "rules/balances"]
    return line


@pytest.mark.parametrize("more", [(), ("-n", "2", "--dist", "loadgroup")], ids=["alone", "workers"])
def test_a_broken_body_is_one_red_item(
    project: pytest.Pytester, wrong_bank: Running, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scenarios keep their verdicts; terminal, JUnit, Allure, HTML and the ledger have the rule, added up."""
    monkeypatch.setenv("STET_CLIENT_ID", "PSDFR-ACPR-13807")
    folder = scenarios(project, a=PASSES, b=ADAM)
    result = project.runpytest_subprocess(str(folder), "--base-url", wrong_bank.base_url, *more)
    assert result.ret == 1
    assert verdicts(project) == {"balances/a": "passed", "balances/b": "passed"}
    red = {name for name, word in of_rules(project).items() if word == "failed"}
    assert red == {"rules/balances", "rules/accounts"}
    line = of_the_rule(project)
    assert line["tally"] == {"held": 0, "broken": 2}
    (finding,) = line["findings"]  # type: ignore[misc]
    assert (finding["promise"], finding["of"], finding["source"]) == (
        "SCH-20",
        "stet",
        "STET part 2, AmountType.amount",
    )
    assert finding["seen"] == {
        "answers": 2, "of": 2, "addresses": ["/accounts/{accountResourceId}/balances"], "personas": ["adam", "marc"],
    }  # fmt: skip
    shown = [one for one in ledger(project) if one["kind"] == "exchange" and one["number"] == finding["exchange"]]
    assert shown[0]["request"]["url"].endswith("/balances")
    words = Counter([*verdicts(project).values(), *of_rules(project).values()])
    assert {key: number for key, number in ledger(project)[-1]["counts"].items() if number} == words
    result.assert_outcomes(passed=words["passed"], failed=words["failed"], skipped=words["skipped"])
    suite = next(ElementTree.parse(project.path / "reports" / "junit.xml").getroot().iter("testsuite"))
    assert (suite.get("failures"), suite.get("tests")) == ("2", str(words.total()))
    told = [json.loads(one.read_text()) for one in (project.path / "reports" / "allure-results").glob("*-result.json")]
    assert {one["fullName"] for one in told if one["status"] == "failed"} == red
    assert "rules/balances" in (project.path / "reports" / "report.html").read_text(encoding="utf-8")
    again = project.runpytest_subprocess("reports/ledger.jsonl", "--reports", "again")
    again.assert_outcomes(passed=words["passed"], failed=words["failed"], skipped=words["skipped"])


def test_no_rule_is_told_where_no_scenario_was_played(project: pytest.Pytester) -> None:
    """Not where all are skipped, and not where none is selected."""
    folder = scenarios(project, a=SKIPPED)
    project.runpytest_subprocess(str(folder)).assert_outcomes(skipped=1)
    assert of_rules(project) == {}


def test_a_rule_that_fails_ends_no_session_early(project: pytest.Pytester, wrong_bank: Running) -> None:
    """`-x` is about what is played."""
    folder = scenarios(project, a=PASSES)
    result = project.runpytest_subprocess(str(folder), "--base-url", wrong_bank.base_url, "-x")
    assert result.ret == 1
    assert ledger(project)[-1]["end"] == "whole"
    result.stdout.no_fnmatch_line("*stopping after*")
