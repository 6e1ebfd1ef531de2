"""One call, sent to a bank that answers as the test tells it to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.masking.secrets import Secrets
from conformance.model import Call, Exchange
from conformance.target.target import Limits, Target
from tests.support.fakebank import FakeBank

TOKEN: Final = "KXZyspFBZ1R6NqWQdmsZhfdo1nbjK7MoI0Kr2rSi1mSCFNehAs6iLw"


@contextmanager
def sending(target: Target) -> Iterator[Sender]:
    """A sender of its own, with the usual clock and no secrets."""
    with Sender(target, Clock(), Secrets()) as sender:
        yield sender


def ask(
    bank: FakeBank, method: str = "GET", path: str = "/accounts", token: str | None = None, **changes: Any
) -> Exchange:
    """What comes of one call; more of it, of its limits (`limits`) and whether it is a batch access, by name."""
    limits = changes.pop("limits", Limits(timeout_s=5))
    batch = changes.pop("batch", False)
    with sending(bank.target(limits=limits)) as sender:
        return sender.send(Call(method=method, url=f"{bank.origin}{path}", **changes), token, batch=batch)
