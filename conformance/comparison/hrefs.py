"""What a link looks like, whoever it belongs to and whichever host it is on. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from conformance.addresses import template
from conformance.late import pattern

_WORD: Final = pattern(r"[A-Za-z]{1,12}")
_DAY: Final = pattern(r"\d{4}-\d\d-\d\d")


def manner(href: str, base_url: str) -> str:
    """How it is written: `absolute`, `by its path`, `without a scheme`, `relative`; on which host."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return "no address"
    templated = ", templated" if "{" in href else ""
    if parts.scheme or parts.netloc:
        own = "" if parts.netloc == urlsplit(base_url).netloc else ", on another host"
        return f"{'absolute' if parts.scheme else 'without a scheme'}{own}{templated}"
    if href.startswith("/"):
        return f"by its path{templated}"
    return f"relative{templated}"


def leads_to(href: str) -> str:
    """Where it leads, ids left out; a slash at the end is told."""
    try:
        path = urlsplit(href).path
    except ValueError:
        return "nowhere"
    return template(path) + ("/" if path.endswith("/") and len(path) > 1 else "")


def parameters(href: str, asked: str) -> str:
    """Its parameters but for those of the request that it answers, with the form of their values: `page=#`."""
    try:
        own = {name for name, _ in parse_qsl(urlsplit(asked).query)} - _PAGING
        found = list(_shapes(urlsplit(href).query, own))
    except ValueError:
        return "unreadable"
    return "&".join(sorted(found)) or "none"


def orders(href: str, asked: str) -> Iterator[tuple[str, str]]:
    """Which of two of its parameters comes first, for each two that the request has not both put in an order."""
    try:
        own = {name for name, _ in parse_qsl(urlsplit(asked).query, keep_blank_values=True)}
        names = list(dict.fromkeys(name for name, _ in parse_qsl(urlsplit(href).query, keep_blank_values=True)))
    except ValueError:
        return
    for first, second in combinations(names[:_MOST], 2):
        if not {first, second} <= own:
            yield ", ".join(sorted((first, second))), f"{first} before {second}"


def carries(href: str) -> str:
    """The names of its parameters, whatever they are: `code, state`; '' for none."""
    try:
        return ", ".join(sorted({name for name, _ in parse_qsl(urlsplit(href).query, keep_blank_values=True)}))
    except ValueError:
        return ""


_MOST: Final = 8
"""So many parameters are held to each other, however many a link has."""
_PAGING: Final = frozenset({"page", "size", "cursor", "offset", "limit"})


def _shapes(query: str, own: set[str]) -> Iterator[str]:
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in own:
            yield f"{name}={_shape(value)}"


def _shape(value: str) -> str:
    if value.isdecimal():
        return "#"
    if _DAY.fullmatch(value):
        return "a day"
    return value if _WORD.fullmatch(value) or not value else "…"
