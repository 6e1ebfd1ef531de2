"""The overview as a page."""

from __future__ import annotations

from conformance.errors import ExitCode
from conformance.fleet.drawing import page
from conformance.fleet.overview import Overview
from tests.support.fleets import cause, examined, times


def test_the_page_tells_all_and_nothing_in_it_is_markup() -> None:
    """Banks by chapters, causes, times; whatever a bank has sent is escaped."""
    found = Overview(
        name="a <b>fleet</b>",
        asked={"only": ["accounts"], "shard": "2/4"},
        examined=(
            examined("BPGO", chapters={"Accounts": {"kept": 4}}, times=(times("GET /accounts", median=12.5),)),
            examined(
                "BPN",
                ExitCode.NOT_CONFORM,
                "NOT CONFORM",
                causes=(cause("<script>alert(1)</script>"),),
                chapters={"Accounts": {"broken": 1, "kept": 3}},
            ),
            examined("BPS", ExitCode.COULD_NOT_RUN, "COULD NOT RUN", run="", reason="nobody answers"),
        ),
        missing=("BPVF",),
    )
    text = page(found)
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "a &lt;b&gt;fleet" in text
    parts = (
        "1 broken, 3 kept",
        "nobody answers",
        "12.5 · 25.0",
        "Not examined: BPVF",
        "only: accounts · shard: 2/4",
        'href="BPN/dossier.html"',
    )
    assert [part for part in parts if part not in text] == []
    assert 'href="BPS/' not in text
