"""The shipped set in four processes against one external bank, joined: what one process comes to."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from conformance import embedded
from conformance.clock import PARIS
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
NOON = datetime(2026, 11, 25, 12, tzinfo=PARIS)
"""All of them by day: in the evening, while the accounting runs, an account has other balances."""


def came_to(reports: Path) -> tuple[dict[str, str], list[tuple[str, str, frozenset[str], frozenset[str]]]]:
    """The verdicts, by name, and the causes with where they are and what they explain.

    Not the answer that shows each: it is the first one, and of several shards another one comes first.
    """
    story = read(reports / "ledger.jsonl")
    found = causes([sightings(entry) for entry in story.entries], load().register)
    verdicts = {record["name"]: record["outcome"] for record in story.records}
    return verdicts, [(one.promise, one.level, frozenset(one.addresses), frozenset(one.explains)) for one in found]


@pytest.mark.long
def test_four_shards_at_once_come_to_what_one_run_does(shell: Shell) -> None:
    """The last of them is started first, and waits for the others; what was joined is judged again the same."""
    first, target = embedded.start(NOON, faults=FAULTS)
    second, another = embedded.start(NOON, faults=FAULTS)  # the first one's batch accesses of the day are used up
    run = [sys.executable, "-m", "conformance", "run", "-q", f"--now={NOON.isoformat()}"]
    try:
        command = [*run, f"--base-url={target.base_url}", "--reports=whole"]
        whole = subprocess.run(command, cwd=shell.path, capture_output=True, check=False)
        command = [*run, f"--base-url={another.base_url}"]
        shards = [
            subprocess.Popen([*command, f"--reports=r{number}", f"--shard={number}/{OF}"], cwd=shell.path)
            for number in (4, 1, 2, 3)
        ]
        codes = [one.wait() for one in shards]
    finally:
        first.stop()
        second.stop()
    assert (whole.returncode, set(codes)) == (1, {1})
    assert shell("merge", *(f"r{number}" for number in range(1, OF + 1)), "--into=joined", "-q") == 1
    assert came_to(shell.path / "joined") == came_to(shell.path / "whole")
    verification = verify(shell.path / "joined" / "ledger.jsonl").verification
    assert {one.standing for one in verification.verdicts} == {Standing.SAME}
