"""English for messages: numbers with their noun, and lists as one reads them aloud."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

import orjson

from conformance.late import pattern
from conformance.model import JSON

_READS_LIKE_JSON: Final = pattern(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?|true|false|null|[\[{].*", re.DOTALL)


def plural(number: int, noun: str, nouns: str = "") -> str:
    """`1 row`, `3 rows`, `1 property`, `0 properties`; `nouns` where the plural does not end in a mere s."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def are(number: int, noun: str) -> str:
    """`1 row is`, `3 rows are`."""
    return f"{plural(number, noun)} {'is' if number == 1 else 'are'}"


def either(values: Sequence[JSON]) -> JSON:
    """Values to choose from in words, `7 or 8`, `AC01, BADS or null`; a single one as it is."""
    if len(values) == 1:
        return values[0]
    *others, last = [plain(value) for value in values] or [""]
    return f"{', '.join(others)} or {last}" if others else last


def plain(value: JSON) -> str:
    """A value as one reads it: as JSON writes it, but a text that reads like no other JSON value without quotes.

    One that begins or ends with a blank keeps its quotes too: nobody would see it.
    """
    if not isinstance(value, str) or not value or value != value.strip() or _READS_LIKE_JSON.fullmatch(value):
        return as_json(value)
    return value


def as_json(value: JSON) -> str:
    """A value as JSON writes it on one line; numbers beyond 64 bits and lone surrogates, which banks may send, too."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value, separators=(",", ":"))
