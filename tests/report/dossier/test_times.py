"""Response times: nearest ranks, and the slowest first."""

from __future__ import annotations

from dataclasses import replace

from conformance.report.dossier.times import per_endpoint, percentile, slowest
from tests.support import makers
from tests.support.dossiers import told


def test_percentiles_are_times_that_were_measured() -> None:
    """Nearest rank: no value between two of them is made up."""
    assert [percentile(list(range(1, 101)), part) for part in (50, 95, 100)] == [50, 95, 100]
    assert [percentile([7.0], part) for part in (50, 95)] == [7.0, 7.0]
    assert percentile([1.0, 2.0], 50) == 1.0


def test_each_endpoint_has_its_own_times() -> None:
    """Whichever account was asked for; what the stage sent does not count."""
    other = makers.call(url=f"{makers.BASE}/accounts")
    exchanges = (
        *(replace(makers.exchange(), elapsed_ms=time) for time in (10.0, 30.0, 20.0)),
        replace(makers.exchange(call=other), elapsed_ms=5.0),
        replace(makers.exchange(asker=makers.asker(None)), elapsed_ms=900.0),
    )
    run = told(makers.verdict(exchanges=exchanges))
    first, second = per_endpoint(run)
    assert (first.endpoint, first.count, first.median, first.p95) == (
        "GET /accounts/{accountResourceId}/transactions", 3, 20.0, 30.0,
    )  # fmt: skip
    assert (second.endpoint, second.count) == ("GET /accounts", 1)
    assert [one.ms for one in slowest(run)] == [30.0, 20.0, 10.0, 5.0]
