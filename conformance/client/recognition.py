"""Whether an answer is one of this API at all: a page, a redirect, or something that does not know the address is not.

A wrong version in the base URL, http:// towards a port that wants https://, a gateway's login page: nothing that comes
from there says anything about the bank.
"""

from __future__ import annotations

import html
import re
from typing import Final, NamedTuple

from conformance.client.fields import as_utf8, excerpt
from conformance.late import pattern
from conformance.model import NOT_JSON, Exchange, packing_note

_REDIRECTS: Final = (301, 302, 303, 307, 308)
_UNKNOWN: Final = (404, 405, 406, 410, 501)
_LEFT_OUT: Final = pattern(rb"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.I | re.S)
_TAG: Final = pattern(rb"<[^>]*>")
_REASONS: Final = ("message", "error", "error_description")
"""What an error body gives as its reason (STET's ErrorModel; RFC 6749, 5.2)."""
_ROOT: Final = "does base_url end with /stet/psd2/v1.4.2?"


class Stranger(NamedTuple):
    """What answered instead of the API, and what to mend."""

    says: str
    """To be said after what was asked: `is answered with 400 and a page: "…"`."""
    advice: str


def media_type(exchange: Exchange) -> str:
    """The media type of an answer in small letters, without its parameters; '' where it tells none."""
    return (exchange.header("Content-Type") or "").partition(";")[0].strip().lower()


def is_json_type(kind: str) -> bool:
    """Whether a media type is one of JSON's (RFC 6839, 3.1)."""
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def is_page(exchange: Exchange) -> bool:
    """Whether an answer is an HTML page: by its media type, or by its body where that tells none or another."""
    start = exchange.content[:1000].lstrip().lower()
    return media_type(exchange) in ("text/html", "application/xhtml+xml") or start.startswith((b"<!doctype", b"<html"))


def words_of(exchange: Exchange, most: int = 160) -> str:
    """What a page or an error body says, on one line, at most so many characters; of any other body its beginning.

    Of an error body that is its reason without its time of day: two refusals for one reason say the same.
    """
    told = exchange.data if isinstance(exchange.data, dict) else {}
    reasons = dict.fromkeys(told[name] for name in _REASONS if isinstance(told.get(name), str) and told[name])
    if reasons:
        return excerpt(": ".join(reasons), most)
    content = exchange.content[: 64 * 1024]
    if is_page(exchange):
        content = _TAG.sub(b" ", _LEFT_OUT.sub(b" ", content))
    return excerpt(html.unescape(content.decode("utf-8", "replace")), most)


def stranger(exchange: Exchange) -> Stranger | None:
    """What answered a request to the API instead of it; None where it was the API."""
    if exchange.status in _REDIRECTS:
        to = excerpt(as_utf8(exchange.header("Location") or "nowhere"), 120)
        return Stranger(
            f"is redirected to {to} ({exchange.status})", "base_url must be the address that answers itself"
        )
    if is_page(exchange):
        said = f'is answered with {exchange.status} and a page: "{words_of(exchange)}"'
        plain = "https" in words_of(exchange, 1000).lower() and exchange.call.url.startswith("http:")
        return Stranger(said, "does this port want https:// in base_url?" if plain else _ROOT)
    if exchange.status in _UNKNOWN:
        return Stranger(f"is answered with {exchange.status}", _ROOT)
    if exchange.status == 200 and exchange.data is NOT_JSON:
        what = _unread(exchange)
        return Stranger(f"is answered with 200 and {what}", _ROOT)
    return None


def _unread(exchange: Exchange) -> str:
    """What is told of a body that could not be read as JSON."""
    note = packing_note(exchange.note)
    if note:
        return f"a body that cannot be read: {note}"
    return f'a body that is not JSON: "{words_of(exchange, 80)}"' if exchange.content else "no body"
