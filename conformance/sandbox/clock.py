"""The one clock that everything in the bank asks: tokens, quotas, the day of the data, the evening pause."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class Clock:
    """Real time, or a moment that was set and ticks on from there."""

    def __init__(self, now: datetime | None = None) -> None:
        self._ahead = timedelta()
        if now is not None:
            self.set(now)

    def now(self) -> datetime:
        """This moment, in Paris: for what a customer reads."""
        return self.instant().astimezone(PARIS)

    def instant(self) -> datetime:
        """This moment in UTC: for what lives a while, since an hour of Paris comes twice or not at all once a year."""
        return datetime.now(UTC) + self._ahead

    def today(self) -> date:
        """The calendar day in Paris."""
        return self.now().date()

    @property
    def is_set(self) -> bool:
        """Whether the clock tells another time than the real one."""
        return bool(self._ahead)

    def set(self, moment: datetime) -> None:
        """Make it `moment` now; a moment without an offset is one in Paris.

        Raises OverflowError for one that falls out of the calendar in UTC.
        """
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=PARIS)
        self._ahead = moment.astimezone(UTC) - datetime.now(UTC)

    def reset(self) -> None:
        """Tell real time again."""
        self._ahead = timedelta()
