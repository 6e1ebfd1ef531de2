"""What a run exchanged as an HTTP archive, which opens in the tools of a browser."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import harfile

from conformance import __version__
from conformance.har.asker import comment
from conformance.model import Call, Exchange

CREATOR: Final = "stet-conformance"
_HTTP: Final = "HTTP/1.1"
_UNKNOWN: Final = "application/octet-stream"
Headers = tuple[tuple[str, str], ...]


def write(path: Path, exchanges: Iterable[Exchange]) -> None:
    """Write exchanges, which are told as they are: whoever hands them over has masked them. Raises OSError."""
    with path.open("w", encoding="utf-8") as file, harfile.HarFile.open(file, creator=_CREATOR) as archive:
        for one in exchanges:
            archive.add_entry(
                startedDateTime=one.at - timedelta(milliseconds=one.elapsed_ms),
                time=round(one.elapsed_ms, 3),
                request=_request(one.call),
                response=_response(one),
                timings=harfile.Timings(send=0, wait=round(one.elapsed_ms, 3), receive=0),
                comment=comment(one.asker, one.call.persona, one.call.scope),
            )


_CREATOR: Final = harfile.Creator(name=CREATOR, version=__version__)


def _request(call: Call) -> harfile.Request:
    query = parse_qsl(urlsplit(call.url).query, keep_blank_values=True)
    data = None
    if call.content is not None:
        data = harfile.PostData(mimeType=_media(call.headers), text=call.content.decode("utf-8", "replace"))
    return harfile.Request(
        method=call.method,
        url=call.url,
        httpVersion=_HTTP,
        headers=_records(call.headers),
        queryString=_records(tuple(query)),
        postData=data,
        bodySize=len(call.content or b""),
    )


def _response(exchange: Exchange) -> harfile.Response:
    content = harfile.Content(size=len(exchange.content), mimeType=_media(exchange.headers))
    if exchange.content:
        try:
            content.text = exchange.content.decode("utf-8")
        except UnicodeDecodeError:
            content.text, content.encoding = base64.b64encode(exchange.content).decode(), "base64"
    return harfile.Response(
        status=exchange.status,
        statusText=exchange.note if not exchange.answered else "",
        httpVersion=_HTTP,
        headers=_records(exchange.headers),
        content=content,
        redirectURL=exchange.header("Location") or "",
        bodySize=len(exchange.content),
    )


def _media(headers: Headers) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), _UNKNOWN)


def _records(pairs: Headers) -> list[harfile.Record]:
    return [harfile.Record(name=name, value=value) for name, value in pairs]
