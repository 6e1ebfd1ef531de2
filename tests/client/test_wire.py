"""Pace and bounds."""

import time
from collections.abc import Iterator

import pytest

from conformance.client import wire
from conformance.client.wire import Pace, timely, unpacked


class Watch:
    """Stands in for the time: sleeping only moves its hands."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, list[float]()

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def test_so_many_a_second_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five a second leave 0.2 s apart; a pause is not made up for by a burst."""
    watch = Watch()
    monkeypatch.setattr(wire, "time", watch)
    pace = Pace(5)
    for _ in range(3):
        pace.wait()
    watch.now += 10
    pace.wait()
    pace.wait()
    assert watch.slept == [0.2, 0.2, 0.2]


def test_without_a_rate_nothing_waits() -> None:
    """Mocks are asked as fast as they answer."""
    started = time.perf_counter()
    pace = Pace(None)
    for _ in range(10_000):
        pace.wait()
    assert time.perf_counter() - started < 1


def test_chunks_are_read_no_further_than_needed() -> None:
    """A body without end is left where the limit is."""
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 1000

    for coding in ("", "br"):
        read.clear()
        content, _note = unpacked(endless(), coding, 10_000)
        assert len(content) == 10_001
        assert len(read) == 11


def test_a_body_that_drips_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a piece of it comes."""
    watch = Watch()
    monkeypatch.setattr(wire, "time", watch)

    def dripping() -> Iterator[bytes]:
        while True:
            watch.sleep(1)
            yield b"x"

    with pytest.raises(TimeoutError):
        b"".join(timely(dripping(), 30))
    assert len(watch.slept) == 31
