"""The score that reports tell: that of the very scenarios that ship, or none."""

from __future__ import annotations

from pathlib import Path

from conformance import specs
from conformance.proof import score

COUNTS = {
    "faults": 600, "caught": 600, "places": 520, "places_caught": 519, "places_of": 1150, "seed": 7,
    "variations": 110, "false_alarms": 0,
}  # fmt: skip


def folder(tmp_path: Path) -> Path:
    scenarios = tmp_path / "scenarios"
    (scenarios / "accounts").mkdir(parents=True)
    (scenarios / "accounts" / "one.yaml").write_text("title: x\n", encoding="utf-8")
    return scenarios


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


def test_a_changed_scenario_has_no_score(tmp_path: Path) -> None:
    """A figure that was measured with other scenarios is not told."""
    scenarios = folder(tmp_path)
    score.record(tmp_path, scenarios, COUNTS)
    (scenarios / "accounts" / "two.yaml").write_text("title: y\n", encoding="utf-8")
    assert score.statement(tmp_path, scenarios).startswith("not measured for these scenarios")


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
