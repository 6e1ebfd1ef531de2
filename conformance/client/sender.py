"""The one way to the bank: a Call goes out, an Exchange comes back.

What it promises beyond sending: no token leaves for a host the target does not list, no token or cookie is kept in what
is recorded, a bank that is busy is asked again, and one that does not answer is given up.
"""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from conformance import jsontext
from conformance.client import links
from conformance.client.calls import Headers, completed, once_only, recorded
from conformance.client.exchanges import Exchanges
from conformance.client.fields import excerpt, http_date, whole_number
from conformance.client.outages import Outages
from conformance.client.transport import NoAnswer, Received, ShownByTls, Transport, sent_url
from conformance.client.wire import Pace
from conformance.clock import Clock
from conformance.errors import Blocked, Halted, Unreachable
from conformance.frozen import replace
from conformance.masking.secrets import Secrets
from conformance.meanwhile import Meanwhile
from conformance.model import NO_ANSWER, NOBODY, NOT_JSON, OWN_CERTIFICATE, Asker, Call, Exchange, Purpose, Silence
from conformance.target.address import authority
from conformance.target.bearer import wrong_token
from conformance.target.target import Signature, Target, Tls

if TYPE_CHECKING:
    from conformance.client.signature import Seal

_AWAY: Final = (429, 502, 503, 504)
"""What a bank answers that has no time, and a gateway whose bank is away; it may also be the answer to the request."""
_NOT_TAKEN: Final = (429, 503)
"""Those of them that say that the request was not even looked at."""
_LONGEST_WAIT_S: Final = 60
_SHORT_WAIT_S: Final = 1.0
"""The pause where nothing is said about how long, or nothing that can be understood."""
_ALSO_HALTED: Final = (Purpose.CONTROL, Purpose.RESTORING, Purpose.LOGIN)
"""What is sent for these also by a sender that was halted."""
_PIECE_S: Final = 0.5
_IDLE_AT_MOST: Final = 20
"""So many connections are kept open, and may all have died meanwhile."""


class Wire(Protocol):
    """What calls go out on, and answers come back."""

    @property
    def shown(self) -> tuple[ShownByTls, ...]:
        """The certificates by which hosts have shown who they are."""

    def send(self, call: Call, *, anew: bool = False) -> Received:
        """The answer to a call. Raises NoAnswer and Blocked as `Transport.send` does."""

    def close(self) -> None:
        """Let go of it."""


class Sender:
    """Sends calls to one target, of any thread; a context manager that closes its connections.

    Raises Mistakes where a certificate or key of the target cannot be used.
    """

    def __init__(
        self,
        target: Target,
        clock: Clock,
        secrets: Secrets,
        exchanges: Exchanges | None = None,
        wire: Wire | None = None,
    ) -> None:
        """`wire`: what calls go out on, where that is no network."""
        self.target, self.clock, self.secrets = target, clock, secrets
        self.exchanges = Exchanges() if exchanges is None else exchanges
        """Where all that is sent is told."""
        secrets.learn(*target.secrets)
        self._seal = _seal(target.signature) if target.signature is not None else None
        self.meanwhile = Meanwhile()
        """What can wait until the bank is waited for."""
        self._transport = Transport(target, self.meanwhile) if wire is None else wire
        self._certificate = OWN_CERTIFICATE if target.tls is not None and target.tls.certificate is not None else ""
        self._pace = Pace(target.limits.rate_per_s)
        self._outages = Outages()
        """By host: where the screens of a login do not answer, the API still may."""
        self._good: dict[str, dict[str, tuple[Call, str]]] = {}
        """For each persona requests of the API, by URL, that were answered well with a token."""
        self._asker = NOBODY
        self._halted = threading.Event()

    def __enter__(self) -> Sender:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    @property
    def shown(self) -> tuple[ShownByTls, ...]:
        """The certificates by which hosts have shown who they are."""
        return self._transport.shown

    def asked_by(self, asker: Asker) -> Sender:
        """The same sender, connections, pace and all, whose exchanges tell that this one asked for them."""
        own = object.__new__(type(self))  # `copy` takes ten times as long, and this is done for every step
        own.__dict__.update(self.__dict__, _asker=asker)
        return own

    def showing(self, tls: Tls, name: str) -> Sender:
        """One with connections of its own that shows another client certificate, called so, at the same pace."""
        own = copy.copy(self)
        own.target = replace(self.target, tls=tls)
        own._certificate = name if tls.certificate is not None else ""
        own._transport, own._outages, own._good = Transport(own.target, self.meanwhile), Outages(), {}
        return own

    def halt(self) -> None:
        """Nothing more is sent but what puts back what was found, and logins for that: the run was interrupted."""
        self._halted.set()

    def send(self, call: Call, token: str | None = None, *, batch: bool = False, flaw: str = "") -> Exchange:
        """The answer to a call.

        The token is added here, last, and what is recorded has its label. `batch` leaves out what shows that the
        customer is present; `flaw` bends the signature (see Seal.sign) where the target has one.

        Raises Unreachable where no answer comes, Blocked where the token must not go there, the body is longer than
        the target allows, or the call cannot be sent at all, Halted where the run was interrupted.
        """
        self._look_out()
        host = authority(call.url)
        if token is not None and not links.trusted(call.url, self.target):
            raise Blocked(f"no token is sent to {host}: it is neither the target's host nor listed under links.hosts")
        self.secrets.learn(token or "")
        wrong = wrong_token(token or "")
        if wrong:
            raise Blocked(f"the access token {wrong}: no header can carry it")
        begun = self._outages.begin(host)
        try:
            exchange = self._patiently(call, token, batch=batch, flaw=flaw)
        except Unreachable as error:
            raise self._outages.unanswered(host, error, begun) from None
        self._outages.answered(host)
        self.exchanges.amend(exchange)
        if token and call.method == "GET" and call.persona and 200 <= exchange.status < 300:
            self._remember_good(call, token)
        return exchange

    def _look_out(self) -> None:
        if self._halted.is_set() and self._asker.purpose not in _ALSO_HALTED:
            raise Halted

    def rest(self, seconds: float) -> None:
        """Let time pass; the caller sends nothing meanwhile. In short pieces: on Windows Ctrl-C ends none of them."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0 and not self._halted.wait(min(left, _PIECE_S)):
            pass
        self._look_out()

    def _maker(self, call: Call, token: str | None, *, batch: bool, flaw: str = "") -> Callable[[], Call]:
        """Makes the call ready to be sent, as often as it must be.

        A signed call is made anew each time: one signature and X-Request-ID sent twice would look like a replay.
        """
        if self._seal is None or links.below_root(call.url, self.target) is None:
            made = replace(call, headers=_with_token(completed(call, batch=batch), token))
            return lambda: made
        seal, sent = self._seal, sent_url(call)

        def make() -> Call:
            anew = replace(call, url=sent, headers=completed(call, batch=batch))
            signed = seal.sign(anew, self.clock.now(), flaw)
            return replace(signed, headers=_with_token(signed.headers, token))

        return make

    def note(self, exchange: Exchange) -> Exchange:
        """Tell of an exchange that went another way, a browser's; as it is told."""
        self.secrets.learn_from(exchange)
        return self.exchanges.add(replace(exchange, asker=self._asker))

    def _patiently(self, call: Call, token: str | None, *, batch: bool, flaw: str) -> Exchange:
        """The answer, where the bank has time for one.

        429, 502, 503 and 504 may be the answer to this request, or no answer at all. So the request is sent once more
        after the pause that is asked for (unless it may have had an effect that must not come twice); where that says
        the same, a request that was answered well before is asked, as if the customer were there. If the bank answers
        that one, it has answered this one too. If not: Unreachable.
        """
        host, once = authority(call.url), once_only(call, self.target, batch=batch)
        make, a_try = self._maker(call, token, batch=batch, flaw=flaw), self._outages.given_up(host)
        exchange = self._stubbornly(make, once=once, attempts=1 if a_try else 2)
        if not _away(exchange):
            return exchange
        pause_s, notes = _pause_s(exchange), list[str]()
        if not a_try and pause_s <= _LONGEST_WAIT_S:
            self.rest(pause_s)
            if not once or exchange.status in _NOT_TAKEN:
                notes.append(f"sent again after {exchange.status} and a pause of {pause_s:g} s")
                exchange = self._stubbornly(make, once=once, attempts=2)
        if not _away(exchange):
            return replace(exchange, note=_joined(*notes, exchange.note))
        other = None if a_try else self._known_good(call, token)
        witness = self._witness(*other) if other is not None else None
        if other is None or witness is None:
            raise _busy(exchange, host)
        if other == (call, token) and not (batch or flaw):
            return replace(witness, note=_joined(*notes, "and once more", witness.note))
        path = urlsplit(witness.call.url).path
        notes.append(f"{exchange.status} is the answer to this request: GET {path} is answered with {witness.status}")
        return replace(exchange, note=_joined(*notes, exchange.note))

    def _witness(self, call: Call, token: str | None) -> Exchange | None:
        """The answer to a request that shows that the bank is there meanwhile; None where nothing does."""
        try:
            answer = self._stubbornly(self._maker(call, token, batch=False), once=True, attempts=1)
        except Unreachable:
            return None
        return None if _away(answer) else answer

    def _known_good(self, call: Call, token: str | None) -> tuple[Call, str | None] | None:
        """A GET that was, or should be, answered on the same host, another one if possible; None for none."""
        accounts = f"{self.target.base_url}/accounts"
        if links.below_root(call.url, self.target) is not None:
            first = Call(method="GET", url=accounts, persona=call.persona, scope=call.scope), token
            known = [*self._good.get(call.persona, {}).values(), first] if token is not None else [first]
            return next((one for one in known if one[0].url != call.url), known[0])
        oauth, host = self.target.oauth, authority(call.url)
        urls = (*((oauth.authorize_url,) if oauth is not None else ()), accounts)
        return next(((Call(method="GET", url=url), None) for url in urls if authority(url) == host), None)

    def _remember_good(self, call: Call, token: str) -> None:
        """The first two different requests of a persona are enough."""
        known = self._good.setdefault(call.persona, {})
        if len(known) < 2:
            known.setdefault(call.url, (call, token))

    def _stubbornly(self, make: Callable[[], Call], *, once: bool, attempts: int) -> Exchange:
        """Sends once more where the wire failed, unless the call may have had an effect that must not come twice.

        Raises Unreachable. A connection that had died while it was idle is no failure: another one is opened.
        """
        notes: list[str] = []
        failed = idle = 0
        while True:
            self._pace.wait()
            try:
                exchange = self._exchanged(make(), anew=once)
            except NoAnswer as error:
                if error.died_idle and idle < _IDLE_AT_MOST:
                    idle += 1
                    continue
                failed += 1
                notes.append(f"attempt {failed}: {error.says}")
                if failed >= attempts or (once and error.connected):
                    raise Unreachable(error.says, error.hint) from None
                continue
            except Blocked as error:
                raise Blocked(self.secrets.mask(str(error))) from None
            opened = ("the bank had closed the connection, a new one was opened",) if idle else ()
            return replace(exchange, note=_joined(*opened, *notes, exchange.note)) if opened or notes else exchange

    def _exchanged(self, call: Call, *, anew: bool) -> Exchange:
        shown = self._certificate if call.url.lower().startswith("https:") else ""
        told = replace(call, headers=recorded(call.headers, self.secrets), certificate=shown, without=())
        try:
            answer = self._transport.send(call, anew=anew)
            exchange = Exchange(
                call=told,
                status=answer.status,
                headers=answer.headers,
                content=answer.content,
                data=NOT_JSON if answer.note else jsontext.read(answer.content),
                elapsed_ms=answer.elapsed_ms,
                at=self.clock.now(),
                note=_joined(answer.remark, answer.note),
                asker=self._asker,
            )
            self.secrets.learn_from_answer(exchange)
        except (NoAnswer, Blocked) as error:
            says = error.says if isinstance(error, NoAnswer) else str(error)
            how = (
                Silence(hint=error.hint, connected=error.connected, died_idle=error.died_idle)
                if isinstance(error, NoAnswer)
                else Silence(ours=True)
            )
            silence = Exchange(
                call=told, status=NO_ANSWER, at=self.clock.now(), note=says, asker=self._asker, silence=how
            )
            self.secrets.learn_from(silence)
            self.exchanges.add(silence, self.clock.now)
            raise
        return self.exchanges.add(exchange, self.clock.now)


def _with_token(headers: Headers, token: str | None) -> Headers:
    """The headers with the token last, unless they tell who is asking already."""
    known = not token or any(name.lower() == "authorization" for name, _ in headers)
    return headers if known else (*headers, ("Authorization", f"Bearer {token}"))


def _seal(options: Signature) -> Seal:
    """Imported when it is needed: certificates take 60 ms, which a bank that wants no signature need not pay."""
    from conformance.client.signature import Seal  # noqa: PLC0415

    return Seal(options)


def _away(exchange: Exchange) -> bool:
    """Whether an answer may be none. One that names the used-up quota is the bank's (TMRQ, ambiguities C1 and C2)."""
    return exchange.status in _AWAY and not any(code in exchange.content for code in (b"TMRQ", b"TQMR"))


def _pause_s(exchange: Exchange) -> float:
    """The pause to make before asking again, in seconds: Retry-After as a number or a date (RFC 9110, 10.2.3)."""
    wanted = exchange.header("Retry-After")
    seconds = whole_number(wanted, most=10 * _LONGEST_WAIT_S)
    if seconds is not None:
        return float(seconds)
    later = http_date(wanted)
    return max((later - datetime.now(UTC)).total_seconds(), 0.0) if later is not None else _SHORT_WAIT_S


def _busy(exchange: Exchange, host: str) -> Unreachable:
    """What a bank that has no time for us stops with."""
    wanted = exchange.header("Retry-After")
    later = f" and asks to come back later (Retry-After: {excerpt(wanted, 40)})" if wanted else ""
    return Unreachable(f"{host} answers {exchange.status}{later}", "is the bank under maintenance?")


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
