"""How far the bank's clock is ahead of the clock of a run, as the Date headers of its answers tell. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.client.fields import http_date
from conformance.model import Exchange, Purpose


def clock_offset_s(exchanges: Iterable[Exchange]) -> float | None:
    """So many seconds, in the middle of all answers (RFC 9110, 6.6.1: Date tells whole ones); None where none tells.

    Of answers to requests of the run itself: a scenario may have set the bank's clock.
    """
    return middle(offset for one in exchanges if (offset := ahead_s(one)) is not None)


def ahead_s(exchange: Exchange) -> float | None:
    """How far its Date is ahead of the moment at which an answer came, in seconds."""
    told = http_date(exchange.header("Date")) if exchange.answered and exchange.asker.purpose in _OF_THE_RUN else None
    return None if told is None else (told - exchange.at).total_seconds()


def middle(offsets: Iterable[float]) -> float | None:
    """Their median; None for none."""
    found = sorted(offsets)
    half = len(found) // 2
    return round((found[half] + found[-half - 1]) / 2, 1) if found else None


_OF_THE_RUN = (Purpose.REACHING, Purpose.PREFLIGHT, Purpose.LOGIN, Purpose.RESTORING)
