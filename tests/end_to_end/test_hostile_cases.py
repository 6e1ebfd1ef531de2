"""Whatever a bank sends, a scenario ends in time, with a word that is true, and no token or code goes elsewhere.

`HOSTILE=write pytest tests/end_to_end/test_hostile_cases.py`, and once more with `--long`, writes the times of this
machine into the table of docs/hostile-cases.md.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import pytest

from conformance import specs
from conformance.clock import Clock
from conformance.model import Verdict
from conformance.runner import play
from conformance.target.target import Limits, OAuth, Target
from conformance.world import assemble
from tests.support.hostile_cases import CASES
from tests.support.hostile_sends import CALLBACK, CODE, SECRET, SHORT_S, Case, Place, answer
from tests.support.played import written
from tests.support.raw_bank import RawBank, Received

TABLE: Final = Path(__file__).parents[2] / "docs" / "hostile-cases.md"
ASKS: Final = "  - GET: /accounts\n    expect: {status: 200, has: [accounts]}\n"
COLUMNS: Final = (
    "| the bank sends | to | seconds at most | verdict | what is said | seconds, measured on |\n"
    "|---|---|---|---|---|---|\n"
)
SPECS: Final = specs.load()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if case.long else ()) for name, case in CASES.items()]
)
def test_it_ends_in_time_and_is_told_as_it_is(name: str) -> None:
    """At each of its places; to the other host nobody has so much as connected."""
    case = CASES[name]
    for place, ends, says in zip(case.places, case.ends, case.says, strict=True):
        began = time.perf_counter()
        verdict, foreign = played(case, place)
        took = time.perf_counter() - began
        said = verdict.reason or " · ".join(f"{one.says} {one.got}" for one in verdict.findings)
        assert (place, verdict.outcome) == (place, ends), said
        assert says in said
        assert place != "token" or "does this port speak" not in said  # the login at this port was answered
        assert took < case.bound_s, (place, took)
        assert foreign.connections == 0
        if os.environ.get("HOSTILE") == "write":
            measured(name, place, took)


def played(case: Case, at: str) -> tuple[Verdict, RawBank]:
    """What a scenario comes to where a bank sends this at one place, and behaves at the others."""
    states = [""]

    def sent(asked: Received) -> Iterator[bytes]:
        known = {"/oauth/authorize": "login", "/oauth/token": "token"}
        name = known.get(asked.path, "API" if asked.path.startswith("/stet") else "login")
        states[0] = parse_qs(asked.target.partition("?")[2]).get("state", states)[0]
        path = f"POST {asked.target}" if name == "login" and asked.method == "POST" else asked.target
        place = Place(name, bank.host, foreign.host, states[0], bank.over, path)
        yield from case.sends(place) if name == at else iter([answer(place)])

    with RawBank(sent) as bank, RawBank(lambda _: iter(())) as foreign:
        target = Target(
            name="hostile",
            base_url=f"{bank.origin}/stet/psd2/v1.4.2",
            limits=Limits(timeout_s=SHORT_S if case.waits else 30, body_mib=16 if case.steps or case.long else 1),
            tokens={"marc": {"aisp": SECRET}} if at == "API" else {},
            oauth=OAuth(
                authorize_url=f"{bank.origin}/oauth/authorize",
                token_url=f"{bank.origin}/oauth/token",
                client_id="PSDFR-ACPR-13807",
                redirect_uri=CALLBACK,
            ),
        )
        with assemble(target, SPECS, Clock()) as world:
            verdict = play(written(case.steps or ASKS), world)
            told = world.secrets.mask(verdict.reason)
            if case.rule:
                found = world.rules.verdicts(verdict.started)
                verdict = next(one for one in found if one.scenario.name == case.rule)
        assert SECRET not in told
        assert CODE not in told
    return verdict, foreign


# ------------------------------------------------------------------------------------------------------- the table


def lines() -> Iterator[tuple[tuple[str, str], str]]:
    """Each line of the table without its time, by case and place."""
    for name, case in CASES.items():
        for place, ends, says in zip(case.places, case.ends, case.says, strict=True):
            yield (name, place), f"| {name} | {place} | {case.bound_s:g} | `{ends}` | {says.strip() or '-'} |"


def table(times: dict[str, str]) -> str:
    """The table, with the times that are known."""
    return COLUMNS + "".join(f"{line} {times.get(line, '')} |\n" for _, line in lines())


def known() -> dict[str, str]:
    """The times in the table as it is, by the rest of their line."""
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            told, _, took = line.removesuffix("|").rstrip().rpartition("|")
            found[f"{told.rstrip()} |"] = took.strip()
    return found


def measured(name: str, place: str, took: float) -> None:
    """Write a time down."""
    times = known() | {dict(lines())[name, place]: f"{took:.2f}, {date.today():%Y-%m-%d}"}
    head = TABLE.read_text(encoding="utf-8").partition("| the bank sends")[0]
    TABLE.write_text(head + table(times), encoding="utf-8", newline="\n")


def test_the_table_tells_these_cases() -> None:
    """All of them, as they are held here; only the times are of another day."""
    times = known()
    assert TABLE.read_text(encoding="utf-8").partition("| the bank sends")[1:] == tuple(
        table(times).partition("| the bank sends")[1:]
    )
    assert all(times[line] for _, line in lines())
