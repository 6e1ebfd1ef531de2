"""The reports of a run: JUnit, HTML, Allure; drawn again they are the same, and no secret is in them."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from conformance import specs
from conformance.sandbox import Running
from conformance.target.load import bare_target
from conformance.world import open_world
from tests.support.projects import FAILS, PASSES
from tests.support.sessions import Ran, of_rules, scenarios


def test_junit_knows_requirements_and_verdicts(mixed: Ran) -> None:
    """pytest's own JUnit file: folder as class, scenario as name, as output what it has no word for."""
    assert mixed.ret == 1
    cases = ElementTree.parse(mixed.path / "reports" / "junit.xml").getroot().iter("testcase")
    by_name = {case.get("name"): case for case in cases}
    fails = by_name["balances/fails"]
    assert fails.get("classname") == "balances"
    told = (fails.findtext("system-out") or "").splitlines()
    for one in ("requirement=AT-BAL-2", "verdict=failed", "persona=marc", "endpoint=GET /accounts/{id}/balances"):
        assert f"[[PROPERTY|{one}]]" in told
    assert told[-2:] == ["[[PROPERTY|file=scenarios/balances/fails.yaml]]", "[[PROPERTY|line=2]]"]
    assert "wanted   4" in (fails.find("failure").text or "")  # type: ignore[union-attr]
    assert by_name["balances/skipped"].find("skipped") is not None
    assert "[[PROPERTY|verdict=warned]]" in (by_name["balances/warns"].findtext("system-out") or "")


def test_the_html_report_is_one_page(mixed: Ran) -> None:
    """Self-contained: it opens anywhere, has the word and the rows in it, and leads into the dossier for all else."""
    assert mixed.ret == 1
    page = (mixed.path / "reports" / "report.html").read_text(encoding="utf-8")
    assert "<style" in page
    assert 'href="assets' not in page
    for text in ("NOT CONFORM", "of 33 acceptance tests", "balances/warns", "dossier.html#scenario-balances/warns"):
        assert text in page
    assert "TOKEN_MARC_AISP" not in page, "what was exchanged stands in the dossier"
    assert not (mixed.path / "reports" / "assets").exists()


def test_allure_results_are_written(mixed: Ran) -> None:
    """One result per scenario with its steps; what an earlier run left is gone."""
    assert mixed.ret == 1
    folder = mixed.path / "reports" / "allure-results"
    results = {
        one["fullName"]: one for one in map(json.loads, (path.read_text() for path in folder.glob("*-result.json")))
    }
    assert {name: one["status"] for name, one in results.items() if name not in of_rules(mixed)} == {
        "balances/passes": "passed", "balances/warns": "passed",
        "balances/fails": "failed", "balances/skipped": "skipped",
    }  # fmt: skip
    for step in results["balances/fails"]["steps"]:
        for attachment in step["attachments"]:
            assert (folder / attachment["source"]).read_text().startswith(">>> ")


def test_the_users_own_report_paths_win(project: pytest.Pytester) -> None:
    """`--html`, `--junitxml` and `--alluredir` are known to every pytest user."""
    folder = scenarios(project, passes=PASSES)
    result = project.runpytest_inprocess(
        str(folder),
        "--html=mine.html",
        "--junitxml=mine.xml",
        "--alluredir=mine",
        "--reports=elsewhere",
        "-p",
        "allure_pytest",
    )
    assert result.ret == 0
    assert "elsewhere/dossier.html#scenario-balances/passes" in (project.path / "mine.html").read_text()
    assert "AT-BAL-1" in (project.path / "mine.xml").read_text()
    told = [json.loads(path.read_text()) for path in (project.path / "mine").glob("*-result.json")]
    by_name = {one["fullName"]: one for one in told}
    assert "AT-BAL-1" in json.dumps(by_name["balances/passes"]["labels"])
    assert (len(told), by_name["rules/balances"]["status"]) == (len(by_name), "passed")
    assert {path.name for path in (project.path / "elsewhere").iterdir()} == {
        "dossier.html", "ledger.jsonl", "judged-by.tar.gz", "summary.md",
    }  # fmt: skip


def test_a_planted_token_reaches_no_artefact(project: pytest.Pytester, bank: Running) -> None:
    """Not the terminal, not the ledger, not one of the reports; and the replay line names a variable instead."""
    with open_world(bare_target(bank.base_url, {}), specs.load()) as world:
        canary = world.tokens.access("marc", "aisp")
    assert canary
    (project.path / "target.yaml").write_text(
        f"name: planted\nbase_url: {bank.base_url}\ntokens:\n  marc: {{aisp: '{canary}'}}\n", encoding="utf-8"
    )
    echoing = FAILS.replace(
        "    expect:", f"    headers: {{X-Echo: '{canary}'}}\n    query: {{q: '{canary}'}}\n    expect:"
    )
    scenarios(project, canary=echoing)
    result = project.runpytest_inprocess("scenarios", "--target", "target.yaml", "-v")
    assert result.ret == 1
    files = [path for path in (project.path / "reports").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".jsonl", ".html", ".xml", ".json", ".txt"}
    for path in files:
        content = path.read_bytes()
        told = gzip.decompress(content) if path.suffix == ".gz" else content
        assert canary.encode() not in told, path
    assert canary not in result.stdout.str() + result.stderr.str()
    result.stdout.fnmatch_lines(["*X-Echo: [*][*][*]*TOKEN_MARC_AISP*"])


def normal(page: str) -> str:
    """An HTML report without the moment at which it was drawn and the time that this took."""
    page = re.sub(r"Report generated on .*? by", "", page)
    return re.sub(r"\d+ tests? took .*?\.</p>", "", page)


def test_a_report_drawn_again_is_the_same(
    mixed: Ran, project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTML, JUnit and Allure from the ledger equal those of the run; nothing is sent for them."""
    assert mixed.ret == 1
    monkeypatch.chdir(mixed.path)
    again = project.runpytest_inprocess("reports/ledger.jsonl", "--reports=again")
    again.stdout.fnmatch_lines(["NOT CONFORM  *"])
    pages = [(mixed.path / folder / "report.html").read_text() for folder in ("reports", "again")]
    assert normal(pages[0]) == normal(pages[1])

    def cases(folder: str) -> list[tuple[Any, ...]]:
        root = ElementTree.parse(mixed.path / folder / "junit.xml").getroot()
        return [
            (case.get("classname"), case.get("name"), case.get("time"), [ElementTree.tostring(child) for child in case])
            for case in root.iter("testcase")
        ]

    def results(folder: str) -> list[dict[str, Any]]:
        found = [
            json.loads(path.read_text()) for path in (mixed.path / folder / "allure-results").glob("*-result.json")
        ]
        for one in found:
            one.pop("uuid")
            for step in one.get("steps", ()):
                for attachment in step.get("attachments", ()):
                    attachment["source"] = (mixed.path / folder / "allure-results" / attachment["source"]).read_text()
        return sorted(found, key=lambda one: str(one["fullName"]))

    assert cases("reports") == cases("again")
    assert results("reports") == results("again")
    assert not (mixed.path / "again" / "ledger.jsonl").exists()
