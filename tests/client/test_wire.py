"""Pace and bounds."""

import gzip
import time
import zlib
from collections.abc import Iterator

import pytest

from conformance.client import wire
from conformance.client.wire import Pace, timely, unpacked
from conformance.model import MORE_THAN_ANSWERED, packing_note, repetition_note


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


TEXT = b'{"balances": [' + b"1," * 200 + b"2]}"
MEMBERS = gzip.compress(TEXT[:100]) + gzip.compress(b"") + gzip.compress(TEXT[100:])


@pytest.mark.parametrize("size", [1, 2, 3, 17, 10_000])
@pytest.mark.parametrize("behind", [b"", b"\x00", b"\x00" * 40, b"\r\n"])
def test_the_members_of_a_gzip_body_are_one_text(size: int, behind: bytes) -> None:
    """RFC 1952, 2.2; however they are cut on their way, and whatever stands behind them that is none."""
    packed = MEMBERS + behind
    pieces = iter([packed[at : at + size] for at in range(0, len(packed), size)])
    assert unpacked(pieces, "gzip", 10_000) == (TEXT, "")
    assert next(pieces, None) is None, "the answer is read to its end"


@pytest.mark.parametrize("most", [0, 99, 100, 101, 150])
def test_members_unpack_no_further_than_needed(most: int) -> None:
    """All of them together."""
    assert unpacked([MEMBERS], "gzip", most) == (TEXT[: most + 1], "")


@pytest.mark.parametrize("end", [1, 10, 60, len(MEMBERS) - 9, len(MEMBERS) - 1])
def test_a_gzip_body_that_is_cut_is_told_as_such(end: int) -> None:
    """In its first member, in the last one, or in the sums behind it: not as JSON that stops in the middle."""
    _content, note = unpacked([MEMBERS[:end]], "gzip", 10_000)
    assert note == "the body is not compressed as its Content-Encoding `gzip` says: it is cut short"
    assert packing_note(f"attempt 1: no answer; {note}") == note


DEFLATED = zlib.compress(TEXT)


@pytest.mark.parametrize(("body", "cut"), [(b"", False), (DEFLATED, False), (DEFLATED[:-1], True)])
def test_a_deflated_body_is_whole_or_cut(body: bytes, cut: bool) -> None:
    """An answer without a body is neither."""
    content, note = unpacked([body], "deflate", 10_000)
    assert content == (TEXT if body else b"")
    assert note.endswith("it is cut short") is cut


def test_a_second_member_that_is_broken_is_told() -> None:
    """Its checksum is looked at as the first one's."""
    _content, note = unpacked([MEMBERS[:-8] + b"\0" * 8], "gzip", 10_000)
    assert "incorrect data check" in note


def test_neither_packing_nor_what_came_beyond_an_answer_tells_of_a_repetition() -> None:
    """A request that was sent twice may count twice."""
    _content, note = unpacked([MEMBERS[:50]], "gzip", 10_000)
    assert repetition_note(f"{MORE_THAN_ANSWERED}; {note}") == repetition_note("") == ""
    assert repetition_note(f"attempt 1: no answer; {note}") == "attempt 1: no answer; "
    assert repetition_note("attempt 1: no answer") == "attempt 1: no answer"
