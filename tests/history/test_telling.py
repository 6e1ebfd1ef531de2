"""A history in lines and as a table."""

from __future__ import annotations

import csv

from conformance.errors import ExitCode
from conformance.history.kept import of_examined
from conformance.history.telling import lines, table, trend
from tests.support.fleets import cause, examined, times

RUNS = (
    of_examined(examined("BPGO", started="2026-11-22T14:05:00+01:00", times=(times("GET /accounts"),),
                         requirements={"AT-0": "broken", "AT-1": "kept"})),
    of_examined(examined("BPGO", ExitCode.NOT_CONFORM, "NOT CONFORM", started="2026-11-23T14:05:00+01:00",
                         causes=(cause(verdicts=3),), requirements={"AT-0": "kept", "AT-1": "broken"},
                         scope="2 of 3 scenarios; 1 not offered: clock 1; shard 1 of 2")),
)  # fmt: skip


def test_each_run_has_a_line_and_below_it_what_changed() -> None:
    """The oldest first; what is broken now before the rest."""
    assert list(lines(RUNS)) == [
        "22 Nov 2026, 14:05 (Paris)  BPGO  CONFORM  GET /accounts 20 ms",
        "23 Nov 2026, 14:05 (Paris)  BPGO  NOT CONFORM  2 of 3 scenarios, shard 1 of 2  1 cause",
        "    AT-1: kept -> broken",
        "    AT-0: broken -> kept",
    ]


def test_a_cause_over_time() -> None:
    """Where it was, and where it was not."""
    assert list(trend(RUNS, "is wrong")) == [
        "22 Nov 2026, 14:05 (Paris)  BPGO  -",
        "23 Nov 2026, 14:05 (Paris)  BPGO  ### 3 verdicts",
        "cause  it is wrong",
    ]


def test_a_requirement_over_time() -> None:
    """How it stood on each run, whether a cause names it or not."""
    assert list(trend(RUNS, "at-0")) == [
        "22 Nov 2026, 14:05 (Paris)  BPGO  broken",
        "23 Nov 2026, 14:05 (Paris)  BPGO  kept",
    ]
    assert list(trend(RUNS, "AT-1"))[1] == "23 Nov 2026, 14:05 (Paris)  BPGO  broken  ### 3 verdicts"


def test_a_table_has_a_line_for_each_endpoint_and_no_formula() -> None:
    """A name may begin like one."""
    odd = of_examined(examined("=1+1", started="2026-11-24T14:05:00+01:00"))
    rows = list(csv.DictReader(table([*RUNS, odd]).splitlines()))
    assert [(row["bank"], row["word"], row["causes"], row["endpoint"]) for row in rows] == [
        ("BPGO", "CONFORM", "0", "GET /accounts"),
        ("BPGO", "NOT CONFORM", "1", ""),
        ("'=1+1", "CONFORM", "0", ""),
    ]
