"""Hosts that do not answer: given up, tried now and then, taken back."""

from __future__ import annotations

import pytest

from conformance.client.outages import Outages
from conformance.errors import Unreachable

HOST = "bank.example"


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def lost(outages: Outages, watch: Watch, took_s: float = 0.0, host: str = HOST) -> str:
    """One call without an answer; what is raised."""
    begun = outages.begin(host)
    watch.now += took_s
    return str(outages.unanswered(host, Unreachable("no answer"), begun))


def test_three_in_a_row() -> None:
    """The third is still told as it was; from then on a call is only a try."""
    watch = Watch()
    outages = Outages(watch)
    assert [lost(outages, watch) for _ in range(3)] == ["no answer"] * 3
    assert outages.given_up(HOST)
    assert lost(outages, watch) == "gave up after 3 calls without an answer; the last: no answer"


def test_a_try_takes_a_tenth_of_the_time() -> None:
    """One that took two seconds is followed by twenty of silence."""
    watch = Watch()
    outages = Outages(watch)
    for _ in range(4):
        lost(outages, watch, took_s=2)
    watch.now += 19.9
    with pytest.raises(Unreachable, match="gave up after 3 calls"):
        outages.begin(HOST)
    watch.now += 0.1
    assert outages.begin(HOST) == watch.now


def test_one_that_refuses_at_once_is_tried_often() -> None:
    """That costs nothing."""
    watch = Watch()
    outages = Outages(watch)
    for _ in range(10):
        lost(outages, watch)
    assert outages.begin(HOST) == watch.now


def test_an_answer_ends_it() -> None:
    """Whoever gets it: three more are needed to give the host up again."""
    watch = Watch()
    outages = Outages(watch)
    for _ in range(4):
        lost(outages, watch, took_s=5)
    outages.answered(HOST)
    assert not outages.given_up(HOST)
    assert [lost(outages, watch) for _ in range(2)] == ["no answer"] * 2
    assert not outages.given_up(HOST)


def test_each_host_for_itself() -> None:
    """Where the screens of a login are silent, the API is asked."""
    watch = Watch()
    outages = Outages(watch)
    for _ in range(4):
        lost(outages, watch, took_s=5)
    assert lost(outages, watch, host="other.example") == "no answer"
