"""What is played once more: the day changed meanwhile, or an answer differs from an older one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from conformance.client.sender import Sender
from conformance.clock import PARIS, Clock
from conformance.model import Outcome
from tests.support.fakebank import Asked, Reply, as_json
from tests.support.played import Bank, bank, server

__all__ = ["bank", "server"]

FAILS = "  - {GET: /accounts, expect: {status: 404}}\n"


class Calendar(Clock):
    """A clock that is turned by hand."""

    moment = datetime(2026, 6, 17, 12, tzinfo=PARIS)

    def now(self) -> datetime:
        """The moment that was set last."""
        return self.moment


@pytest.fixture
def clock(bank: Bank) -> Calendar:
    """The clock of the run."""
    bank.clock = clock = Calendar()
    return clock


@pytest.fixture
def midnight(bank: Bank, clock: Calendar) -> Bank:
    """The day changes while the bank answers the first request of each day to /t."""

    def turn(asked: Asked) -> Reply:
        clock.moment = datetime(2026, 6, 18, 0, 1, tzinfo=PARIS)
        return as_json({"right": asked.query.get("day") == "2026-06-18"})

    bank.routes["GET /t"] = turn
    return bank


@pytest.fixture
def rests(clock: Calendar, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long a run rested, by its own clock."""
    found: list[float] = []

    def rest(_: Sender, seconds: float) -> None:
        found.append(seconds)
        clock.moment += timedelta(seconds=seconds)

    monkeypatch.setattr(Sender, "rest", rest)
    return found


def test_a_scenario_that_failed_while_the_day_changed_is_played_once_more(midnight: Bank) -> None:
    """Its dates were yesterday's; the second verdict counts."""
    verdict = midnight.play("  - GET: /t\n    query: {day: $today}\n    expect: {equals: {right: true}}\n")
    assert verdict.outcome is Outcome.PASSED
    assert [one for one in midnight.asked if "/t" in one] == ["GET /t?day=2026-06-17", "GET /t?day=2026-06-18"]


def test_it_is_played_only_once_more(midnight: Bank) -> None:
    """A failure that has nothing to do with the day stays one."""
    verdict = midnight.play("  - GET: /t\n    query: {day: $today}\n    expect: {status: 404}\n")
    assert verdict.outcome is Outcome.FAILED
    assert len([one for one in midnight.asked if "/t" in one]) == 2


def test_a_scenario_that_passed_is_not_played_again(midnight: Bank) -> None:
    """Whatever the day."""
    assert midnight.play("  - {GET: /t, expect: {status: 200}}\n").outcome is Outcome.PASSED
    assert len([one for one in midnight.asked if "/t" in one]) == 1


def test_a_warning_that_came_while_the_day_changed_is_no_proof_either(midnight: Bank) -> None:
    """It would blame the bank as well."""
    verdict = midnight.play("  - GET: /t\n    query: {day: $today}\n    should: {equals: {right: true}}\n")
    assert verdict.outcome is Outcome.PASSED


@pytest.mark.parametrize(("begins", "pause"), [("23:59:51", 19.0), ("23:59:59.5", 10.5), ("00:00:05", 5.0)])
def test_where_the_bank_is_some_seconds_ahead_or_behind_it_is_played_when_both_have_one_day(
    bank: Bank, clock: Calendar, rests: list[float], begins: str, pause: float
) -> None:
    """Until then it would come to the same, again."""
    clock.moment = began = datetime.fromisoformat(f"2026-06-17T{begins}").replace(tzinfo=PARIS)
    others = "2026-06-18" if began.hour else "2026-06-16"

    def answer(asked: Asked) -> Reply:
        today = clock.today.isoformat() if rests else others
        return as_json({"right": asked.query.get("day") == today})

    bank.routes["GET /t"] = answer
    verdict = bank.play("  - GET: /t\n    query: {day: $today}\n    expect: {equals: {right: true}}\n")
    assert (verdict.outcome, rests) == (Outcome.PASSED, [pause])


def test_what_passes_at_midnight_waits_for_nothing(bank: Bank, clock: Calendar, rests: list[float]) -> None:
    """Whichever day it is at the bank."""
    clock.moment = datetime(2026, 6, 17, 23, 59, 59, tzinfo=PARIS)
    assert bank.play("  - {GET: /accounts, expect: {status: 200}}\n").outcome is Outcome.PASSED
    assert rests == []


@pytest.mark.parametrize("begins", ["12:00:00", "23:59:49", "00:00:11"])
def test_a_failure_within_one_day_is_not_played_again(bank: Bank, clock: Calendar, begins: str) -> None:
    """Only the change of the day excuses it."""
    clock.moment = datetime.fromisoformat(f"2026-06-17T{begins}").replace(tzinfo=PARIS)
    bank.play(FAILS)
    assert bank.asked == ["GET /accounts"] * 2


ONCE = "  - {GET: /t, keep: {all: t}}\n"


@pytest.fixture
def growing(bank: Bank) -> Bank:
    """A list to which a row is added after the first reading."""
    readings: list[int] = []

    def grown(_: Asked) -> Reply:
        readings.append(len(readings))
        return as_json({"t": [{"resourceId": str(one)} for one in range(min(len(readings), 2))]})

    bank.routes["GET /t"] = grown
    return bank


def test_what_differs_from_an_older_answer_is_read_again(growing: Bank) -> None:
    """What arrived in between is no fault; the second verdict counts."""
    verdict = growing.play(ONCE + "  - {GET: /t, expect: {rows: {t: $all}}}\n")
    assert verdict.outcome is Outcome.PASSED
    assert growing.asked.count("GET /t") == 4


def test_a_should_that_compares_is_read_again_too(growing: Bank) -> None:
    """A warning would blame the bank as well."""
    verdict = growing.play(ONCE + "  - {GET: /t, should: {rows: {t: $all}}}\n")
    assert (verdict.outcome, growing.asked.count("GET /t")) == (Outcome.PASSED, 4)


@pytest.mark.parametrize(
    "step",
    [
        "  - {GET: /t, expect: {rows: {t: $all}, status: 404}}\n",
        "  - {GET: /t, batch: true, expect: {rows: {t: $all}}}\n",
        "  - {GET: /t, expect: {count: {t: 1}}}\n",
    ],
)
def test_what_is_wrong_by_itself_or_cannot_be_repeated_is_not_read_again(growing: Bank, step: str) -> None:
    """Another claim is broken, the second time would cost a batch access, or nothing older is compared."""
    assert growing.play(ONCE + step).outcome is Outcome.FAILED
    assert growing.asked.count("GET /t") == 2
