"""The shipped set in four processes against one external bank, joined: what one process comes to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance import embedded
from conformance.ledger.ledger import read
from conformance.report.causes import causes
from conformance.report.sightings import sightings
from conformance.specs import load
from conformance.verification.result import Standing
from conformance.verification.verify import verify
from tests.support.shell import Shell, shell

__all__ = ["shell"]
FAULTS = ("dates-without-hyphens", "links-outside-the-api")
OF = 4


def came_to(reports: Path) -> tuple[dict[str, str], list[tuple[str, frozenset[str]]]]:
    """The verdicts, by name, and the causes with what they explain."""
    story = read(reports / "ledger.jsonl")
    found = causes([sightings(entry) for entry in story.entries], load().register)
    verdicts = {record["name"]: record["outcome"] for record in story.records}
    return verdicts, [(one.sentence, frozenset(one.explains)) for one in found]


@pytest.mark.long
def test_four_shards_at_once_come_to_what_one_run_does(shell: Shell) -> None:
    """The last of them is started first, and waits for the others; what was joined is judged again the same."""
    bank, target = embedded.start(faults=FAULTS)
    command = [sys.executable, "-m", "conformance", "run", f"--base-url={target.base_url}", "-q"]
    try:
        whole = subprocess.run([*command, "--reports=whole"], cwd=shell.path, capture_output=True, check=False)
        shards = [
            subprocess.Popen([*command, f"--reports=r{number}", f"--shard={number}/{OF}"], cwd=shell.path)
            for number in (4, 1, 2, 3)
        ]
        codes = [one.wait() for one in shards]
    finally:
        bank.stop()
    assert (whole.returncode, set(codes)) == (1, {1})
    assert shell("merge", *(f"r{number}" for number in range(1, OF + 1)), "--into=joined", "-q") == 1
    assert came_to(shell.path / "joined") == came_to(shell.path / "whole")
    verification = verify(shell.path / "joined" / "ledger.jsonl").verification
    assert {one.standing for one in verification.verdicts} == {Standing.SAME}
