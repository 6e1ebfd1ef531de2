"""What was sent for a scenario, from its stage on, as a ledger tells it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Final

from conformance.ledger.entry import Entry
from conformance.model import AskingStep, Exchange, Purpose

_OWN: Final = (Purpose.STAGE, Purpose.STEP)
_BETWEEN: Final = (Purpose.CONTROL, Purpose.LOGIN)


def sent_for(name: str, exchanges: Mapping[int, Exchange], last: int | None = None) -> list[Exchange]:
    """The exchanges of a scenario in their order: clock and quotas as they were set for it, its stage, its steps.

    Logins are left out: a token stands for them. `last`: the number of the exchange after which the rest is left out.
    """
    numbers = [number for number, one in exchanges.items() if one.asker.scenario == name and one.asker.purpose in _OWN]
    if not numbers:
        return []
    first, end = min(numbers), max(numbers) if last is None else last
    before = list(takewhile(_is_between, _from(exchanges, range(first - 1, 0, -1))))
    inside = [one for one in _from(exchanges, range(first, end + 1)) if _belongs(one, name)]
    after = takewhile(_is_between, _from(exchanges, range(end + 1, max(exchanges) + 1))) if last is None else ()
    set_before = [one for one in _controls(reversed(before)) if not _lets_go(one)]
    return [*_since_the_last_clock(before, set_before), *inside, *_put_back([*set_before, *inside], list(after))]


def signed_wrongly(entries: Iterable[Entry]) -> set[int]:
    """The exchanges that a step had signed wrongly on purpose, by their numbers."""
    return {
        one.number
        for entry in entries
        for one in entry.verdict.exchanges
        if one.asker.step is not None
        and one.asker.scenario == entry.verdict.scenario.name  # a rule tells of what others sent
        and isinstance(step := entry.verdict.scenario.steps[one.asker.step], AskingStep)
        and step.envelope.signature
    }


def _since_the_last_clock(before: Sequence[Exchange], controls: list[Exchange]) -> list[Exchange]:
    """What was set for this scenario; that the one before it let its clock go is none of its business."""
    let_go = max((one.number for one in before if _lets_go(one)), default=0)
    return [one for one in controls if one.number > let_go]


def _put_back(sent: Sequence[Exchange], after: Sequence[Exchange]) -> Iterator[Exchange]:
    """The clock that was set is let go again; what follows is of the next scenario."""
    clocks = {one.call.url for one in sent if one.asker.purpose is Purpose.CONTROL and one.call.method == "PUT"}
    yield from [one for one in _controls(after) if one.call.url in clocks][:1]


def _belongs(one: Exchange, name: str) -> bool:
    own = one.asker.scenario == name and one.asker.purpose in _OWN
    return own or one.asker.purpose is Purpose.CONTROL  # who sets clock or quotas is alone meanwhile


def _is_between(one: Exchange) -> bool:
    return one.asker.purpose in _BETWEEN


def _lets_go(one: Exchange) -> bool:
    """Whether a clock is let go; where the whole run has another moment, it is set back instead."""
    return one.asker.purpose is Purpose.CONTROL and one.call.method == "DELETE" and "clock" in one.call.url


def _controls(exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
    return (one for one in exchanges if one.asker.purpose is Purpose.CONTROL)


def _from(exchanges: Mapping[int, Exchange], numbers: Iterable[int]) -> Iterator[Exchange]:
    return (exchanges[number] for number in numbers if number in exchanges)
