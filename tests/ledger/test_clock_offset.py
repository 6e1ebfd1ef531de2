"""How far the bank's clock is ahead."""

from __future__ import annotations

from datetime import timedelta

from conformance.ledger.clock_offset import clock_offset_s
from conformance.model import NOBODY, Exchange
from tests.support import makers


def dated(seconds: float, **more: object) -> Exchange:
    """An answer whose Date is so far ahead, to a request of the run itself."""
    told = (makers.MOMENT + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S +0100")
    return makers.exchange(headers=(("Date", told),), asker=NOBODY, **more)


def test_the_middle_of_all_answers_counts() -> None:
    """One answer that was long on its way moves nothing."""
    assert clock_offset_s([dated(3), dated(3), dated(900)]) == 3


def test_answers_to_scenarios_do_not_count() -> None:
    """A scenario may have set the bank's clock; without a Date nothing is said."""
    assert clock_offset_s([makers.exchange(headers=dated(900).headers), makers.exchange(asker=NOBODY)]) is None
