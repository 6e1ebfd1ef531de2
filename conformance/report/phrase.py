"""A sentence with what is filled in, apart from each other: so that it can be said in another language. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from conformance.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """An English sentence; names in braces stand for its values, which may be phrases themselves, or several."""

    text: str
    values: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        """The sentence in English."""
        return said(self)


Value = str | int | Phrase | tuple["Phrase | str", ...]


def phrase(text: str, /, **values: Value) -> Phrase:
    """A sentence with its values."""
    return Phrase(text, tuple(values.items()))


def code(values: Sequence[str]) -> tuple[str, ...]:
    """Names of members, values, addresses: told apart from the words around them."""
    return tuple(f"`{one}`" for one in values)


def said(one: Phrase) -> str:
    """In English."""
    return one.text.format(**{name: _said(value) for name, value in one.values}) if one.values else one.text


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def mapped(one: Phrase, change: Callable[[str], str]) -> Phrase:
    """The same sentence, each text in it changed; numbers stay."""
    return Phrase(change(one.text), tuple((name, _mapped(value, change)) for name, value in one.values))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_mapped(part, change) for part in value)
    if isinstance(value, Phrase):
        return mapped(value, change)
    return change(value) if isinstance(value, str) else value
