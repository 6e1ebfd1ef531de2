"""An HTTP archive taken apart: its entries as exchanges, and what of each its writer has left out.

Archives come from browsers, proxies and API tools; many leave out bodies, tokens or headers. What is missing is noted,
entry by entry, so that nobody takes it for something the bank did not send.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from reprlib import repr as shortly
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from conformance import jsontext
from conformance.clock import PARIS
from conformance.errors import Mistake, Mistakes, mistake
from conformance.frozen import dataclass
from conformance.har.asker import asked_by
from conformance.har.writing import CREATOR
from conformance.model import NO_ANSWER, NOT_JSON, Asker, Call, Exchange, Purpose
from conformance.ownfiles import look_at

_BOM: Final = b"\xef\xbb\xbf"
_MOST_TOLD: Final = 20
_LARGEST: Final = 1 << 30
"""More is not read: a recording of a hundred runs."""
_WITHOUT_A_BODY: Final = (204, 304)
_HINT: Final = "export it again, as HAR 1.2"
_SOMEBODY: Final = Asker(purpose=Purpose.STEP)
"""Who asks in archives of others: it is about the API that they did."""
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An exchange as an archive has it."""

    exchange: Exchange
    """Its number is the place of its entry, from 1."""
    body: bool = True
    """Whether the body is there, if the bank sent one."""
    headers: bool = True
    """Whether the headers of the answer are there."""
    encoded: bool = False
    """Whether the body was in Base64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What an archive holds."""

    recorded: tuple[Recorded, ...]
    own: bool
    """Whether a run of ours has written it: then its order is that of the run."""


def read(path: Path) -> Archive:
    """The entries of an archive. Raises Mistakes: the first places that cannot be read, with what is wrong there."""
    try:
        look_at(path, _LARGEST)
        content = path.read_bytes().removeprefix(_BOM)
    except OSError as error:
        raise mistake(f"{path} cannot be read: {error.strerror}") from None
    data = jsontext.read(content, jsontext.ANY_NUMBER)
    if data is NOT_JSON:
        why = jsontext.why_not(content, jsontext.ANY_NUMBER)
        raise mistake(f"{path} is no HTTP archive: {why}", hint=_HINT)
    entries = _member(_member(data, "log"), "entries")
    if not isinstance(entries, list):
        raise mistake(f"{path} is no HTTP archive: it has no list log.entries", hint=_HINT)
    own = _member(_member(_member(data, "log"), "creator"), "name") == CREATOR
    found: list[Recorded] = []
    wrong: list[Mistake] = []
    for index, entry in enumerate(entries):
        try:
            found.append(_recorded(entry, index + 1, own=own))
        except (ValueError, OverflowError) as error:  # a moment that no calendar has
            says = f"{path}: log.entries[{index}]{error}"
            wrong.append(Mistake(place=None, says=says, hint=_HINT))
            if len(wrong) == _MOST_TOLD:
                break
    if wrong:
        raise Mistakes(wrong)
    return Archive(recorded=tuple(found), own=own)


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _recorded(entry: Any, number: int, *, own: bool) -> Recorded:
    """One entry. Raises ValueError, whose text goes on from the entry's place."""
    request = _object(entry, "request")
    # Of a request that was cut off some write no response, others one without a status.
    response = _object(entry, "response") if entry.get("response") is not None else {"status": NO_ANSWER}
    status = response.get("status")
    if isinstance(status, float) and status.is_integer():
        status = int(status)
    if not isinstance(status, int):
        raise ValueError(f".response.status is {shortly(status)}, not a number")
    elapsed = entry.get("time")
    elapsed = float(elapsed) if isinstance(elapsed, int | float) and elapsed > 0 else 0.0
    comment = entry.get("comment")
    asker, persona, scope = asked_by(comment) if own and isinstance(comment, str) else (_SOMEBODY, "", "")
    content, there, encoded = _content(response, status)
    headers = tuple(_headers(response, ".response"))
    exchange = Exchange(
        call=_call(request, persona, scope),
        status=max(status, NO_ANSWER),
        headers=headers,
        content=content,
        data=jsontext.read(content),
        elapsed_ms=elapsed,
        at=_moment(entry) + timedelta(milliseconds=elapsed),
        asker=asker,
        number=number,
    )
    return Recorded(exchange=exchange, body=there, headers=bool(headers), encoded=encoded)


def _object(entry: Any, name: str) -> Json:
    value = _member(entry, name)
    if not isinstance(value, dict):
        raise ValueError(f" has no {name}")
    return value


def _moment(entry: Json) -> datetime:
    text = entry.get("startedDateTime")
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f".startedDateTime is {shortly(text)}, not a moment") from None
    return (found if found.tzinfo else found.replace(tzinfo=PARIS)).astimezone(PARIS)


def _call(request: Json, persona: str, scope: str) -> Call:
    method, url = request.get("method"), request.get("url")
    if not isinstance(method, str) or not isinstance(url, str):
        raise ValueError(".request has no method, or no url")
    try:
        urlsplit(url)
    except ValueError as error:
        raise ValueError(f".request.url is no address: {error}") from None
    return Call(
        method=method.upper(),
        url=url.partition("#")[0],
        headers=tuple(_headers(request, ".request")),
        content=_sent(request.get("postData")),
        persona=persona,
        scope=scope,
    )


def _headers(message: Json, where: str) -> Iterator[tuple[str, str]]:
    """The headers; those that HTTP/2 makes of the first line (`:status`) are none."""
    found = message.get("headers") or []
    if not isinstance(found, list):
        raise ValueError(f"{where}.headers is no list")
    for index, one in enumerate(found):
        name, value = _member(one, "name"), _member(one, "value")
        if not isinstance(name, str) or not isinstance(value, str):
            raise ValueError(f"{where}.headers[{index}] has no name, or no value")
        if not name.startswith(":"):
            yield name, value


def _sent(data: Any) -> bytes | None:
    """The body of a request; a form may be told by its fields only."""
    text, fields = _member(data, "text"), _member(data, "params")
    if isinstance(text, str) and text:
        return text.encode("utf-8", "surrogatepass")
    if isinstance(fields, list) and fields:
        named = [(str(_member(one, "name")), str(_member(one, "value") or "")) for one in fields]
        return urlencode(named).encode()
    return None


def _content(response: Json, status: int) -> tuple[bytes, bool, bool]:
    """The body of an answer, whether it is there if there was one, and whether it was in Base64."""
    content = response.get("content")
    text, size = _member(content, "text"), _member(content, "size")
    if not isinstance(text, str) or not text:
        told = [size, *(value for name, value in _headers(response, ".response") if name.lower() == "content-length")]
        some = any(str(one) not in ("0", "None", "-1") for one in told)
        none = text == "" or size == 0
        return b"", status in _WITHOUT_A_BODY or status < 200 or (none and not some), False
    if _member(content, "encoding") != "base64":
        return text.encode("utf-8", "surrogatepass"), True, False
    try:
        return base64.b64decode("".join(text.split()), validate=True), True, True
    except (binascii.Error, ValueError):
        raise ValueError(".response.content.text is said to be Base64 and is not") from None
