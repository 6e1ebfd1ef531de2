"""An overview on a terminal."""

from __future__ import annotations

from conformance.errors import ExitCode
from conformance.fleet.overview import Overview
from conformance.fleet.text import told
from tests.support.fleets import cause, examined, times

ACCOUNTS = "Accounts (GET /accounts/{accountResourceId})"
SCOPE = "3 of 3 scenarios"


def test_every_bank_is_told_then_what_many_have_in_common() -> None:
    """What is as it ought to be takes no line."""
    broken = {ACCOUNTS: {"broken": 1, "kept": 3}, "Consents": {"kept": 2}}
    found = Overview(
        name="fleet",
        asked={},
        examined=(
            examined(
                "BPGO",
                scope=f"{SCOPE}; 2 rules, held against answers 30 times",
                causes=(cause(level="should"),),
                chapters={ACCOUNTS: {"answered, but with a broken body": 1, "kept": 3}, "Consents": {"kept": 2}},
                times=(times("GET /accounts", median=12.5),),
            ),
            examined(
                "BPN",
                ExitCode.NOT_CONFORM,
                "NOT CONFORM",
                causes=(cause(),),
                chapters=broken,
                resumed=True,
                scope=f"{SCOPE}; 1 rule, held against answers 1,031 times",
                times=(times("GET /accounts", median=90.0),),
            ),
            examined("BPS", ExitCode.COULD_NOT_RUN, "COULD NOT RUN", reason="nobody answers"),
            examined("BPVF", scope="2 of 3 scenarios"),
        ),
    )
    assert list(told(found, "fleet/fleet.html")) == [
        "BPGO  CONFORM  1 warning",
        "BPN   NOT CONFORM  1 cause  (finished before)",
        "BPS   COULD NOT RUN  nobody answers",
        "BPVF  CONFORM  2 of 3 scenarios",
        "of 2 of them: 3 of 3 scenarios",
        "1 finished before, and not examined again: BPN",
        "cause 1  it is wrong (AT-1), at 1 of 4: BPN",
        "cause 2  should: it is wrong (AT-1), at 1 of 4: BPGO",
        "chapter  Accounts: broken at 1: BPN; answered, but with a broken body at 1: BPGO",
        "times    GET /accounts: median from 12.5 ms (BPGO) to 90 ms (BPN)",
        "overview  fleet/fleet.html",
        "exit code 1: the worst of all, that of BPN",
    ]


def test_a_reason_that_several_banks_have_is_told_once() -> None:
    """Whatever their hosts."""
    several = (examined(f"B{n}", ExitCode.COULD_NOT_RUN, "COULD NOT RUN", reason=f"B{n}.example is away") for n in "12")
    other = examined("B3", ExitCode.COULD_NOT_RUN, "COULD NOT RUN", reason="no token")
    lines = list(told(Overview(name="f", asked={}, examined=(*several, other)), ""))
    assert lines[:4] == [
        "B1  COULD NOT RUN",
        "B2  COULD NOT RUN",
        "B3  COULD NOT RUN  no token",
        "reason   $HOST is away, at 2 of 3: B1, B2",
    ]


def test_what_was_not_reached_is_named_with_what_to_do() -> None:
    """It is not finished."""
    lines = list(told(Overview(name="f", asked={}, examined=(examined("A"),), missing=("B", "C")), "page"))
    assert "not examined: B, C; start the same command again, and it goes on from here" in lines
    assert lines[-1] == "exit code 130: not all of them came to their end"
