"""What a world is made of where nothing is sent: a sender, a clock and a chance that hand out what was recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from conformance import jsontext
from conformance.chance import Chance
from conformance.client.calls import recorded
from conformance.client.exchanges import Exchanges
from conformance.client.outages import Outages
from conformance.client.sender import Sender
from conformance.client.transport import NoAnswer, Received, ShownByTls
from conformance.clock import APART, PARIS, Clock, day_of
from conformance.errors import Blocked
from conformance.late import pattern
from conformance.masking.secrets import LABEL_OF_A_JWT, Secrets
from conformance.model import JSON, NOT_JSON, Call, Exchange, LongValue, PlayedStep, Purpose, Silence, packing_note
from conformance.target.address import authority
from conformance.target.target import Target, Tls
from conformance.verification.recording import Departure, Recording
from conformance.verification.requests import token_for

_UUID: Final = "$uuid"
_TOKEN: Final = pattern(r'("(?:access|refresh)_token"\s*:\s*")(\*\*\*\d+)(?=")')
_STANDS_FOR_A_TOKEN: Final = pattern(r"Tok(\*\*\*\d+)Nt")
_A_JWT: Final = "eyJ0.eyJ{0}.0"
_FORM: Final = pattern(r"eyJ0\.eyJ(1\d{12})\.0")


class NoWire:
    """Stands where a network would; nothing ever goes out on it."""

    @property
    def shown(self) -> tuple[ShownByTls, ...]:
        """No certificate was seen."""
        return ()

    def send(self, call: Call, *, anew: bool = False) -> Received:  # noqa: ARG002 - as `Wire` has it
        """Raises Departure: a run that is judged again sends nothing."""
        raise Departure(f"{call.method} {call.url} would be sent")

    def close(self) -> None:
        """Nothing to let go of."""


class LabelsOnly(Secrets):
    """Leaves every text as it is: in a ledger nothing is secret any more."""

    __slots__ = ()

    def learn(self, *values: str) -> None:
        """Nothing is to be hidden."""

    def learn_code(self, code: str) -> None:
        """Nothing is to be hidden."""

    def learn_from(self, exchange: Exchange) -> None:
        """Nothing is to be hidden."""

    def label(self, value: str) -> str:
        """The value: it is a label, or stands where one was recorded."""
        return value

    def mask(self, text: str) -> str:
        """The text."""
        return text


class RecordedExchanges(Exchanges):
    """Tells of exchanges under the numbers that they have in their ledger."""

    def add(self, exchange: Exchange, now: Callable[[], datetime] | None = None) -> Exchange:  # noqa: ARG002 - as its base has it
        """Tell of an exchange; its number and its moment stay."""
        with self._lock:
            for listener in (*self._listeners, *self._own.listeners):
                listener.hear(exchange)
        return exchange

    def tell_once(self, exchanges: Iterable[Exchange]) -> None:
        """Tell those who listen now of all exchanges of the run, in its order, and nothing from then on."""
        for one in exchanges:
            self.add(one)
        with self._lock:
            self._listeners.clear()


class RecordedClock(Clock):
    """Stands at the moment of what is played: when a step began, when an answer came."""

    __slots__ = ("_let_go", "_now", "_played", "_recording", "stepping")

    def __init__(self, recording: Recording, started: datetime) -> None:
        super().__init__()
        self._recording = recording
        self._now = started
        self._let_go = False
        self._played: Mapping[int, PlayedStep] = {}
        self.stepping: tuple[str, int] = ("", 0)
        """The scenario and the step (index from 0) that is being played."""

    def start(self, moment: datetime, played: Iterable[PlayedStep]) -> None:
        """A scenario begins: when, and how its steps were played."""
        self._now, self._let_go = moment, False
        self._played = {one.step: one for one in played}

    def now(self) -> datetime:
        """The recorded moment, in Paris."""
        if self._let_go:
            release = self._recording.upcoming(Purpose.CONTROL)
            self._now, self._let_go = (release.at if release is not None else self._now), False
        return self._now.astimezone(PARIS)

    def begin(self, scenario: str, step: int) -> datetime:
        """The moment at which a step began."""
        self.stepping = scenario, step
        told, following = self._played.get(step), self._recording.of_step(scenario, step)
        if told is not None:
            # Where a scenario was played twice, the ledger tells when the steps of the second time began.
            later = following is not None and following.at < told.at
            self._now, self._let_go = (following.at if later and following is not None else told.at), False
        return self.now()

    def turned_since(self, moment: datetime) -> bool:
        """Whether midnight may have passed before what is recorded of the scenario's second time.

        The moments of the first time alone do not tell: it may have passed after its last answer.
        """
        again = self._recording.left_of(self._recording.scenario)
        day = day_of(moment - APART)
        return bool(again) and (day is None or day != day_of(again[0].at))

    def pass_to(self, moment: datetime) -> None:
        """An answer came."""
        self._now, self._let_go = moment, False

    def set(self, moment: datetime) -> None:
        """Go on from another moment."""
        self._now, self._let_go = moment, False

    def reset(self) -> None:
        """Go on as the run began: when that was, the next thing that was asked of the bank's clock tells."""
        self._let_go = True


class RecordedChance(Chance):
    """Draws what was drawn."""

    def __init__(self, recording: Recording, clock: RecordedClock) -> None:
        self._recording, self._clock = recording, clock
        self._words: dict[int, Iterator[str]] = {}

    def start(self, played: Iterable[PlayedStep]) -> None:
        """A scenario begins: the words that its steps were filled with."""
        self._words = {one.step: iter([_text(value) for word, value in one.words if word == _UUID]) for one in played}

    def state(self) -> str:
        """The `state` of the next login that was recorded; a new one where none is left."""
        login = self._recording.upcoming(Purpose.LOGIN, lambda one: bool(_state(one)))
        return _state(login) if login is not None else super().state()

    def uuid(self) -> str:
        """What `$uuid` stood for in this step; another one where nothing more was recorded."""
        _, step = self._clock.stepping
        return next(self._words.get(step, iter(())), super().uuid())


class RecordedSender(Sender):
    """Hands out recorded answers, and holds what is asked for to what was asked for."""

    def __init__(self, target: Target, clock: RecordedClock, recording: Recording, exchanges: Exchanges) -> None:
        super().__init__(target, clock, LabelsOnly(), exchanges, NoWire())
        self._recorded_clock, self._recording = clock, recording
        self._outages = Outages(_no_time)

    def showing(self, tls: Tls, name: str) -> Sender:  # noqa: ARG002 - whatever certificate was shown
        """The same: what came of a bad certificate is recorded like all else."""
        return self

    def send(self, call: Call, token: str | None = None, *, batch: bool = False, flaw: str = "") -> Exchange:
        """The recorded answer. Raises as any sender, and Departure where the ledger has another request there."""
        given_up = self._outages.why(authority(call.url))
        if given_up is not None and not self._recording.has(self._asker, call):
            raise given_up
        return super().send(call, token, batch=batch, flaw=flaw)

    def rest(self, seconds: float) -> None:
        """The pause was made when it was recorded."""

    def _exchanged(self, call: Call, *, anew: bool) -> Exchange:  # noqa: ARG002 - as it was recorded
        told = replace(call, headers=recorded(call.headers, self.secrets))
        exchange = self._recording.take(self._asker, told)
        self._recorded_clock.pass_to(exchange.at)
        self.exchanges.add(exchange)
        if not exchange.answered:
            raise _silent(exchange)
        return replace(exchange, note=packing_note(exchange.note))


def _silent(exchange: Exchange) -> NoAnswer | Blocked:
    how = exchange.silence or Silence()
    if how.ours:
        return Blocked(exchange.note)
    return NoAnswer(exchange.note, how.hint, how.connected, how.died_idle)


def with_stand_ins(exchange: Exchange) -> Exchange:
    """An exchange in which a token of which the form is known has that form, so that its form can be judged."""
    told = (exchange.call.url, *(value for _, value in exchange.headers))
    text = exchange.content.decode("latin-1")
    if not (_TOKEN.search(text) or LABEL_OF_A_JWT.search(text) or any(map(LABEL_OF_A_JWT.search, told))):
        return exchange
    headers = tuple((name, _with_form(value)) for name, value in exchange.headers)
    content = _TOKEN.sub(lambda found: found[1] + token_for(found[2]), _with_form(text)).encode("latin-1")
    data = exchange.data if exchange.data is NOT_JSON else jsontext.read(content)
    return replace(exchange, headers=headers, content=content, data=data)


def labelled(record: dict[str, Any]) -> dict[str, Any]:
    """The record of a verdict as its ledger would have it: labels instead of what stands for them."""
    return _labelled(record)  # type: ignore[no-any-return]  # a dict stays one


def _labelled(value: Any) -> Any:
    if isinstance(value, str):
        value = _FORM.sub(r"***\1", value) if "eyJ" in value else value
        return _STANDS_FOR_A_TOKEN.sub(r"\1", value) if "***" in value else value
    if isinstance(value, dict):
        return {_labelled(key): _labelled(item) for key, item in value.items()}
    return [_labelled(item) for item in value] if isinstance(value, list) else value


def _with_form(text: str) -> str:
    return LABEL_OF_A_JWT.sub(lambda label: _A_JWT.format(label[0].removeprefix("***")), text)


def _state(login: Exchange) -> str:
    return next(iter(parse_qs(urlsplit(login.call.url).query).get("state", ())), "")


def _text(value: JSON | LongValue) -> str:
    return value if isinstance(value, str) else ""


def _no_time() -> float:
    return 0.0
