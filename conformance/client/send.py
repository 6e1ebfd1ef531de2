"""The one seam to HTTP: a Call goes out, an Exchange comes back.

httpx is known to this file only. What it promises beyond sending: no redirect is followed, no token leaves for a host
the target does not list, no body is read without bound, no token or cookie is kept in what is recorded, and what fails
on the wire is told in plain words.
"""

from __future__ import annotations

import logging
import ssl
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import httpx
import orjson

from conformance.client import links
from conformance.client.wire import Pace, explain, timely, unpacked
from conformance.clock import Clock
from conformance.errors import Blocked, Broken, Unreachable
from conformance.masking.secrets import MASK, Secrets
from conformance.model import NOT_JSON, Call, Exchange
from conformance.target.address import authority, bare
from conformance.target.options import Signature, Target

if TYPE_CHECKING:
    from conformance.client.signature import Seal

Headers = tuple[tuple[str, str], ...]

_ALWAYS: Final[Headers] = (
    ("Accept", "application/hal+json; charset=utf-8, application/json;q=0.9"),
    ("Accept-Encoding", "gzip"),
    ("User-Agent", "stet-conformance"),
)
_PRESENT: Final[Headers] = (
    ("PSU-IP-Address", "192.168.0.1"),
    ("PSU-IP-Port", "4711"),
    ("PSU-HTTP-Method", "GET"),
    ("PSU-User-Agent", "stet-conformance"),
    ("PSU-Accept-Language", "fr-FR"),
)
"""What shows that the customer is there; without PSU-IP-Address a call is a batch access (four a day)."""
_HIDDEN: Final = {"authorization": f"Bearer {MASK}", "cookie": MASK}
_GIVE_UP_AFTER: Final = 3
_LONGEST_WAIT_S: Final = 60.0
_SHORT_WAIT_S: Final = 1.0
"""The pause where a gateway says that the bank is away, but not for how long."""

# Its debug log tells the headers of answers, and with them cookies and the codes of logins.
logging.getLogger("httpcore").setLevel(logging.WARNING)


class Sender:
    """Sends calls to one target, one after the other; a context manager that closes its connections."""

    def __init__(self, target: Target, clock: Clock, secrets: Secrets) -> None:
        self.target, self.clock, self.secrets = target, clock, secrets
        secrets.learn(*target.secrets)
        self._transports: dict[bool, httpx.HTTPTransport] = {}
        self._seal = _seal(target.signature) if target.signature is not None else None
        self._tls = _tls(target) if target.base_url.startswith("https:") else None
        self._pace = Pace(target.limits.rate_per_s)
        self._patience = dict.fromkeys(("connect", "read", "write", "pool"), target.limits.timeout_s)
        self._most = int(target.limits.body_mib * 1024 * 1024)
        self._lost: Counter[str] = Counter()
        self._down: dict[str, Unreachable] = {}
        """By host: where the screens of a login do not answer, the API still may."""

    def __enter__(self) -> Sender:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        for transport in self._transports.values():
            transport.close()
        self._transports.clear()

    def send(self, call: Call, token: str | None = None, *, batch: bool = False, flaw: str = "") -> Exchange:
        """The answer to a call. Raises Unreachable where none comes, Blocked where the token must not go there.

        The token is added here, last, and what is recorded says `Bearer ***`. `batch` leaves out what shows that the
        customer is present; `flaw` bends the signature (signature.FLAWS) where the target has one.
        """
        host = authority(call.url)
        if host in self._down:
            raise self._down[host]
        if token is not None and not links.trusted(call.url, self.target):
            raise Blocked(f"no token is sent to {host}: it is neither the target's host nor listed under links.hosts")
        self.secrets.learn(token or "")

        once = _completed(call.headers, batch, call.without)

        def ready() -> Call:
            headers = once if self._seal is None else _completed(call.headers, batch, call.without)
            made = self._sealed(replace(call, headers=headers), flaw)
            known = not token or any(name.lower() == "authorization" for name, _ in made.headers)
            return made if known else replace(made, headers=(*made.headers, ("Authorization", f"Bearer {token}")))

        exchange = self._patiently(ready, host, once_only=_once_only(call, batch, self.target))
        self.secrets.learn_from(exchange)
        return exchange

    def _sealed(self, call: Call, flaw: str) -> Call:
        """The call signed, where the target has a seal and the call is one of its API, not of a login."""
        if self._seal is None or links.below_root(call.url, self.target) is None:
            return call
        return self._seal.sign(replace(call, url=str(_request(call).url)), self.clock.now(), flaw)

    def _patiently(self, ready: Callable[[], Call], host: str, *, once_only: bool) -> Exchange:
        """Sends once more, after the pause the bank asks for, where it is busy (429 without a quota's code, 503).

        A bank that is still busy then is not judged: Unreachable. So is one that asks for a longer pause than we make.
        A signed call is made ready anew each time: one signature and X-Request-ID sent twice would look like a replay.
        """
        exchange = self._stubbornly(ready, host, once_only=once_only)
        wait = _asked_to_wait(exchange)
        if wait is None:
            self._lost.pop(host, None)
            return exchange
        if wait > _LONGEST_WAIT_S or (once_only and exchange.status not in (429, 503)):
            raise self._busy(exchange, host)
        time.sleep(wait)
        again = self._stubbornly(ready, host, once_only=once_only)
        if _asked_to_wait(again) is not None:
            raise self._busy(again, host)
        self._lost.pop(host, None)
        return replace(again, note=_joined(f"sent again after {exchange.status} and a pause of {wait:g} s", again.note))

    def _stubbornly(self, ready: Callable[[], Call], host: str, *, once_only: bool) -> Exchange:
        """Sends once more where the wire failed, unless the call may have had an effect that must not come twice."""
        notes: list[str] = []
        while True:
            self._pace.wait()
            call = ready()
            try:
                exchange = self._once(call, replace(call, headers=_recorded(call.headers)))
            except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
                raise Broken(f"{call.method} {call.url} cannot be sent: {self.secrets.mask(str(error))}") from None
            except httpx.TransportError as error:
                says, hint = explain(error, call.url, self.target.limits.timeout_s)
                notes.append(f"attempt {len(notes) + 1}: {says}")
                if len(notes) > 1 or (once_only and not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)):
                    raise self._lost_again(host, says, hint) from None
                continue
            return replace(exchange, note=_joined(*notes, exchange.note)) if notes else exchange

    def _busy(self, exchange: Exchange, host: str) -> Unreachable:
        """What a bank that has no time for us stops with."""
        asked = exchange.header("Retry-After")
        later = f" and asks to come back later (Retry-After: {asked})" if asked else ""
        return self._lost_again(host, f"{host} answers {exchange.status}{later}", "is the bank under maintenance?")

    def _lost_again(self, host: str, says: str, hint: str) -> Unreachable:
        """One more call without an answer; after three of them in a row the bank is given up."""
        self._lost[host] += 1
        if self._lost[host] >= _GIVE_UP_AFTER:
            told = f"given up after {self._lost[host]} calls without an answer; the last: {says}"
            self._down[host] = Unreachable(told, hint)
        return Unreachable(says, hint)

    def _once(self, call: Call, recorded: Call) -> Exchange:
        request = _request(call)
        request.extensions["timeout"] = self._patience
        transport = self._transport(secure=request.url.scheme == "https")
        started = time.perf_counter()
        answer = transport.handle_request(request)
        try:
            chunks = timely(answer.iter_raw(), self.target.limits.timeout_s)
            content, note = unpacked(chunks, answer.headers.get("content-encoding", ""), self._most)
        except TimeoutError as late:
            raise httpx.ReadTimeout(str(late)) from None
        finally:
            answer.close()
        if len(content) > self._most:
            told = f"{call.method} {bare(call.url)}: the body is longer than {self._most / 1048576:g} MiB"
            raise Blocked(f"{told}, the rest was not read; limits.body_mib in the target file sets how much is")
        elapsed_ms = (time.perf_counter() - started) * 1000
        return Exchange(
            call=recorded,
            status=answer.status_code,
            headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw),
            content=content,
            data=NOT_JSON if note else _parsed(content),
            elapsed_ms=elapsed_ms,
            at=self.clock.now(),
            note=note,
        )

    def _transport(self, *, secure: bool) -> httpx.HTTPTransport:
        """The connections in clear, or those over TLS, whose context costs 15 ms that a mock in clear need not pay.

        A transport, not a Client: that one follows up redirects even where it is told not to, and fails on odd ones.
        """
        if secure not in self._transports:
            self._transports[secure] = httpx.HTTPTransport(
                verify=self._secure() if secure else False,
                trust_env=False,
                limits=httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=60),
            )
        return self._transports[secure]

    def _secure(self) -> ssl.SSLContext:
        self._tls = self._tls or _tls(self.target)
        return self._tls


# A door: certificates take 60 ms to import, which a bank spoken to in clear need not pay.


def _tls(target: Target) -> ssl.SSLContext:
    from conformance.client import tls  # noqa: PLC0415

    return tls.context(target.tls)


def _seal(options: Signature) -> Seal:
    from conformance.client.signature import Seal  # noqa: PLC0415

    return Seal(options)


def form(method: str, url: str, fields: Sequence[tuple[str, str]], headers: Headers = ()) -> Call:
    """A call that sends a form, as the token endpoint and the bank's screens take it."""
    typed = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
    return Call(method=method, url=url, headers=(typed, *headers), content=urlencode(fields).encode())


def _request(call: Call) -> httpx.Request:
    """Header values go as bytes: a scenario may send what no browser would."""
    try:
        headers = [(name.encode("ascii"), value.encode("utf-8")) for name, value in call.headers]
        return httpx.Request(call.method, call.url, headers=headers, content=call.content)
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        raise Broken(f"{call.method} {call.url} cannot be sent: {error}") from None


def _completed(headers: Headers, batch: bool, without: tuple[str, ...]) -> Headers:
    """The headers that every request carries, where the call does not set them itself or leaves them out."""
    given = {name.lower() for name, _ in headers} | set(without)
    wanted = (("X-Request-ID", str(uuid.uuid4())), *_ALWAYS, *(() if batch else _PRESENT))
    return (*headers, *(header for header in wanted if header[0].lower() not in given))


def _recorded(headers: Headers) -> Headers:
    return tuple((name, _HIDDEN.get(name.lower(), value)) for name, value in headers)


def _parsed(content: bytes) -> Any:
    if not content:
        return NOT_JSON
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return NOT_JSON


def _once_only(call: Call, batch: bool, target: Target) -> bool:
    """Whether a call may have an effect that must not come twice: a code exchanged, a batch access of the day used.

    A POST below the API root has none: this API knows no such operation.
    """
    inside = links.below_root(call.url, target) is not None
    return batch if inside else call.method != "GET"


def _asked_to_wait(exchange: Exchange) -> float | None:
    """The pause to make before asking again; None for an answer. A 429 that names the quota (TMRQ) is an answer."""
    if exchange.status not in (429, 502, 503, 504):
        return None
    if exchange.status == 429 and any(code in exchange.content for code in (b"TMRQ", b"TQMR")):
        return None
    asked = (exchange.header("Retry-After") or "").strip()
    if asked.isdecimal():
        return float(asked)
    with suppress(ValueError):
        return max((parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds(), 0.0)
    return None if exchange.status == 429 else _SHORT_WAIT_S


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
