"""Green at any moment: the bank's clock and ours near every edge of the calendar, and on a machine far from Paris.

There plays what asks for days, moves the clock, counts accesses, renews tokens.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from conformance import catalogue, embedded, runner, specs
from conformance.clock import PARIS
from conformance.model import Outcome, Scenario

MOMENTS = {
    "nightly batch": "2026-11-22T21:30",
}
MORE = {
    "fall back, the hour that comes twice": "2026-10-25T02:30",
    "new year": "2026-12-31T23:59:58",
    "across midnight": "2026-11-22T23:59:58",
    "Monday maintenance": "2026-11-23T03:00",
    "spring forward": "2026-03-29T01:59",
    "the last of February": "2028-02-29T12:00",
}


CATALOGUE = catalogue.load([specs.scenarios_folder()], specs.load())
_TIMELY = re.compile(r"\$(today|now)|\bclock\b|quotas|login:|grant_type|latest:|balances: \[VALU")
TIMELY = [one for one in CATALOGUE if _TIMELY.search(Path(one.place.file).read_text(encoding="utf-8"))]


def red_at(moment: datetime, scenarios: Sequence[Scenario]) -> dict[str, str]:
    """What is not green at a moment, by scenario."""
    bank, target = embedded.start()
    try:
        with runner.open_world(target, specs.load(), clock_moment=moment) as world:
            assert runner.inspect(world, scenarios) == ()
            verdicts = [runner.play(scenario, world) for scenario in scenarios]
    finally:
        bank.stop()
    green = (Outcome.PASSED, Outcome.WARNED, Outcome.SKIPPED)
    return {v.scenario.name: f"{v.outcome} {v.reason} {v.findings}" for v in verdicts if v.outcome not in green}


@pytest.mark.parametrize(
    "moment",
    [
        *(pytest.param(moment, id=name) for name, moment in MOMENTS.items()),
        *(pytest.param(moment, id=name, marks=pytest.mark.long) for name, moment in MORE.items()),
    ],
)
def test_the_catalogue_is_green_at(moment: str) -> None:
    """Nothing turns red because of the hour, the day or the year."""
    assert red_at(datetime.fromisoformat(moment).replace(tzinfo=PARIS), TIMELY) == {}


@pytest.mark.long
def test_it_is_green_on_a_machine_far_from_paris() -> None:
    """The machine's own time zone does not matter, even where it is another day."""
    noon = "datetime(2026, 11, 22, 12, tzinfo=PARIS)"
    code = f"from tests.end_to_end.test_moments import *; print(red_at({noon}, TIMELY))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TZ": "Pacific/Kiritimati"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout.strip() == "{}"
