"""What is put over everything before it is written down: a ledger tells no secret, and personal data only if it may."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Final

from conformance import jsontext
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.ledger.exchange_record import digest
from conformance.ledger.lines import dumps, loads
from conformance.masking.bodies import masked_body
from conformance.masking.derived import without_derived
from conformance.masking.secrets import BETWEEN, MASK
from conformance.model import JSON, NOT_JSON, Exchange

Mask = Callable[[str], str]
Record = dict[str, Any]
Headers = tuple[tuple[str, str], ...]

_ALWAYS_HIDDEN: Final = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
_UNDER_A_LABEL: Final = pattern(r"\S+ \*\*\*\d*")
"""A credential of which the label only is told: the same one has the same label."""


_REMEMBERED: Final = 64
_REPEATED: Final = 262_144
"""So many bodies, of so many bytes at most, are masked once, as most come again."""


def _as_it_is(text: str) -> str:
    return text


def _nothing() -> int:
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Masks:
    """The masks of one run."""

    secrets: Mask = _as_it_is
    several: Callable[[Sequence[str]], list[str]] | None = None
    """The same over several texts, where that is cheaper than one by one."""
    personal: Mask = _as_it_is
    """Over a text without secrets."""
    verdict: Callable[[Record], Record] | None = None
    """Over the whole record of a verdict; what of it is personal is known by where it stands."""
    key: bytes = b""
    """That of the run: headers that tell of what was masked (Digest, Signature, ETag) become others by it."""
    learnt: Callable[[], int] = _nothing
    """How much has been learnt so far that is to be hidden: a body that was looked at since then is told so again."""
    _ready: dict[int, tuple[int, Exchange, Exchange]] = field(default_factory=dict, init=False, repr=False)
    """Of exchanges that were looked at ahead, by number: how much was learnt by then, and as what each is told."""
    _harmless: dict[bytes, int] = field(default_factory=dict, init=False, repr=False)
    """By the SHA-256 of bodies in which there was nothing to hide: how much was learnt by then. Most come often."""
    _masked_last: dict[bytes, tuple[int, bytes]] = field(default_factory=dict, init=False, repr=False)
    """By the SHA-256 of those that were masked last: how much was learnt by then, and as what each is told."""

    def text(self, text: str) -> str:
        """A text as it may be told."""
        return self.personal(self.secrets(text)) if text else text

    def value(self, value: JSON, name: str = "") -> JSON:
        """A value of an answer as it is told in the answer, where it stands under this name if one is given."""
        if isinstance(value, str) and not name:
            return self.text(value)
        if value is None or isinstance(value, bool):
            return value
        said = dumps({name: value})
        told = self.content(said)
        return value if told == said else loads(told)[name]

    def record(self, record: Mapping[str, Any]) -> Record:
        """Anything as plain JSON that may be told."""
        return self._masked(record, self.text)

    def verdict_record(self, record: Mapping[str, Any]) -> Record:
        """The record of a verdict as it may be told."""
        if self.verdict is None:
            return self.record(record)
        return self.verdict(self._masked(record, self.secrets))

    def make_ready(self, exchange: Exchange) -> None:
        """Look at an exchange before it is told: unless more is learnt until then, that is done."""
        learnt = self.learnt()
        self._ready[exchange.number] = learnt, exchange, self._exchange(exchange)

    def exchange(self, exchange: Exchange) -> Exchange:
        """An exchange as it may be told; the same where there is nothing to hide."""
        learnt, same, told = self._ready.pop(exchange.number, (-1, None, exchange))
        return told if same is exchange and learnt == self.learnt() else self._exchange(exchange)

    def _exchange(self, exchange: Exchange) -> Exchange:
        call = exchange.call
        hint = exchange.silence.hint if exchange.silence is not None else ""
        texts = [call.url, exchange.note, hint]
        texts += [value for _, value in call.headers]
        texts += [value for _, value in exchange.headers]
        url, note, hint, *values = self._all(texts)
        asked = None if call.content is None else self.content(call.content)
        content = self.content(exchange.content)
        sent = self._headers(call.headers, values, call.content or b"", asked or b"", elsewhere=url != call.url)
        came = self._headers(exchange.headers, values[len(call.headers) :], exchange.content, content)
        if content is not exchange.content:
            exchange = replace(exchange, content=content, data=jsontext.read(content))
        if exchange.silence is not None and hint != exchange.silence.hint:
            exchange = replace(exchange, silence=replace(exchange.silence, hint=hint))
        if (url, note, sent, came, asked) == (call.url, exchange.note, call.headers, exchange.headers, call.content):
            return exchange
        masked = (url, asked) != (call.url, call.content) or _without_credentials(sent) != _without_credentials(
            call.headers
        )
        told = replace(call, url=url, headers=sent, content=asked, masked=call.masked or masked)
        return replace(exchange, call=told, headers=came, note=note)

    def content(self, content: bytes) -> bytes:
        """A body as it may be told; the very same where there is nothing to hide."""
        if not content:
            return content
        known = bytes.fromhex(digest(content))
        learnt = self.learnt()
        if self._harmless.get(known) == learnt:
            return content
        last = self._masked_last.get(known)
        if last is not None and last[0] == learnt:
            return last[1]
        told = masked_body(content, self.text)
        if told is content:
            self._harmless[known] = learnt
        elif len(told) <= _REPEATED:
            if len(self._masked_last) == _REMEMBERED:
                del self._masked_last[next(iter(self._masked_last))]
            self._masked_last[known] = learnt, told
        return told

    def _headers(
        self, headers: Headers, values: list[str], before: bytes, after: bytes, *, elsewhere: bool = False
    ) -> Headers:
        """The headers with these values instead, of a message whose body was `before` and is told as `after`."""
        told = tuple([(name, _told(name.lower(), value)) for (name, _), value in zip(headers, values, strict=False)])
        return without_derived(told, self.key, before=before, after=after, elsewhere=elsewhere or told != headers)

    def _all(self, texts: list[str]) -> list[str]:
        told = list(map(self.secrets, texts)) if self.several is None else self.several(texts)
        if self.personal is _as_it_is:
            return told
        joined = BETWEEN.join(told)
        return told if self.personal(joined) == joined else list(map(self.personal, told))

    @staticmethod
    def _masked(record: Mapping[str, Any], mask: Mask) -> Record:
        """In most records one look at all their texts finds nothing to hide."""
        texts: list[str] = []
        plain: Record = _plain(record, texts)
        joined = BETWEEN.join(texts)
        return plain if mask(joined) == joined else _each(plain, mask)


def _without_credentials(headers: Headers) -> Headers:
    return tuple(header for header in headers if header[0].lower() not in _ALWAYS_HIDDEN)


def _told(name: str, value: str) -> str:
    """The value of a header that opens a bank is hidden whatever it says."""
    told = name not in _ALWAYS_HIDDEN or (name == "authorization" and _UNDER_A_LABEL.fullmatch(value))
    return value if told else MASK


def _plain(value: Any, texts: list[str]) -> Any:
    """Any value as plain JSON, its texts noted; what JSON does not know is told by its text."""
    if isinstance(value, str):
        texts.append(value)
        return value
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, dict):
        texts.extend(value)
        return {key: _plain(item, texts) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, texts) for item in value]
    if isinstance(value, Mapping):
        return _plain({str(key): item for key, item in value.items()}, texts)
    return _plain("no JSON" if value is NOT_JSON else str(value), texts)


def _each(value: Any, mask: Mask) -> Any:
    """The value with every text in it masked."""
    if isinstance(value, str):
        return mask(value) if value else value
    if isinstance(value, dict):
        return {mask(key): _each(item, mask) for key, item in value.items()}
    return [_each(item, mask) for item in value] if isinstance(value, list) else value
