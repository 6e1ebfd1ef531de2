"""A mask over the body of a message, which may be no text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import orjson

from conformance.late import pattern
from conformance.masking.secrets import MASK

Mask = Callable[[str], str]
_STRING_OR_NUMBER: Final = pattern(r'"(?:[^"\\]|\\.)*"|[-+.\deE*]*\*{3}[-+.\deE*]*')


def decoded(content: bytes) -> tuple[str, str]:
    """A body as text, and how it was read: UTF-8, or Latin-1, which reads any byte as one letter.

    A mask sees through either: in UTF-16, and in what is no text at all, the secrets are letters among others.
    """
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"


def masked_body(content: bytes, *masks: Mask) -> bytes:
    """A body with masks put over it, one after the other; the same bytes where they found nothing."""
    text, codec = decoded(content)
    after = text
    for mask in masks:
        after = mask(after)
    if after == text:
        return content
    told = after.encode(codec, "surrogatepass" if codec == "utf-8" else "replace")
    return _with_numbers(after).encode() if codec == "utf-8" and _is_json(content) and not _is_json(told) else told


def _with_numbers(text: str) -> str:
    """JSON in which a secret was the digits of a number: it stays one, of the digits of the label."""
    return _STRING_OR_NUMBER.sub(lambda one: one[0] if one[0][0] == '"' else one[0].replace(MASK, ""), text)


def _is_json(content: bytes) -> bool:
    try:
        orjson.loads(content)
    except orjson.JSONDecodeError:
        return False
    return True
