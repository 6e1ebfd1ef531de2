"""How workers of xdist share a run; the workers here are made by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.catalogue.turns import Phase, Turn
from conformance.plugin.distribution import ByPersona
from conformance.plugin.shares import is_ours, suffix, without_suffix


class Worker:
    """Plays what it is sent when a test says so."""

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.sent: list[int] = []
        self.shutting_down = False

    def send_runtest_some(self, indices: list[int]) -> None:
        self.sent += indices

    def shutdown(self) -> None:
        self.shutting_down = True


def config(workers: int, dist: str = "load") -> Any:
    """As much of a session's settings as a scheduler looks at."""
    options = {"dist": dist, "tx": ["popen"] * workers}
    return SimpleNamespace(
        getoption=options.get, getvalue=options.get, option=SimpleNamespace(loadscopereorder=True), hook=None
    )


class Session:
    """Workers that have all collected the same."""

    def __init__(self, ids: list[str], workers: int = 2, dist: str = "load") -> None:
        self.ids, self.shares = ids, ByPersona(config(workers, dist), None)
        self.workers = [Worker(f"gw{number}") for number in range(workers)]
        for worker in self.workers:
            self.shares.add_node(worker)
        for worker in self.workers:
            self.shares.add_node_collection(worker, ids)
        self.shares.schedule()
        self.told: dict[str, list[str]] = {worker.gateway.id: [] for worker in self.workers}

    def step(self, worker: Worker) -> bool:
        """Play one item; False where a worker waits: it begins one when it knows the next, or that there is none."""
        if len(worker.sent) < (1 if worker.shutting_down else 2):
            return False
        number = worker.sent.pop(0)
        self.told[worker.gateway.id].append(self.ids[number])
        self.shares.mark_test_complete(worker, number)
        return True

    def play(self) -> dict[str, list[str]]:
        """All of it, each worker in turn; one that has been told to end does so when it has nothing left."""
        open_ones = list(self.workers)
        while open_ones:
            moved = [self.step(worker) for worker in open_ones]
            ended = [one for one in open_ones if one.shutting_down and not one.sent]
            for worker in ended:
                open_ones.remove(worker)
                assert self.shares.remove_node(worker) is None
            assert any(moved) or ended, "everybody waits"
        assert self.shares.tests_finished
        return self.told


def ids(**personas: int) -> list[str]:
    return [f"room::{one}{number}@persona={one}" for one, many in personas.items() for number in range(many)]


LAST = [f"room::last{number}@persona=*" for number in range(3)]


@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_a_persona_stays_with_a_worker_and_what_is_shared_comes_last(workers: int) -> None:
    """Each once; what comes last is played by one worker, when all others have ended."""
    session = Session([*LAST, *ids(marc=7, adam=4, lea=1)], workers)
    told = session.play()
    assert sorted(one for several in told.values() for one in several) == sorted(session.ids)
    for persona in ("marc", "adam", "lea", "*"):
        assert sum(any(one.endswith(f"={persona}") for one in several) for several in told.values()) == 1
    closing = next(several for several in told.values() if LAST[0] in several)
    assert closing[-3:] == LAST


@pytest.mark.parametrize("alone", [LAST, ids(marc=1), ids(marc=2, adam=1), [*LAST[:1], *ids(marc=1)]])
def test_small_sessions_end(alone: list[str]) -> None:
    """With fewer items than workers, or with nothing but what comes last."""
    assert sorted(one for several in Session(alone, 3).play().values() for one in several) == sorted(alone)


def test_the_tests_of_others_are_shared_out_as_the_user_says() -> None:
    """By `--dist`, beside the scenarios."""
    foreign = ["tests/test_a.py::test_1", "tests/test_a.py::test_2", "tests/test_b.py::C::test_3[x@y]"]
    scopes = {
        how: {Session(foreign, dist=how).shares._split_scope(one) for one in foreign} for how in ("load", "loadfile")
    }
    assert scopes == {"load": set(foreign), "loadfile": {"tests/test_a.py", "tests/test_b.py"}}
    told = Session([*foreign, *LAST, *ids(marc=2)]).play()
    assert sum(map(len, told.values())) == 8


def test_a_worker_that_dies_names_the_item_that_it_was_at() -> None:
    """The others play on, and the session ends; what nobody has played is for the run to tell."""
    session = Session([*LAST, *ids(marc=5, adam=5)])
    first, second = session.workers
    assert session.shares.remove_node(first) == session.ids[first.sent[0]]
    while session.step(second):
        pass
    assert {one.partition("@")[2] for one in session.told["gw1"]} == {"persona=adam"}
    assert second.shutting_down
    session.shares.remove_node(second)
    assert not session.shares.nodes


def test_ids_tell_whose_a_scenario_is() -> None:
    """Where all workers have one bank; what several act in is for the last."""
    one, two = Turn(personas=frozenset({"marc"})), Turn(personas=frozenset({"marc", "adam"}))
    whole, batch = (replace(one, phase=phase) for phase in (Phase.WHOLE_BANK, Phase.BATCH))
    turns = one, two, whole, batch
    assert [suffix(turn, shared=True).removeprefix("@persona=") for turn in turns] == ["marc", "*", "*", "*"]
    assert [suffix(turn, shared=False).removeprefix("@persona=") for turn in turns] == ["marc", "adam", "marc", "marc"]
    assert without_suffix("room::a/b@persona=marc") == "room::a/b"
    assert is_ours("room::a/b@persona=*")
    assert not is_ours("tests/test_a.py::test_b@group")
