"""What a bank for tests offers beside its API: a clock that can be set, quotas that can be reset.

A clock that was set has to be let go again. Where the bank does not do that, nobody knows what time it is there: the
clock is used no more in the run, and nothing that fails from then on is held against the bank.
"""

from __future__ import annotations

from datetime import datetime

import orjson

from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.errors import Blocked, Trouble
from conformance.model import JSON, Asker, Call, Purpose
from conformance.target.target import Target
from conformance.world.accesses import Accesses
from conformance.world.api import JSON_TYPE

_ASKER = Asker(purpose=Purpose.CONTROL)


class Controls:
    """The bank's clock, which ours follows, and its quotas."""

    def __init__(self, target: Target, sender: Sender, clock: Clock, accesses: Accesses) -> None:
        self.target, self.clock, self.accesses = target, clock, accesses
        self._sender = sender.asked_by(_ASKER)
        self._dated = False
        """Whether the run was started at a moment of the user's choice, to which the bank's clock goes back."""
        self.clock_lost = ""
        """Why nobody knows what time it is at the bank; '' where it is known."""

    def start_at(self, moment: datetime) -> None:
        """Set the bank's clock to the moment that the whole run takes place at. Raises as `set_clock` does."""
        self.set_clock(moment)
        self._dated = True

    def set_clock(self, moment: datetime) -> None:
        """Move the bank's clock and ours to a moment. Raises Blocked where the bank's does not follow."""
        if self.clock_lost:
            raise Blocked(self.clock_lost)
        self._ask(self._clock_url, "PUT", {"now": moment.isoformat()})
        self.clock.set(moment)

    def release_clock(self) -> None:
        """Let both clocks run on as before the scenario. Raises nothing: a failure ends the use of the clock."""
        self.clock.reset()
        if self.clock_lost:
            return
        try:
            if self._dated:
                self._ask(self._clock_url, "PUT", {"now": self.clock.now().isoformat()})
            else:
                self._ask(self._clock_url, "DELETE")
        except Trouble as trouble:
            self.clock_lost = f"the bank's clock could not be put back, and is no longer used: {trouble}"

    def reset_quotas(self) -> None:
        """Set the counters of batch accesses to zero, where the target can do that. Raises Blocked if it does not."""
        if self.target.quotas_url is not None:
            self._ask(self.target.quotas_url, "DELETE")
            self.accesses.forget()

    @property
    def resets_quotas(self) -> bool:
        """Whether the target offers that its counters are reset."""
        return self.target.quotas_url is not None

    @property
    def _clock_url(self) -> str:
        given = self.target.features.clock
        origin = self.target.base_url.removesuffix(self.target.root_path)
        return given if isinstance(given, str) else f"{origin}/_sandbox/clock"

    def _ask(self, url: str, method: str, body: JSON = None) -> None:
        content = None if body is None else orjson.dumps(body)
        headers = () if body is None else (JSON_TYPE,)
        exchange = self._sender.send(Call(method=method, url=url, headers=headers, content=content))
        if exchange.status >= 300:
            answered = f"{method} {url} answers {exchange.status}"
            raise Blocked(f"{answered}: the feature that the target declares does not work")
