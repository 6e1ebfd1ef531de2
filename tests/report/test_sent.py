"""What was sent for a scenario: its stage and what was set for it, nothing of its neighbours."""

from __future__ import annotations

from dataclasses import replace

from conformance.model import Asker, Call, Exchange, Purpose
from conformance.report.sent import sent_for, signed_wrongly
from tests.support import makers

CLOCK, QUOTAS = "https://bank.example/_sandbox/clock", "https://bank.example/_sandbox/quotas"


def one(number: int, purpose: Purpose, scenario: str = "", method: str = "GET", url: str = makers.BASE) -> Exchange:
    asker = Asker(purpose=purpose, scenario=scenario)
    return replace(makers.exchange(), number=number, asker=asker, call=Call(method=method, url=url))


def story(*exchanges: Exchange) -> dict[int, Exchange]:
    return {each.number: each for each in exchanges}


RUN = story(
    one(1, Purpose.STEP, "before"),
    one(2, Purpose.CONTROL, method="DELETE", url=CLOCK),
    one(3, Purpose.CONTROL, method="PUT", url=CLOCK),
    one(4, Purpose.LOGIN),
    one(5, Purpose.CONTROL, method="DELETE", url=QUOTAS),
    one(6, Purpose.STAGE, "mine"),
    one(7, Purpose.LOGIN, "mine"),
    one(8, Purpose.STEP, "mine"),
    one(9, Purpose.CONTROL, method="PUT", url=CLOCK),
    one(10, Purpose.STEP, "mine"),
    one(11, Purpose.CONTROL, method="DELETE", url=CLOCK),
    one(12, Purpose.CONTROL, method="PUT", url=CLOCK),
    one(13, Purpose.STEP, "after"),
)


def test_what_was_set_for_it_is_sent_with_it_and_let_go_again() -> None:
    """The clock that the one before let go, and the one that the next one set, are theirs; logins are tokens."""
    assert [each.number for each in sent_for("mine", RUN)] == [3, 5, 6, 8, 9, 10, 11]


def test_up_to_the_exchange_that_shows_a_defect() -> None:
    """What came later did not lead to it."""
    assert [each.number for each in sent_for("mine", RUN, 8)] == [3, 5, 6, 8]


def test_of_others_in_flight_nothing_is_sent() -> None:
    """Their answers came in between."""
    among = story(one(1, Purpose.STAGE, "mine"), one(2, Purpose.STEP, "other"), one(3, Purpose.STEP, "mine"))
    assert [each.number for each in sent_for("mine", among)] == [1, 3]
    assert sent_for("skipped", among) == []


def test_a_rule_tells_of_what_scenarios_sent() -> None:
    """Their steps are none of its own, of which it may have fewer."""
    sent = replace(one(8, Purpose.STEP, "mine"), asker=Asker(purpose=Purpose.STEP, scenario="mine", step=7))
    rule = makers.verdict(scenario=replace(makers.verdict().scenario, name="rules/any"), exchanges=(sent,))
    assert signed_wrongly([makers.entry(rule)]) == set()
