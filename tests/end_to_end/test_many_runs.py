"""Two hundred runs in one process leave nothing behind: a session of somebody's own tests may begin many."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from conformance import embedded
from conformance.commands.session import play
from conformance.sandbox import Running
from conformance.target.target import Target
from tests.support.documents import target_file
from tests.support.projects import ADAM, PASSES, written

WARM: Final = 50
"""After so many, all that is kept on purpose is there."""
RUNS: Final = 200
MOST_KIB: Final = 20 * 1024
"""Of memory, for a hundred and fifty runs: a run that was held on to is five times as much by itself."""


class Held(NamedTuple):
    """What a process holds."""

    threads: int
    descriptors: int
    kib: int
    objects: int


@pytest.fixture
def bank() -> Iterator[tuple[Running, Target]]:
    running, target = embedded.start()
    yield running, target
    running.stop()


def held() -> Held:
    """Now, without garbage."""
    gc.collect()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    descriptors = sum(1 for _ in Path("/proc/self/fd").iterdir())
    return Held(threading.active_count(), descriptors, int(resident), len(gc.get_objects()))


@pytest.mark.long
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells so simply what a process holds")
def test_two_hundred_runs_leave_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bank: tuple[Running, Target]
) -> None:
    """Neither threads nor descriptors, and no memory that grows with the runs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bank.yaml").write_text(target_file("again", bank[1]), encoding="utf-8")
    folder = str(written(tmp_path, a=PASSES, b=ADAM))
    before = held()
    for number in range(RUNS):
        if number == WARM:
            before = held()
        words = ["--target=bank.yaml", "--in-flight=3"] if number % 2 else ["--target=bank.yaml"]
        assert play([*words, folder], quiet=True) == 0
    after = held()
    print(before, after)
    assert after.threads <= before.threads
    assert after.descriptors <= before.descriptors + 2  # a connection may be idle, and be there or not
    assert after.objects < before.objects * 1.05
    assert after.kib < before.kib + MOST_KIB
