"""What looks like a `$word` and is none, and so would be sent, or compared, as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from conformance.late import pattern

_NAME: Final = r"[A-Za-z_][A-Za-z0-9_]*"
_BRACED: Final = pattern(rf"(?P<dollar>\$?)(?P<open>[{{<]+)\s*\$?(?P<word>{_NAME}(?:\.{_NAME})*)\s*[}}>]+")
_BARE: Final = pattern(rf"(?<![\w$.\-:@/#]){_NAME}(?:\.{_NAME})+(?![\w.(])")
_SEGMENT: Final = pattern(rf"(?<=/){_NAME}(?:\.{_NAME})+(?=[/?#]|$)")
_DAY: Final = pattern(r"(?P<dollar>\$?)\btoday(?P<rest>\s*[+-]\s*\d+\s*[A-Za-z]*)")
_RIGHT_DAY: Final = pattern(r"[+-][0-9]+d(?![a-z0-9])")
_LONE: Final = pattern(r"(?<!\$)(?:\$\$)*\$(?![A-Za-z_${])")

Known = Mapping[str, Any]
"""What words mean here, by name: an object, or None where nothing is known of its members."""


def slips(text: str, known: Known, *, address: bool = False, placeholders: bool = False) -> Iterator[tuple[str, str]]:
    """What is wrong with a text in which words may stand, and what was perhaps meant.

    `address`: it is the address of a request, in which a brace means nothing. `placeholders`: `{resourceId}` means a
    member there.
    """
    yield from _days(text)
    braced: set[str] = set()
    for match in _BRACED.finditer(text):
        word = match["word"]
        if placeholders and not match["dollar"] and "." not in word:
            continue
        stands = _means(word, known) and not isinstance(known.get(word), Mapping)
        if stands or match["dollar"] or (address and "{" in match["open"]):
            braced.add(word)
            yield f"`{match[0]}` is no word, and would stand there as it is", _instead(word, known)
    bare = dict.fromkeys(match[0] for form in (_SEGMENT, _BARE) for match in form.finditer(text))
    for word in bare:
        if word not in braced and isinstance(known.get(word.partition(".")[0]), Mapping) and _means(word, known):
            yield f"`{word}` has no dollar sign, and would stand there as it is", f"`${word}`?"


def lone_dollars(text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a text that has a dollar sign before something else than a word."""
    if _LONE.search(text):
        yield f"`{text}` has a `$` that no word follows", "a dollar sign is written `$$`"


def _days(text: str) -> Iterator[tuple[str, str]]:
    for match in _DAY.finditer(text):
        rest = match["rest"]
        if match["dollar"] and _RIGHT_DAY.match(rest):
            continue
        number = re.sub(r"\s|[A-Za-z]", "", rest)
        yield f"`{match[0]}` is no day", f"`$today{number}d`? it is moved by days only"


def _means(word: str, known: Known) -> bool:
    """Whether a word would stand for something if it had its dollar."""
    name, *members = word.split(".")
    if name not in known:
        return False
    value = known[name]
    for member in members:
        if value is None:
            return True
        if not isinstance(value, Mapping) or member not in value:
            return False
        value = value[member]
    return True


def _instead(word: str, known: Known) -> str:
    return f"`${word}`?" if _means(word, known) else "a word begins with a dollar sign: `$main.resourceId`"
