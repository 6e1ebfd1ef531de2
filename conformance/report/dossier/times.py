"""Part six, response times: per endpoint count, median, 95th percentile, a plot; the slowest answers. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from conformance.frozen import dataclass
from conformance.report.dossier.run import Link, Told
from conformance.report.text import answer

SLOWEST: Final = 10
WIDTH: Final = 240
"""Of a plot, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The answers of an endpoint."""

    endpoint: str
    count: int
    median: float
    """Milliseconds, as all the others."""
    p95: float
    slowest: float
    fastest: float
    x: tuple[float, float, float, float]
    """Fastest, median, 95th percentile and slowest on the plot, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow:
    """One of the slowest answers."""

    number: int
    asked: str
    ms: float
    scenario: Link


def per_endpoint(told: Told) -> tuple[Times, ...]:
    """Endpoints, those asked for most often first: what was asked once tells little of a time."""
    found: dict[str, list[float]] = {}
    for exchange, asked, _ in told.asked:
        found.setdefault(asked, []).append(exchange.elapsed_ms)
    every = [time for times in found.values() for time in times]
    scale = _Scale(least=max(min(every, default=1.0), 0.1), most=max(max(every, default=1.0), 0.2))
    return tuple(
        sorted(
            (_times(asked, sorted(times), scale) for asked, times in found.items()),
            key=lambda one: (-one.count, one.endpoint),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """A logarithmic scale: medians are small, and one answer that waited is not."""

    least: float
    most: float

    def x(self, value: float) -> float:
        """Where a value is, in pixels."""
        share = math.log(max(value, self.least) / self.least) / math.log(max(self.most / self.least, 1.01))
        return round(4 + (WIDTH - 8) * min(share, 1.0), 1)


def _times(endpoint: str, times: Sequence[float], scale: _Scale) -> Times:
    fastest, median, p95, slowest = times[0], percentile(times, 50), percentile(times, 95), times[-1]
    return Times(
        endpoint=endpoint,
        count=len(times),
        fastest=fastest,
        median=median,
        p95=p95,
        slowest=slowest,
        x=(scale.x(fastest), scale.x(median), scale.x(p95), scale.x(slowest)),
    )


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that so many percent of all are not above (nearest rank)."""
    rank = max(1, -(-percent * len(ordered) // 100))
    return ordered[rank - 1]


def slowest(told: Told) -> tuple[Slow, ...]:
    """The slowest answers of the run."""
    found = sorted(told.asked, key=lambda one: (-one[0].elapsed_ms, one[0].number))[:SLOWEST]
    return tuple(
        Slow(number=one.number, asked=answer(one), ms=one.elapsed_ms, scenario=told.link(name))
        for one, _, name in found
    )
