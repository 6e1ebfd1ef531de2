"""The search finds, shrinks, stops, and never plays a case twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import strategies as st

from conformance.model import Outcome, Place, Scenario, Verdict
from conformance.properties.property import Case
from conformance.properties.search import Search

CASES = st.lists(st.integers(0, 99), max_size=20).map(lambda numbers: Case(steps=tuple({"n": n} for n in numbers)))


def verdict(outcome: Outcome) -> Verdict:
    place = Place(file="x", line=1, column=1)
    scenario = Scenario(name="x", title="x", place=place, covers=(), persona="alix")
    return Verdict(scenario=scenario, outcome=outcome, started=datetime.now(UTC))


def searched(judge: Callable[[list[int]], Outcome], seed: int = 0) -> tuple[Search, list[str]]:
    played: list[str] = []

    def play(text: str) -> Verdict:
        played.append(text)
        return verdict(judge([int(part) for part in text.split()]))

    search = Search(play, lambda case: " ".join(str(step["n"]) for step in case.steps))
    search.run(CASES, 25, seed)
    return search, played


def fails_from(number: int) -> Callable[[list[int]], Outcome]:
    return lambda numbers: Outcome.FAILED if any(n >= number for n in numbers) else Outcome.PASSED


def test_what_holds_is_not_refuted() -> None:
    search, played = searched(lambda _: Outcome.PASSED)
    assert search.refuted is search.stopped is None
    assert len(set(played)) == len(played) > 20


def test_a_failure_is_shrunk_to_the_smallest() -> None:
    search, _ = searched(fails_from(40))
    assert search.refuted is not None
    assert search.refuted[0] == "40"


def test_the_seed_decides() -> None:
    assert searched(fails_from(200), 1)[1] == searched(fails_from(200), 1)[1] != searched(fails_from(200), 2)[1]


def test_what_fails_now_and_then_is_found() -> None:
    asked = 0

    def judge(_: list[int]) -> Outcome:
        nonlocal asked
        asked += 1
        return Outcome.FAILED if asked % 3 == 0 else Outcome.PASSED

    assert searched(judge)[0].refuted is not None


def test_shrinking_is_bounded() -> None:
    _, played = searched(lambda numbers: Outcome.FAILED if sum(numbers) > 300 else Outcome.PASSED)
    assert len(played) < 250


def test_what_cannot_be_judged_ends_it() -> None:
    search, played = searched(lambda numbers: Outcome.BLOCKED if numbers else Outcome.PASSED)
    assert search.refuted is None
    assert search.stopped is not None
    assert len(played) == 2


def test_our_own_fault_is_not_the_banks() -> None:
    def judge(numbers: list[int]) -> Outcome:
        raise KeyError(len(numbers))

    search, played = searched(judge)
    assert search.refuted is None
    assert isinstance(search.broken, KeyError)
    assert len(played) == 1
