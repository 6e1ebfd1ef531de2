"""A moment as the user types it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click


def moment(text: str | None) -> datetime | None:
    """The moment, in Paris unless it says otherwise; None for none."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} is no moment; 2026-03-29T21:30 is one", param_hint="--now") from None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo("Europe/Paris"))
