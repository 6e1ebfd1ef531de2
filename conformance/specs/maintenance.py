"""The bank's weekly maintenance: when it is, and whether a run meets it (requirement PRD-01, ambiguity I5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = "Mondays 2:00 to 6:00 (Paris)"
_MONDAY: Final = 0
_SOON: Final = timedelta(hours=1)


def notice(moment: datetime) -> str:
    """What a run that begins at a moment (in Paris) is told of it; '' where it is far from it."""
    if _under_maintenance(moment):
        return f"the bank is under weekly maintenance now ({WINDOW}): what fails may be due to that"
    if _under_maintenance(moment + _SOON):
        return f"the bank's weekly maintenance begins within the hour ({WINDOW}): what fails then may be due to that"
    return ""


def _under_maintenance(moment: datetime) -> bool:
    return moment.weekday() == _MONDAY and 2 <= moment.hour < 6
