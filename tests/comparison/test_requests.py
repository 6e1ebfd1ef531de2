"""The same request, answered otherwise."""

from __future__ import annotations

from typing import Any

from conformance.comparison.requests import Otherwise, otherwise
from conformance.model import Exchange
from tests.support.stories import answer

CODES = ("NGAC", "BADS")


def refused(code: str, **changed: Any) -> Exchange:
    return answer(body={"message": code}, **{"status": 403, **changed})


def found(before: list[Exchange], after: list[Exchange]) -> list[tuple[str, str, str, int]]:
    return [_short(one) for one in otherwise(before, after, CODES)]


def _short(one: Otherwise) -> tuple[str, str, str, int]:
    return one.subject.aspect.value, one.before, one.after, one.requests


def test_another_status() -> None:
    """Of how many requests."""
    assert found([answer(), answer(step=1)], [answer(status=204), answer(step=1, status=204)]) == [
        ("status", "200", "204", 2)
    ]


def test_another_code() -> None:
    """By the words of the bank's tables; a sentence around it is none."""
    assert found([refused("NGAC")], [refused("BADS")]) == [("error code", "NGAC", "BADS", 1)]
    assert found([refused("NGAC")], [refused("NGAC: not granted")]) == []
    assert found([refused("NGAC")], [answer(status=403)]) == [("error code", "NGAC", "no code", 1)]


def test_the_order_of_scenarios_does_not_matter() -> None:
    """A request is known by its step, and by its place among those of that step."""
    one, two = answer(scenario="a", status=400), answer(scenario="b")
    assert found([one, two], [two, one]) == []
    assert found([answer(), refused("NGAC")], [answer(), refused("BADS")]) == [("error code", "NGAC", "BADS", 1)]


def test_a_request_that_was_sent_again_is_one_request() -> None:
    """The answer of a server that failed is passed over."""
    assert found([answer(), answer(status=400)], [answer(status=503), answer(), answer(status=400)]) == []
