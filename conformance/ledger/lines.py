"""JSON lines: one object, one line; whatever a bank can send can be written and read again."""

from __future__ import annotations

import json
from typing import Any

import orjson


def dumps(record: Any) -> bytes:
    """The object on one line, without a line end."""
    try:
        return orjson.dumps(record)
    except TypeError:
        # Numbers beyond 64 bits and lone surrogates are legal in a JSON text; only the slow writer takes them.
        return json.dumps(record, separators=(",", ":")).encode()


def loads(line: bytes | str) -> Any:
    """The object of one line. Raises ValueError."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return json.loads(line)
