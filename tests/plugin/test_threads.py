"""Scenarios in flight: who plays when, and when what was played may be told."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from conformance.catalogue.turns import Phase, Turn
from conformance.errors import Halted
from conformance.plugin.threads import Task, Threads

PATIENCE_S = 20


class Stage:
    """Tasks that begin and end when a test says so; each end is an answer."""

    def __init__(self) -> None:
        self.answers = 0
        self.begun: dict[str, threading.Event] = {}
        self.may_end: dict[str, threading.Event] = {}

    def task(self, name: str, *personas: str, alone: bool = False) -> Task[str]:
        self.begun[name], self.may_end[name] = threading.Event(), threading.Event()
        turn = Turn(personas=frozenset(personas), phase=Phase.WHOLE_BANK if alone else Phase.CONNECTED)

        def play() -> str:
            self.begun[name].set()
            assert self.may_end[name].wait(PATIENCE_S)
            self.answers += 1
            return name

        return Task(turn=turn, play=play)

    def plays(self, name: str) -> bool:
        return self.begun[name].wait(PATIENCE_S)


def told(threads: Threads[str], number: int) -> list[str]:
    """What may be told, as soon as there is so much."""
    found: list[str] = []
    while len(found) < number:
        threads.wait()
        found += [played for _, played, _ in threads.tellable()]
    return found


def test_personas_are_shared_by_nobody() -> None:
    """Another one's scenario is played meanwhile; the whole bank's waits for all."""
    stage = Stage()
    tasks = [stage.task("one", "marc"), stage.task("two", "marc"), stage.task("three", "adam")]
    threads = Threads(dict(enumerate([*tasks, stage.task("alone", "lea", alone=True)])), 4, lambda: stage.answers)
    assert stage.plays("one")
    assert stage.plays("three")
    assert not stage.begun["two"].is_set()
    stage.may_end["one"].set()
    assert stage.plays("two")
    stage.may_end["two"].set()
    assert not stage.begun["alone"].is_set()
    stage.may_end["three"].set()
    assert stage.plays("alone")
    stage.may_end["alone"].set()
    assert sorted(told(threads, 4)) == ["alone", "one", "three", "two"]
    threads.stop()


def test_what_ended_is_told_when_nobody_plays_who_began_before() -> None:
    """Of such a one it is not known yet what in it is secret."""
    stage = Stage()
    threads = Threads({0: stage.task("long", "marc"), 1: stage.task("short", "adam")}, 2, lambda: stage.answers)
    assert stage.plays("long")
    assert stage.plays("short")
    stage.may_end["short"].set()
    threads.wait()
    assert list(threads.tellable()) == []
    stage.may_end["long"].set()
    assert told(threads, 2) == ["short", "long"]
    threads.stop()


def test_stopped_they_end_what_they_have_begun() -> None:
    """Nothing else is begun."""
    stage = Stage()
    threads = Threads({0: stage.task("one", "marc"), 1: stage.task("two", "marc")}, 2, lambda: stage.answers)
    assert stage.plays("one")
    threads.begin_no_more()
    stage.may_end["one"].set()
    threads.stop()
    assert [played for _, played, _ in threads.tellable()] == ["one"]
    assert not stage.begun["two"].is_set()


def raising(error: BaseException) -> Callable[[], str]:
    def play() -> str:
        raise error

    return play


def test_a_fault_of_ours_is_raised_where_it_is_waited_for() -> None:
    """And what was interrupted has come to nothing."""
    turn = Turn(personas=frozenset({"marc"}))
    broken = Threads({0: Task(turn=turn, play=raising(RuntimeError("ours")))}, 1, lambda: 0)
    broken.stop()
    with pytest.raises(RuntimeError, match="ours"):
        broken.wait()
    halted = Threads({0: Task(turn=turn, play=raising(Halted()))}, 1, lambda: 0)
    halted.stop()
    halted.wait()
    assert list(halted.tellable()) == []
