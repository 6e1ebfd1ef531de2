"""The processes that try faults out: none of them outlives whoever waits for what it finds."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.proof.trial import Trial
from conformance.proof.workers import conducted
from conformance.target.target import Target

PROJECT = Path(__file__).parents[2]


@contextmanager
def bank_without_end(trial: Trial) -> Iterator[Target]:  # noqa: ARG001 - an opener's signature
    """Says that it is there, and keeps its worker busy for good."""
    print("playing", flush=True)
    threading.Event().wait()
    yield from ()


def conduct_for_good() -> None:
    """One trial that never ends, in one worker."""
    list(conducted([Trial(kind="honest", differences=(), scenarios=())], [], bank_without_end, 1))


def test_workers_end_where_their_parent_is_killed() -> None:
    """They hold the other end of its output: it is at its end only once they are gone."""
    words = [sys.executable, "-c", "from tests.proof.test_workers import conduct_for_good as go; go()"]
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline().split() == [b"playing"]
        parent.kill()
        assert parent.communicate(timeout=20)[0] == b""
