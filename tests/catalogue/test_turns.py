"""Whose turn it is: what scenarios hold, who plays next, and how soon a run can end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance import catalogue, specs
from conformance.catalogue.turns import Busiest, Phase, Turn, Waiting, bound, logs_in_twice, recommended, takes, turn_of
from conformance.model import Scenario


@pytest.fixture(scope="module")
def shipped() -> dict[str, Scenario]:
    return {one.name: one for one in catalogue.load([specs.scenarios_folder()], specs.load())}


def turn(*personas: str, weight: float = 1, phase: Phase = Phase.CONNECTED) -> Turn:
    return Turn(personas=frozenset(personas), weight=weight, phase=phase)


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
    phases = {name: turn_of(one).phase for name, one in shipped.items()}
    assert phases["refresh/after-181-days"] is phases["authorize/time-out-comes-back"] is Phase.WHOLE_BANK
    assert phases["quotas/accounts-four-a-day"] is Phase.WHOLE_BANK
    assert phases["accounts/batch-and-connected-alike"] is Phase.BATCH, (
        "it takes one, and leaves the counting to others"
    )
    assert phases["balances/marc-three"] is Phase.CONNECTED
    for one in shipped.values():
        alone = one.given.clock is not None or one.given.quotas is not None
        assert phases[one.name] is Phase.WHOLE_BANK if alone else True, one.name
        assert phases[one.name] is not Phase.CONNECTED if one.takes_batch_accesses else True, one.name


def test_who_wants_one_too_many_refused_counts(shipped: dict[str, Scenario]) -> None:
    """Also where no fresh accesses are asked for: given back for somebody else meanwhile, there would be one more."""
    counts = shipped["quotas/accounts-four-a-day"]
    careless = replace(counts, needs=(), given=replace(counts.given, quotas=None))
    assert turn_of(careless).phase is Phase.WHOLE_BANK


def test_the_shipped_scenarios_are_spread_over_the_personas(shipped: dict[str, Scenario]) -> None:
    """So that in flight a run of all of them ends in two fifths of the time."""
    assert bound(map(turn_of, shipped.values())).share <= 0.4


def test_two_logins_at_once_hold_the_turn_to_log_in(shipped: dict[str, Scenario]) -> None:
    """Nobody else's login comes between them."""
    assert logs_in_twice(shipped["refresh/new-login-ends-the-old-access-token"])
    assert not logs_in_twice(shipped["balances/marc-three"])


def test_nobody_is_played_twice_at_once() -> None:
    """The busiest first, then whoever shares nobody with those who are playing; the whole bank's alone, after them."""
    whole = Phase.WHOLE_BANK
    turns = [turn("lea", phase=whole), turn("adam"), turn("marc"), turn("marc"), turn("marc", "adam")]
    turns.append(turn("marc", phase=whole))
    assert played(turns, 4) == [[1, 2], [3], [4], [0], [5]]
    assert played(turns, 1) == [[2], [1], [3], [4], [0], [5]]


def test_batch_accesses_are_taken_last_beside_each_other() -> None:
    """When those that count them have had theirs."""
    turns = [turn("marc", phase=Phase.BATCH), turn("adam", phase=Phase.BATCH), turn("adam", phase=Phase.BATCH)]
    turns += [turn("lea", phase=Phase.WHOLE_BANK), turn("thomas")]
    assert played(turns, 4) == [[4], [3], [0, 1], [2]]


def test_the_bound_is_the_busiest_and_what_is_alone() -> None:
    """Of the time of one after the other; a scenario of several counts for each of them."""
    turns = [turn("marc", weight=4), turn("adam", weight=5), turn("marc", "adam", weight=2)]
    turns += [turn("marc", phase=Phase.WHOLE_BANK, weight=1)]
    turns += [turn(name, phase=Phase.BATCH, weight=3) for name in ("marc", "lea")]
    found = bound(turns)
    assert (found.connected, found.batch) == (Busiest(persona="adam", weight=7), Busiest(persona="marc", weight=3))
    assert (found.whole_bank, found.total) == (1, 18)
    assert found.share == pytest.approx(11 / 18)
    assert bound([]).share == 1
    assert takes(turns, 4) == 11
    assert takes(turns, 1) == 18


def test_one_more_in_flight_must_be_worth_it() -> None:
    """Where one persona has nearly all to do, no number helps."""
    assert recommended([turn("marc", weight=99), turn("adam")]) == 1
    assert recommended([turn(name, weight=10) for name in ("marc", "adam", "lea")]) == 3
    assert recommended([]) == 1
