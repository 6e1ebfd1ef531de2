"""The one clock of a run."""

import os
import time
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from conformance.clock import PARIS, Clock, day_of, moment
from conformance.errors import Mistakes


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_it_is_paris_time_wherever_the_machine_stands(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 23:30 UTC in summer it is already tomorrow in Paris."""
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with time_machine.travel(datetime(2026, 6, 16, 23, 30, tzinfo=UTC), tick=False):
            assert Clock().today == date(2026, 6, 17)
            assert Clock().now().isoformat() == "2026-06-17T01:30:00+02:00"
    finally:
        monkeypatch.undo()
        assert os.environ.get("TZ") == before
        time.tzset()


def test_it_ticks_through_the_night_that_lacks_an_hour() -> None:
    """On 29 March 2026 the hour from two to three does not exist."""
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False) as machine:
        clock = Clock(paris("2026-03-29T01:59:59"))
        machine.shift(1)
        assert clock.now().isoformat() == "2026-03-29T03:00:00+02:00"


def test_it_ticks_through_the_night_that_has_an_hour_twice() -> None:
    """On 25 October 2026 an hour after 02:30 it is 02:30 again."""
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False) as machine:
        clock = Clock(paris("2026-10-25T02:30:00"))
        machine.shift(3600)
        assert clock.now().isoformat() == "2026-10-25T02:30:00+01:00"
        assert clock.today == date(2026, 10, 25)


def test_a_scenario_may_move_it_and_put_it_back() -> None:
    """`set` goes on from the new moment, `reset` as the run began."""
    with time_machine.travel(datetime(2026, 6, 1, 10, tzinfo=UTC), tick=False) as machine:
        clock = Clock()
        clock.set(paris("2026-12-31T23:59:30"))
        machine.shift(45)
        assert clock.today == date(2027, 1, 1)
        clock.reset()
        assert clock.now() == datetime(2026, 6, 1, 10, 0, 45, tzinfo=UTC)


def test_a_moment_without_a_zone_is_one_in_paris() -> None:
    """So `--now 2026-06-17T12:00` means noon in Paris."""
    clock = Clock(datetime(2026, 6, 17, 12))
    assert abs(clock.now() - paris("2026-06-17T12:00:00")) < timedelta(seconds=5)


def test_a_run_that_chose_its_moment_comes_back_to_it() -> None:
    """`reset` means the moment of the run, not the machine's."""
    clock = Clock(paris("2026-06-17T12:00:00"))
    clock.set(paris("2030-01-01T00:00:00"))
    clock.reset()
    assert clock.today == date(2026, 6, 17)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-16T21:59:49Z", date(2026, 6, 16)),
        ("2026-06-16T21:59:51Z", None),
        ("2026-06-16T22:00:09Z", None),
        ("2026-06-16T22:00:10Z", date(2026, 6, 17)),
        ("2026-06-17T00:00:00Z", date(2026, 6, 17)),
    ],
)
def test_some_seconds_from_midnight_in_paris_the_day_is_not_known(text: str, day: date | None) -> None:
    """At the bank it may be another."""
    assert day_of(datetime.fromisoformat(text)) == day


@pytest.mark.parametrize(
    ("since", "now", "turned", "seconds"),
    [
        ("2026-06-17T10:00:00", "2026-06-17T23:59:49", False, 0.0),
        ("2026-06-17T10:00:00", "2026-06-17T23:59:55", True, 15.0),
        ("2026-06-17T10:00:00", "2026-06-18T10:00:00", True, 0.0),
        ("2026-06-17T00:00:05", "2026-06-17T00:00:06", True, 4.0),
        ("2026-06-17T00:00:05", "2026-06-17T10:00:00", True, 0.0),
        ("2026-06-17T00:00:10", "2026-06-17T10:00:00", False, 0.0),
    ],
)
def test_midnight_passes_at_the_bank_some_seconds_sooner_or_later(
    since: str, now: str, turned: bool, seconds: float
) -> None:
    """Then it is known for how long nobody can tell which day it is there."""
    with time_machine.travel(paris(now), tick=False):
        clock = Clock()
        assert (clock.turned_since(paris(since)), clock.turning_s()) == (turned, seconds)


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "1969-12-31T23:59", "3000-01-01T00:00", "9999-12-31T23:00"])
def test_a_run_takes_place_in_a_year_whose_neighbours_can_be_told(text: str) -> None:
    """A day more or less, in another zone, would be no day of any calendar."""
    with pytest.raises(Mistakes, match="is out of reach"):
        moment(text)
