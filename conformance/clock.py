"""The one clock of a run, in the bank's own time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from conformance.errors import mistake

PARIS: Final = ZoneInfo("Europe/Paris")
FIRST: Final = 1970
LAST: Final = 2999
"""The years in which a run may take place."""
APART: Final = timedelta(seconds=10)
"""So far from ours may the bank's clock be: nothing is held against it for that."""
_NONE: Final = timedelta(0)


class Clock:
    """Tells the time in Europe/Paris, whatever the machine's zone; ticks on from the moment it was last set to.

    Everything is computed in UTC and only then shown in Paris, so that the nights on which Paris changes its clocks are
    neither an hour short nor an hour long.
    """

    __slots__ = ("_ahead", "_initially")

    def __init__(self, moment: datetime | None = None) -> None:
        self._initially = _ahead(moment) if moment is not None else _NONE
        self._ahead = self._initially

    def now(self) -> datetime:
        """This moment, aware, in Paris."""
        return (datetime.now(UTC) + self._ahead).astimezone(PARIS)

    def begin(self, scenario: str, step: int) -> datetime:  # noqa: ARG002 - who judges again looks the moment up
        """The moment at which a step of a scenario (index from 0) begins: this one."""
        return self.now()

    @property
    def today(self) -> date:
        """The calendar day in Paris."""
        return self.now().date()

    def turned_since(self, moment: datetime) -> bool:
        """Whether midnight may have passed in Paris since then, by the bank's clock or by ours."""
        day = day_of(moment)
        return day is None or day != day_of(self.now())

    def turning_s(self) -> float:
        """So many seconds from now it is the same day by the bank's clock and by ours; 0 where it is."""
        now = self.now()
        if day_of(now) is not None:
            return 0.0
        midnight = datetime.combine((now + APART).date(), time(), tzinfo=PARIS)
        return (midnight + APART - now).total_seconds()

    def set(self, moment: datetime) -> None:
        """Go on from another moment: a scenario moved the bank's clock. A moment without a zone is one in Paris."""
        self._ahead = _ahead(moment)

    def reset(self) -> None:
        """Go on as the run began."""
        self._ahead = self._initially


def moment(text: str) -> datetime:
    """The moment that a user's text names (ISO 8601), aware: in Paris unless it says otherwise. Raises Mistakes."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise mistake(f"--now {text} is not a valid moment", hint="write 2026-03-29T21:30, in Europe/Paris") from None
    if not is_within_reach(found.date()):
        raise mistake(f"--now {text} is out of reach", hint=f"a run takes place in the years {FIRST} to {LAST}")
    return found if found.tzinfo else found.replace(tzinfo=PARIS)


def day_of(moment: datetime) -> date | None:
    """The calendar day in Paris; None so near to midnight, or to the ends of the calendar, that nobody can tell."""
    try:
        before, after = (one.astimezone(PARIS).date() for one in (moment - APART, moment + APART))
    except OverflowError:
        return None
    return before if before == after else None


def is_within_reach(day: date) -> bool:
    """Whether a clock may be set to a day: those before and after it are to be told too."""
    return FIRST <= day.year <= LAST


def _ahead(moment: datetime) -> timedelta:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=PARIS)
    return aware.astimezone(UTC) - datetime.now(UTC)
