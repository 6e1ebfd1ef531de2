"""Whose turn it is: what scenarios hold, who plays next, and how soon a run can end."""

from __future__ import annotations

import pytest

from conformance import catalogue, specs
from conformance.catalogue.turns import Turn, Waiting, bound, logs_in_twice, recommended, takes, turn_of
from conformance.model import Scenario


@pytest.fixture(scope="module")
def shipped() -> dict[str, Scenario]:
    return {one.name: one for one in catalogue.load([specs.scenarios_folder()], specs.load())}


def turn(*personas: str, weight: float = 1, alone: bool = False) -> Turn:
    return Turn(personas=frozenset(personas), weight=weight, whole_bank=alone)


def played(turns: list[Turn], at_once: int) -> list[list[int]]:
    """The places that are played together, each round until all of it has ended."""
    waiting, rounds = Waiting(dict(enumerate(turns))), []
    while waiting:
        now: dict[int, Turn] = {}
        while len(now) < at_once and (found := waiting.next(list(now.values()))):
            now[found[0]] = found[1]
        rounds.append(sorted(now))
    return rounds


def test_a_scenario_holds_all_who_act_in_it(shipped: dict[str, Scenario]) -> None:
    """The one at its head, and everybody that a step names."""
    assert turn_of(shipped["refresh/new-login-leaves-other-customers"]).personas > {"marie"}
    for one in shipped.values():
        actors = {step.actor for step in one.answered} - {None}
        assert turn_of(one).personas >= {one.persona, *actors}
    meanwhile = [one for one in shipped.values() if logs_in_twice(one) and len(turn_of(one).personas) > 1]
    assert meanwhile, "somebody logs in between the screens of another one's login"


def test_clock_and_counters_are_the_whole_banks(shipped: dict[str, Scenario]) -> None:
    """What moves the one, or has the others set back for everybody."""
    alone = {name for name, one in shipped.items() if turn_of(one).whole_bank}
    assert {"refresh/after-181-days", "quotas/accounts-four-a-day", "authorize/time-out-comes-back"} <= alone
    assert all(one.name in alone for one in shipped.values() if one.given.clock or one.takes_batch_accesses)
    assert "balances/marc-three" not in alone


def test_two_logins_at_once_hold_the_turn_to_log_in(shipped: dict[str, Scenario]) -> None:
    """Nobody else's login comes between them."""
    assert logs_in_twice(shipped["refresh/new-login-ends-the-old-access-token"])
    assert not logs_in_twice(shipped["balances/marc-three"])


def test_nobody_is_played_twice_at_once() -> None:
    """The busiest first, then whoever shares nobody with those who are playing; the whole bank's alone, at the end."""
    turns = [turn(alone=True), turn("adam"), turn("marc"), turn("marc"), turn("marc", "adam"), turn("lea", alone=True)]
    assert played(turns, 4) == [[1, 2], [3], [4], [0], [5]]
    assert played(turns, 1) == [[2], [1], [3], [4], [0], [5]]


def test_the_bound_is_the_busiest_and_what_is_alone() -> None:
    """Of the time of one after the other; a scenario of several counts for each of them."""
    turns = [turn("marc", weight=4), turn("adam", weight=5), turn("marc", "adam", weight=2), turn(alone=True, weight=1)]
    found = bound(turns)
    assert (found.persona, found.busiest, found.whole_bank, found.total) == ("adam", 7, 1, 12)
    assert found.share == pytest.approx(8 / 12)
    assert bound([]).share == 1
    assert takes(turns, 4) == 8
    assert takes(turns, 1) == 12


def test_one_more_in_flight_must_be_worth_it() -> None:
    """Where one persona has nearly all to do, no number helps."""
    assert recommended([turn("marc", weight=99), turn("adam")]) == 1
    assert recommended([turn(name, weight=10) for name in ("marc", "adam", "lea")]) == 3
    assert recommended([]) == 1
