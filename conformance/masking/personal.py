"""Which members of the API's documents, of the cast and of login screens hold personal data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from conformance.late import pattern
from conformance.model import JSON

_NAME: Final = "name"
PERSONAL: Final = frozenset({
    "iban", "identification", _NAME, "connectedPsu", "connectedPsuFirstName", "connectedPsuLastName",
    "unstructured", "structured", "remittanceInformation", "additionalTransactionInformation",
    "addressLine", "birthDate", "cityOfBirth", "login", "login_alternates", "identifier",
})  # fmt: skip
"""References of rows (resourceId, entryReference, linkedAccount, id) are not: they tell of nobody by themselves."""
_LABELLED: Final = "balances"
"""A list whose items have names of their own: labels of the bank's."""
_NAMES: Final = "|".join(sorted(PERSONAL))
_UNLABELLED: Final = "|".join(sorted(PERSONAL - {_NAME}))
SEPARATOR: Final = "\x1e"
"""Stands between texts that are looked at in one go: no value reaches across it."""
_VALUE: Final = rf'(?:"(?P<text>[^"{SEPARATOR}]*)|(?P<number>-?\d+))'
_MEMBER: Final = pattern(rf'"(?P<key>{_NAMES})"\s*:\s*{_VALUE}'.encode())
_LIST: Final = pattern(rf'"(?:{_NAMES})"\s*:\s*\[([^\[\]{{}}{SEPARATOR}]*)\]'.encode())
_LABELS: Final = pattern(rf'"{_LABELLED}"\s*:\s*\[[^\]{SEPARATOR}]*\]'.encode())
_STRING: Final = pattern(rb'"([^"]*)"')
_QUOTED: Final = pattern(r'"(?:[^"\\]|\\.)*"')
_WRITTEN: Final = pattern(
    rf'"(?:{_UNLABELLED})"\s*:\s*({_QUOTED.pattern}|\[(?:[^"\[\]{{}}]|{_QUOTED.pattern})*\])', re.DOTALL
)
_IDENTIFIER: Final = pattern(rf"(?<![^?&\s\"'`{SEPARATOR}])identifier=([^&\s\"'`<>\\${SEPARATOR}]+)".encode())
_WORDS: Final = pattern(r"[A-Za-z_]+")
_IN_BRACKETS: Final = pattern(r"\[[^\]]*\]")


def values(value: JSON, key: str = "", within: str = "") -> Iterator[str]:
    """What is personal in a JSON value: a body, or a persona of the cast."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from values(item, name, within if name in PERSONAL else name)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from values(item, key, within)
    elif key in PERSONAL and is_value(value) and not (key == _NAME and within == _LABELLED):
        yield str(value)


def spans(plain: bytes) -> Iterator[tuple[int, int]]:
    """Where in a text personal values stand behind their names: in JSON, whole, broken or quoted, and in URLs."""
    labels = [match.span() for match in _LABELS.finditer(plain)] if b'"balances"' in plain else []
    for match in _MEMBER.finditer(plain):
        if match["key"] == b"name" and any(start < match.start() < end for start, end in labels):
            continue
        yield match.span("text" if match["number"] is None else "number")
    for found in _LIST.finditer(plain):
        for item in _STRING.finditer(plain, *found.span(1)):
            yield item.span(1)
    for match in _IDENTIFIER.finditer(plain):
        yield match.span(1)


def in_broken(text: str) -> Iterator[str]:
    """What is personal in a document that is no JSON: a member, or the items of a list, by its name."""
    for match in _WRITTEN.finditer(text):
        for quoted in _QUOTED.findall(match[1]):
            with suppress(ValueError):
                yield json.loads(quoted, strict=False)


def stands_at(path: str) -> bool:
    """Whether the value at a path like `accounts[3].accountId.iban` is personal."""
    names = _WORDS.findall(path)
    last = next((name for name in reversed(names) if name in PERSONAL), "")
    return bool(last) and not (last == _NAME and _LABELLED in names)


def name_over(path: str) -> str:
    """The name under which the value at a path stands in its document, where a mask goes by that name; '' else."""
    names = _WORDS.findall(_IN_BRACKETS.sub("", path))
    if names and names[-1] == _LABELLED:
        return _LABELLED
    last = next((name for name in reversed(names) if name in PERSONAL), "")
    return "" if last == _NAME and _LABELLED in names else last


def is_value(value: Any) -> bool:
    """Whether it is something that may be told of somebody: a text that is not empty, a number."""
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""
