"""What the faults of the call itself share."""

from collections.abc import Callable
from dataclasses import replace

from conformance.sandbox.altering import (
    answer,
)
from conformance.sandbox.exchange import Answer, Call, json_answer
from conformance.sandbox.rules import Rules


def reheaded(given: Answer, name: str, value: str | None) -> Answer:
    """The answer with another value of a header; None takes it away."""
    kept = tuple(pair for pair in given.headers if pair[0] != name)
    return replace(given, headers=kept if value is None else (*kept, (name, value)))


def to_api(call: Call) -> bool:
    """Whether it is about the API, not about tokens."""
    return "/oauth/" not in call.path


def refused(where: str, status: int, when: Callable[[Call], bool]) -> type[Rules]:
    """A good request is refused."""
    return answer(
        where,
        lambda given, call: (
            json_answer(status, {"status": status, "message": "FF01"}) if to_api(call) and when(call) else given
        ),
        status=(),
    )
