"""Processes of a fleet: so many at once, one for a host; none is left, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from conformance.errors import ExitCode
from conformance.fleet.examined import Examined
from conformance.fleet.fleetfile import Establishment
from conformance.fleet.flying import Command, Flight
from tests.support.fleets import establishment

NAMED = """
import pathlib, sys
target = next(word for word in sys.argv if word.startswith("--target=")).partition("=")[2]
log = pathlib.Path(sys.argv[1])
def note(word):
    with log.open("a") as file:
        file.write(f"{word} {target}\\n")
"""
ENDS = f"""{NAMED}
note("begins")
print("the bank is away")
note("ends")
sys.exit(int(target.rpartition("-")[2]))
"""
WAITS = f"""{NAMED}
note("begins")
print("begun", flush=True)
sys.stdin.read()
note("let go")
sys.exit(1 if target.endswith("B") else 130)
"""


def runs(script: str, log: Path, targets: Mapping[str, Path]) -> Command:
    """What is started instead of a run."""

    def words(one: Establishment, folder: Path) -> list[str]:
        assert folder.is_dir()
        return [sys.executable, "-S", "-c", script, str(log), f"--target={targets[one.short]}"]

    return words


def test_each_ends_with_its_own_code_and_two_of_one_host_follow_each_other(tmp_path: Path) -> None:
    """What had no ledger is told by its code and what it said."""
    several = [
        establishment("A"),
        establishment("B", "https://same.example"),
        establishment("C", "https://same.example"),
    ]
    targets = {"A": Path("a-2"), "B": Path("b-3"), "C": Path("c-77")}
    flight = Flight(several, tmp_path, {}, runs(ENDS, tmp_path / "log", targets))
    told: list[str] = []
    flight.run(3, lambda one: told.append(one.short))
    assert sorted(told) == ["A", "B", "C"]
    found = {name: (one.word, one.exit_code, one.reason) for name, one in flight.examined.items()}
    assert found == {
        "A": ("NOT RUN", ExitCode.MISTAKE, "the bank is away"),
        "B": ("COULD NOT RUN", ExitCode.COULD_NOT_RUN, "the bank is away"),
        "C": ("BROKEN", ExitCode.BROKEN, "the bank is away"),
    }
    lines = [line for line in (tmp_path / "log").read_text().splitlines() if not line.endswith("a-2")]
    assert lines == ["begins b-3", "ends b-3", "begins c-77", "ends c-77"]


def test_where_the_fleet_is_stopped_its_runs_are_let_go(tmp_path: Path) -> None:
    """They end by themselves, so that each bank is put back as it was; what they were at is cut off.

    With any code: one that has hardly begun ends by a traceback.
    """
    several = [establishment(name) for name in ("A", "B", "C", "D")]
    targets = {one.short: Path(f"t-{one.short}") for one in several}
    targets_begun: list[str] = []

    class Stops(dict[str, Path]):
        """Interrupts where the third is to begin."""

        def __getitem__(self, short: str) -> Path:
            if len(targets_begun) == 2:
                for one in targets_begun:
                    while b"begun" not in (tmp_path / one / "output.txt").read_bytes():
                        pass
                raise KeyboardInterrupt
            targets_begun.append(short)
            return targets[short]

    def tell(one: Examined) -> None:
        raise AssertionError(one)

    flight = Flight(several, tmp_path, {}, runs(WAITS, tmp_path / "log", Stops()))
    with pytest.raises(KeyboardInterrupt):
        flight.run(4, tell)
    told = flight.overview("group", {}, interrupted=True)
    assert ([one.short for one in told.examined], told.missing) == (["A", "B"], ("C", "D"))
    lines = (tmp_path / "log").read_text().splitlines()
    assert sorted(lines) == ["begins t-A", "begins t-B", "let go t-A", "let go t-B"]
    found = {(one.word, one.reason, one.exit_code) for one in flight.examined.values()}
    assert found == {("INCOMPLETE", "interrupted", ExitCode.INTERRUPTED)}
    assert told.code is ExitCode.INTERRUPTED


def test_what_ends_by_a_signal_or_cannot_be_begun_says_so(tmp_path: Path) -> None:
    """Each for itself: the others are examined."""
    (tmp_path / "FILE").write_text("no folder")
    scripts = {"KILLED": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "SILENT": "import sys; sys.exit(3)"}
    flight = Flight(
        [establishment(name) for name in ("FILE", *scripts)],
        tmp_path,
        {},
        lambda one, _: [sys.executable, "-S", "-c", scripts[one.short]],
    )
    told: list[str] = []
    flight.run(1, lambda one: told.append(one.short))
    assert told == ["FILE", "KILLED", "SILENT"]
    found = {name: (one.word, one.reason) for name, one in flight.examined.items()}
    assert found["FILE"][0] == "COULD NOT RUN"
    assert "FILE cannot be written" in found["FILE"][1]
    assert found["SILENT"] == ("COULD NOT RUN", "what it said could not be written (is the disk full?)")
    if os.name == "posix":
        assert found["KILLED"] == ("BROKEN", "its process was ended by SIGTERM")
