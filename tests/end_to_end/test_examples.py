"""Generated cases as pytest items: found, told as a scenario, kept, and the same for the same seed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import catalogue, specs
from conformance.sandbox import start

FAULT = "date-to-inclusive"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One run of the command line in a folder."""
    command = [sys.executable, "-m", "conformance", "run", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_properties_run_beside_the_scenarios(tmp_path: Path) -> None:
    """Against a right bank they pass, and stand in the ledger like scenarios."""
    done = run(tmp_path, "--only", "properties", "--examples", "5")
    assert done.returncode == 0, done.stdout + done.stderr
    ledger = (tmp_path / "reports" / "ledger.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in ledger.splitlines()]
    names = {line["name"] for line in lines if line["kind"] == "verdict"}
    assert {"properties/consents", "properties/filters", "properties/pages", "properties/tokens"} <= names


@pytest.mark.long
def test_a_counter_example_is_told_and_kept_as_a_scenario(tmp_path: Path) -> None:
    """What breaks the rule is printed, shrunk, and written as a file that is a scenario of its own right."""
    bank = start(faults=(FAULT,))
    try:
        words = (
            "--only",
            "properties/filters",
            "--examples",
            "40",
            "--keep-examples",
            "found",
            "--base-url",
            bank.base_url,
        )
        done = run(tmp_path, *words)
        again = run(tmp_path, *words)
    finally:
        bank.stop()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAILED  properties/filters" in done.stdout
    (kept,) = (tmp_path / "found").glob("*.yaml")
    assert again.returncode == 1
    assert catalogue.load_file(kept, specs.load()).covers


@pytest.mark.parametrize("budget", ["many", "0", "-3"])
def test_an_impossible_budget_is_a_mistake(tmp_path: Path, budget: str) -> None:
    """Told in one line, with exit code 2, before anything is sent."""
    done = run(tmp_path, f"--examples={budget}")
    assert done.returncode == 2
    assert "this is not a number of examples" in done.stdout + done.stderr
