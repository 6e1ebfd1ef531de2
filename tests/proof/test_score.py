"""The score that reports tell: that of the very set that ships, with all that judges, or none."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from conformance import specs
from conformance.proof import score

COUNTS = {
    "faults": 600, "caught": 600, "places": 520, "places_caught": 519, "places_of": 1150, "seed": 7,
    "variations": 110, "false_alarms": 0,
}  # fmt: skip


TEXTS = {
    "requirements": "requirements/balances.yaml",
    "ambiguities": "ambiguities.yaml",
    "errors": "errors.yaml",
    "cast": "cast.yaml",
    "schemas": "stet-1.4.2/balances.json",
    "rules": "rules/pages.yaml",
}


def folder(tmp_path: Path) -> Path:
    for name in ("scenarios/accounts/one.yaml", *TEXTS.values(), "scenario.schema.json", "places.yaml"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("title: x\n", encoding="utf-8")
    return tmp_path / "scenarios"


def test_the_score_is_told_for_the_scenarios_it_was_measured_with(tmp_path: Path) -> None:
    """All figures, in one sentence."""
    scenarios = folder(tmp_path)
    score.record(tmp_path, scenarios, COUNTS)
    told = score.statement(tmp_path, scenarios)
    assert told == (
        "600 of 600 planted faults caught for the right reason, 519 of 520 at one place only (of 1150 such, seed 7), "
        "0 false alarms over 110 harmless variations"
    )


def test_a_score_of_fewer_figures_is_none(tmp_path: Path) -> None:
    """What an older version measured is not told in the words of this one."""
    scenarios = folder(tmp_path)
    score.record(tmp_path, scenarios, COUNTS)
    file = tmp_path / score.FILE
    file.write_text(file.read_text(encoding="utf-8").replace('"places_of"', '"of"'), encoding="utf-8")
    assert score.statement(tmp_path, scenarios).startswith("not measured")


@pytest.mark.parametrize(("group", "text"), [("scenarios", "scenarios/accounts/two.yaml"), *TEXTS.items()])
def test_where_anything_that_judges_is_another_there_is_no_score(tmp_path: Path, group: str, text: str) -> None:
    """A figure that was measured with other scenarios, rules, schemas, promises … is not told, and why is."""
    scenarios = folder(tmp_path)
    score.record(tmp_path, scenarios, COUNTS)
    (tmp_path / text).write_text("title: y\n", encoding="utf-8")
    told = score.statement(tmp_path, scenarios)
    assert told == f"not measured for this set, but for one with other {group} (stet-conformance prove)"


@pytest.mark.parametrize("name", ["scenario.schema.json", "places.yaml"])
def test_what_decides_no_verdict_leaves_the_score(tmp_path: Path, name: str) -> None:
    """How our files are written, and where rules can be asked."""
    scenarios = folder(tmp_path)
    score.record(tmp_path, scenarios, COUNTS)
    (tmp_path / name).write_text("title: y\n", encoding="utf-8")
    assert score.statement(tmp_path, scenarios).startswith("600 of 600 ")


def test_a_score_of_the_scenarios_alone_is_none(tmp_path: Path) -> None:
    """An older version kept their digest only: what judged them is not known."""
    scenarios = folder(tmp_path)
    score.record(tmp_path, scenarios, COUNTS)
    file = tmp_path / score.FILE
    kept = orjson.loads(file.read_bytes())
    kept["scenarios_sha256"] = kept.pop("measured_with")["scenarios"]
    file.write_bytes(orjson.dumps(kept))
    assert score.statement(tmp_path, scenarios) == "not measured for this set (stet-conformance prove)"


def test_nothing_measured_nothing_told(tmp_path: Path) -> None:
    """Neither a missing nor a broken file is a score."""
    scenarios = folder(tmp_path)
    assert score.statement(tmp_path, scenarios).startswith("not measured")
    (tmp_path / score.FILE).write_text("{", encoding="utf-8")
    assert score.statement(tmp_path, scenarios).startswith("not measured")


def test_a_shipped_score_is_perfect() -> None:
    """What reports tell of the shipped scenarios is a perfect score, or that they changed since it was measured."""
    told = score.statement(specs.specs_folder(), specs.scenarios_folder())
    figures = [word for word in told.split() if word.isdecimal()]
    assert told.startswith("not measured") or (figures[0] == figures[1] and " 0 false alarms " in told)
