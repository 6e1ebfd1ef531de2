"""JSON lines: one object, one line; whatever a bank can send can be written and read again.

The lines of a ledger are chained: the link of each is the hash of what it says and of the link before it. It is over
what a line says, not over how that is spelled, so that a JSON tool may write a ledger anew. Verdicts and the footer
tell the link of the line before them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

import orjson

LINK: Final = "after"
"""The member of a line that tells the link of the line before it."""
SEAL: Final = "seal"
"""The member of the footer that tells its own link: nothing comes after it that could."""
FIRST: Final = ""
"""What the first line is chained to."""


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


def seal_of(footer: Mapping[str, Any], link: str) -> str:
    """What a footer that says this has to tell of itself, behind that link."""
    return link_of({name: value for name, value in footer.items() if name != SEAL}, link)


def link_of(record: Mapping[str, Any], link: str) -> str:
    """The link of a line that says this, behind that one; also that of whoever reads the line."""
    try:
        said = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        said = _said(loads(dumps(record)))
    return hashlib.sha256(link.encode() + b"\n" + said).hexdigest()


def _said(record: Any) -> bytes:
    """What a line says that was read, in the spelling that is hashed: members in order, no blanks."""
    try:
        return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
