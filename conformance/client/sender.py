"""The one way to the bank: a Call goes out, an Exchange comes back.

What it promises beyond sending: no token leaves for a host the target does not list, no token or cookie is kept in what
is recorded, a bank that is busy is asked again, and one that does not answer is given up.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

import orjson

from conformance.client import links
from conformance.client.calls import completed, once_only, recorded
from conformance.client.transport import NoAnswer, Transport, sent_url
from conformance.client.wire import Pace
from conformance.clock import Clock
from conformance.errors import Blocked, Broken, Unreachable
from conformance.masking.secrets import Secrets
from conformance.model import NOT_JSON, Call, Exchange
from conformance.target.address import authority
from conformance.target.target import Signature, Target

if TYPE_CHECKING:
    from conformance.client.signature import Seal

_GIVE_UP_AFTER: Final = 3
_LONGEST_WAIT_S: Final = 60.0
_SHORT_WAIT_S: Final = 1.0
"""The pause where a gateway says that the bank is away, but not for how long."""


class Sender:
    """Sends calls to one target, one after the other; a context manager that closes its connections.

    Raises Mistakes where a certificate or key of the target cannot be used.
    """

    def __init__(self, target: Target, clock: Clock, secrets: Secrets) -> None:
        self.target, self.clock, self.secrets = target, clock, secrets
        secrets.learn(*target.secrets)
        self._seal = _seal(target.signature) if target.signature is not None else None
        self._transport = Transport(target)
        self._pace = Pace(target.limits.rate_per_s)
        self._unanswered: Counter[str] = Counter()
        self._given_up: dict[str, Unreachable] = {}
        """By host: where the screens of a login do not answer, the API still may."""

    def __enter__(self) -> Sender:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def send(self, call: Call, token: str | None = None, *, batch: bool = False, flaw: str = "") -> Exchange:
        """The answer to a call.

        The token is added here, last, and what is recorded says `Bearer ***`. `batch` leaves out what shows that the
        customer is present; `flaw` bends the signature (see Seal.sign) where the target has one.

        Raises Unreachable where no answer comes, Blocked where the token must not go there or the body is longer than
        the target allows, Broken for a call that cannot be sent at all.
        """
        host = authority(call.url)
        if host in self._given_up:
            raise self._given_up[host]
        if token is not None and not links.trusted(call.url, self.target):
            raise Blocked(f"no token is sent to {host}: it is neither the target's host nor listed under links.hosts")
        self.secrets.learn(token or "")

        once = completed(call, batch=batch)

        def ready() -> Call:
            headers = once if self._seal is None else completed(call, batch=batch)
            made = self._sealed(replace(call, headers=headers), flaw)
            known = not token or any(name.lower() == "authorization" for name, _ in made.headers)
            return made if known else replace(made, headers=(*made.headers, ("Authorization", f"Bearer {token}")))

        exchange = self._patiently(ready, host, once=once_only(call, self.target, batch=batch))
        self.secrets.learn_from(exchange)
        return exchange

    def _sealed(self, call: Call, flaw: str) -> Call:
        """The call signed, where the target has a seal and the call is one of its API, not of a login."""
        if self._seal is None or links.below_root(call.url, self.target) is None:
            return call
        return self._seal.sign(replace(call, url=sent_url(call)), self.clock.now(), flaw)

    def _patiently(self, ready: Callable[[], Call], host: str, *, once: bool) -> Exchange:
        """Sends once more, after the pause the bank asks for, where it is busy (429 without a quota's code, 503).

        A bank that is still busy then is not judged: Unreachable. So is one that asks for a longer pause than we make.
        A signed call is made ready anew each time: one signature and X-Request-ID sent twice would look like a replay.
        """
        exchange = self._stubbornly(ready, host, once=once)
        wait_s = _wait_s(exchange)
        if wait_s is None:
            self._unanswered.pop(host, None)
            return exchange
        if wait_s > _LONGEST_WAIT_S or (once and exchange.status not in (429, 503)):
            raise self._busy(exchange, host)
        time.sleep(wait_s)
        again = self._stubbornly(ready, host, once=once)
        if _wait_s(again) is not None:
            raise self._busy(again, host)
        self._unanswered.pop(host, None)
        note = f"sent again after {exchange.status} and a pause of {wait_s:g} s"
        return replace(again, note=_joined(note, again.note))

    def _stubbornly(self, ready: Callable[[], Call], host: str, *, once: bool) -> Exchange:
        """Sends once more where the wire failed, unless the call may have had an effect that must not come twice."""
        notes: list[str] = []
        while True:
            self._pace.wait()
            try:
                exchange = self._exchanged(ready())
            except NoAnswer as error:
                notes.append(f"attempt {len(notes) + 1}: {error.says}")
                if len(notes) > 1 or (once and error.connected):
                    raise self._unreachable(host, error.says, error.hint) from None
                continue
            except Broken as error:
                raise Broken(self.secrets.mask(str(error))) from None
            return replace(exchange, note=_joined(*notes, exchange.note)) if notes else exchange

    def _exchanged(self, call: Call) -> Exchange:
        answer = self._transport.send(call)
        return Exchange(
            call=replace(call, headers=recorded(call.headers)),
            status=answer.status,
            headers=answer.headers,
            content=answer.content,
            data=NOT_JSON if answer.note else _parsed(answer.content),
            elapsed_ms=answer.elapsed_ms,
            at=self.clock.now(),
            note=answer.note,
        )

    def _busy(self, exchange: Exchange, host: str) -> Unreachable:
        """What a bank that has no time for us stops with."""
        wanted = exchange.header("Retry-After")
        later = f" and asks to come back later (Retry-After: {wanted})" if wanted else ""
        return self._unreachable(host, f"{host} answers {exchange.status}{later}", "is the bank under maintenance?")

    def _unreachable(self, host: str, says: str, hint: str) -> Unreachable:
        """One more call without an answer; after three of them in a row the bank is given up."""
        self._unanswered[host] += 1
        if self._unanswered[host] >= _GIVE_UP_AFTER:
            since = f"given up after {self._unanswered[host]} calls without an answer; the last: {says}"
            self._given_up[host] = Unreachable(since, hint)
        return Unreachable(says, hint)


def _seal(options: Signature) -> Seal:
    """Imported when it is needed: certificates take 60 ms, which a bank that wants no signature need not pay."""
    from conformance.client.signature import Seal  # noqa: PLC0415

    return Seal(options)


def _parsed(content: bytes) -> Any:
    if not content:
        return NOT_JSON
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return NOT_JSON


def _wait_s(exchange: Exchange) -> float | None:
    """The pause to make before asking again; None for an answer. A 429 that names the quota (TMRQ) is an answer."""
    if exchange.status not in (429, 502, 503, 504):
        return None
    if exchange.status == 429 and any(code in exchange.content for code in (b"TMRQ", b"TQMR")):
        return None
    wanted = (exchange.header("Retry-After") or "").strip()
    if wanted.isdecimal():
        return float(wanted)
    with suppress(ValueError):
        return max((parsedate_to_datetime(wanted) - datetime.now(UTC)).total_seconds(), 0.0)
    return None if exchange.status == 429 else _SHORT_WAIT_S


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
