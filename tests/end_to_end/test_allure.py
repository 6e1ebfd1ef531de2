"""Allure reads what a run writes for it: each verdict arrives with its word, its promise and its exchanges."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support import tools
from tests.support.projects import BY_DAY, FAILS, PASSES, SKIPPED, WARNS, written

pytestmark = pytest.mark.long("allure")
STATUS = {"passed": "passed", "warned": "passed", "failed": "failed", "skipped": "skipped"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of four scenarios, one of each usual verdict, and the report that Allure makes of it."""
    path = tmp_path_factory.mktemp("allure")
    written(path, passes=PASSES, fails=FAILS, warns=WARNS, skipped=SKIPPED)
    run = [sys.executable, "-m", "conformance", "run", "scenarios", *BY_DAY]
    assert subprocess.run(run, cwd=path, capture_output=True, check=False).returncode == 1
    generate = [str(tools.node("allure")), "generate", "reports/allure-results", "--output", "site"]
    subprocess.run(generate, cwd=path, capture_output=True, check=True, timeout=120)
    return path


def verdicts(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "reports" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if record["kind"] == "verdict"]


def shown(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("site/data/test-results/*.json")]


def tags(result: dict[str, Any], name: str) -> list[str]:
    return [label["value"] for label in result["labels"] if label["name"] == name]


def test_every_verdict_is_counted_as_what_it_is(folder: Path) -> None:
    """Warned is passed, and says so by a tag."""
    outcomes = [verdict["outcome"] for verdict in verdicts(folder)]
    counted = json.loads((folder / "site" / "widgets" / "statistic.json").read_text(encoding="utf-8"))
    assert counted == {"total": len(outcomes), **Counter(STATUS[outcome] for outcome in outcomes)}
    assert sorted(outcomes) == sorted(word for one in shown(folder) for word in tags(one, "tag") if word in STATUS)


def test_a_failure_says_what_the_terminal_says(folder: Path) -> None:
    """The claim, what was wanted and what came; the promise as story; the exchanges as attachments of the step."""
    (failed,) = (one for one in shown(folder) if one["status"] == "failed")
    assert failed["error"]["message"].startswith("FAILED balances/fails: count: ")
    assert "    wanted   4\n    got      3" in failed["error"]["trace"]
    assert failed["error"]["trace"].startswith("FAILED  balances/fails")
    assert [story.partition(":")[0] for story in tags(failed, "story")] == ["AT-BAL-2"]
    links = [part["link"] for part in failed["steps"][-1]["steps"] if part["type"] == "attachment"]
    files = [folder / "site" / "data" / "attachments" / f"{link['id']}{link['ext']}" for link in links]
    assert ["/balances" in file.read_text(encoding="utf-8") for file in files] == [True]
