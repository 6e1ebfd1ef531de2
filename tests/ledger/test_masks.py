"""An exchange that was looked at before it is told is told by all that is known when it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.ledger.masks import Masks
from conformance.masking.secrets import Secrets
from tests.support import makers

SECRET = "0d3c8d1f-canary-of-a-token"


class Counted:
    """The secrets of a run, and how often they were looked for."""

    def __init__(self) -> None:
        self.secrets = Secrets()
        self.looked = 0

    def mask_all(self, texts: object) -> list[str]:
        self.looked += 1
        return self.secrets.mask_all(texts)  # type: ignore[arg-type]

    @property
    def masks(self) -> Masks:
        secrets = self.secrets
        return Masks(secrets=secrets.mask, several=self.mask_all, learnt=lambda: secrets.known)


@pytest.fixture
def counted() -> Counted:
    return Counted()


def test_what_was_looked_at_ahead_is_not_looked_at_again(counted: Counted) -> None:
    """It is told once."""
    masks, exchange = counted.masks, replace(makers.exchange(), note=f"{SECRET} came", number=1)
    counted.secrets.learn(SECRET)
    masks.make_ready(exchange)
    first = masks.exchange(exchange)
    assert counted.looked == 1
    assert SECRET not in first.note
    assert masks.exchange(exchange) == first
    assert counted.looked == 2


def test_what_was_learnt_since_is_hidden(counted: Counted) -> None:
    """As if nobody had looked."""
    masks, exchange = counted.masks, replace(makers.exchange(), note=f"{SECRET} came", number=1)
    masks.make_ready(exchange)
    counted.secrets.learn(SECRET)
    assert SECRET not in masks.exchange(exchange).note


def test_a_remark_that_came_later_is_told(counted: Counted) -> None:
    """It is another exchange by then, of the same number."""
    masks, exchange = counted.masks, replace(makers.exchange(), number=1)
    masks.make_ready(exchange)
    assert masks.exchange(replace(exchange, note="and once more")).note == "and once more"
