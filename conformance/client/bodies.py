"""Bodies as JSON, as far as they can be read without harm."""

from __future__ import annotations

import re
from typing import Final

import orjson

from conformance.model import JSON, NOT_JSON

_DEEPEST: Final = 200
"""A body nested deeper is not read (RFC 8259, 9: a reader may set a limit); those of STET have five levels."""
_TOO_DEEP: Final = f"the body is nested more than {_DEEPEST} levels deep and was not read"
_TEXT: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.S)
_BRACKET: Final = re.compile(rb"[\[\]{}]")


def parsed(content: bytes) -> tuple[JSON, str]:
    """A body as JSON, or NOT_JSON; and a remark where it is JSON that is not read ('' otherwise)."""
    if not content:
        return NOT_JSON, ""
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError:
        return NOT_JSON, _TOO_DEEP if _depth_of_text(content) > _DEEPEST else ""
    # Only a body of many brackets can be deep; most that have many close them again.
    deep = content.count(b"[") + content.count(b"{") > _DEEPEST < _depth(data)
    return (NOT_JSON, _TOO_DEEP) if deep else (data, "")


def _depth(data: JSON) -> int:
    """How deep lists and objects are nested in each other; level by level, without recursion."""
    level, depth = [data], -1
    while level:
        within = [value for value in level if isinstance(value, dict | list)]
        level = [item for value in within for item in (value.values() if isinstance(value, dict) else value)]
        depth += 1
    return depth


def _depth_of_text(content: bytes) -> int:
    """How deep the brackets of a text are nested, those inside of strings left out."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(_TEXT.sub(b"", content)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest
