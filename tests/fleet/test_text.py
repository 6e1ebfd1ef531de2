"""An overview on a terminal."""

from __future__ import annotations

from conformance.errors import ExitCode
from conformance.fleet.overview import Overview
from conformance.fleet.text import told
from tests.support.fleets import cause, examined, times


def test_every_bank_is_told_then_what_many_have_in_common() -> None:
    """What is as it ought to be takes no line."""
    broken = {"Accounts": {"broken": 1, "kept": 3}, "Consents": {"kept": 2}}
    found = Overview(
        name="fleet",
        asked={},
        examined=(
            examined(
                "BPGO",
                scope="3 of 3",
                chapters={"Accounts": {"kept": 4}, "Consents": {"kept": 2}},
                times=(times("GET /accounts", median=12.5),),
            ),
            examined(
                "BPN",
                ExitCode.NOT_CONFORM,
                "NOT CONFORM",
                causes=(cause(),),
                chapters=broken,
                resumed=True,
                times=(times("GET /accounts", median=90.0),),
            ),
            examined("BPS", ExitCode.COULD_NOT_RUN, "COULD NOT RUN", reason="nobody answers"),
        ),
    )
    assert list(told(found, "fleet/fleet.html")) == [
        "BPGO  CONFORM  3 of 3",
        "BPN   NOT CONFORM  (finished before)",
        "BPS   COULD NOT RUN  nobody answers",
        "1 finished before, and not examined again: BPN",
        "chapter  Accounts: broken at 1 of 3: BPN",
        "cause 1  it is wrong (AT-1), at 1 of 3: BPN",
        "times    GET /accounts: median from 12.5 ms (BPGO) to 90 ms (BPN)",
        "overview  fleet/fleet.html",
        "exit code 1: the worst of all, that of BPN",
    ]


def test_what_was_not_reached_is_named_with_what_to_do() -> None:
    """It is not finished."""
    lines = list(told(Overview(name="f", asked={}, examined=(examined("A"),), missing=("B", "C")), "page"))
    assert "not examined: B, C; start the same command again, and it goes on from here" in lines
    assert lines[-1] == "exit code 130: not all of them came to their end"
