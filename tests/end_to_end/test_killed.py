"""A run that is killed, at fifty moments: what is left is told as what it is, and what was whole before stays."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import orjson
import pytest

from conformance import catalogue, embedded, specs
from conformance.ledger import ledger
from conformance.sandbox import Running
from conformance.target.target import Target
from tests.support.documents import target_file
from tests.support.shell import Shell, shell

__all__ = ["shell"]

MOMENTS: Final = 50
SCENARIOS: Final = 60


@pytest.fixture
def bank() -> Iterator[tuple[Running, Target]]:
    running, target = embedded.start()
    yield running, target
    running.stop()


@pytest.mark.long
def test_killed_at_fifty_moments(shell: Shell, bank: tuple[Running, Target]) -> None:
    """No whole line is lost, nothing incomplete looks complete, and one complete ledger is always there."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    drawn = random.Random(seed)
    _, target = bank
    (shell.path / "bank.yaml").write_text(target_file("killed", target), encoding="utf-8")
    known = catalogue.load([specs.scenarios_folder()], specs.load())
    names = drawn.sample(sorted(one.name for one in known), SCENARIOS)
    assert run(shell.path, names, None) in (0, 1)
    size = (shell.path / "reports" / "ledger.jsonl").stat().st_size
    words = [killed(shell, names, int(drawn.uniform(0.0, 1.1) * size)) for _ in range(MOMENTS)]
    assert words.count("INCOMPLETE") > MOMENTS / 2, words


def killed(shell: Shell, names: list[str], written: int) -> str:
    """The word of what is left in the folder after a run was killed that had written so many bytes of its ledger."""
    run(shell.path, names, written)
    reports = shell.path / "reports"
    file, before = reports / "ledger.jsonl", reports / "ledger.previous.jsonl"
    assert any(complete(one) for one in (file, before)), written
    code = shell("report", str(file))
    found = re.search(r"^([A-Z ]+)  killed · ", shell.out, re.MULTILINE)
    assert found is not None, shell.out
    word = found[1]
    lines = [orjson.loads(line) for line in file.read_bytes().split(b"\n")[:-1]]
    told = {record["name"] for record in ledger.read(file).records}
    assert {line["name"] for line in lines if line["kind"] == "verdict"} == told
    assert (word == "INCOMPLETE") == (lines[-1]["kind"] != "footer"), shell.out
    assert (code == 130) == (word == "INCOMPLETE"), code
    return word


def run(folder: Path, names: list[str], written: int | None) -> int:
    """The exit code of a run; where it is killed, something else than that of one."""
    file = folder / "reports" / "ledger.jsonl"
    before = beginning(file)
    only = [word for name in names for word in ("--only", name)]
    words = [sys.executable, "-m", "conformance", "run", "--target=bank.yaml", *only]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        while written is not None and child.poll() is None:
            if beginning(file) not in (b"", before) and file.stat().st_size >= written:
                child.kill()
                break
            time.sleep(0.002)
        return child.wait()


def beginning(file: Path) -> bytes:
    """What tells the ledger of one run from that of another; b"" where there is none."""
    try:
        with file.open("rb") as opened:
            return opened.read(300)
    except OSError:
        return b""


def complete(file: Path) -> bool:
    """Whether a ledger has its end."""
    return file.exists() and b'"kind":"footer"' in file.read_bytes().rstrip().rpartition(b"\n")[2]
