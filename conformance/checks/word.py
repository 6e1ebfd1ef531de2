"""What an entry of the table of words is: its check, and which parts of what is wanted have a grammar of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from conformance.model import JSON, Answer, Mismatch
from conformance.yamlfile import KeyPath


class Code(Protocol):
    """An error code of the bank's tables."""

    @property
    def variants(self) -> Sequence[str]:
        """Its other spellings."""


class Schema(Protocol):
    """A compiled JSON Schema."""

    def is_valid(self, instance: JSON) -> bool:
        """Whether a body keeps to it."""

    def iter_errors(self, instance: JSON) -> Iterable[Any]:
        """Every breach of it, as jsonschema-rs describes one."""


class Documented(Protocol):
    """What a check needs to know of the documentation; `conformance.specs.Specs` is one."""

    @property
    def codes(self) -> Mapping[str, Code]:
        """The error codes."""

    @property
    def bodies(self) -> Mapping[str, Schema]:
        """The schema of each body: `accounts` is what must be, `accounts.advice` what should."""


Check = Callable[[JSON, Answer, Documented], Iterator[Mismatch]]
Parts = Callable[[JSON], Iterator[tuple[KeyPath, str]]]
"""From what is wanted to some texts in it, each with its place there; a place that ends in its text is that key's."""


def nowhere(_: JSON) -> Iterator[tuple[KeyPath, str]]:
    """No part at all."""
    return iter(())


def entries(wanted: JSON) -> Iterator[tuple[KeyPath, str]]:
    """The keys of a mapping, the items of a list."""
    for place, text in zip(wanted, wanted, strict=True) if isinstance(wanted, dict) else enumerate(wanted):
        yield (place,), text


def entry_values(wanted: JSON) -> Iterator[tuple[KeyPath, str]]:
    """The values of a mapping."""
    return (((key,), value) for key, value in wanted.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """An expectation word: how it is checked, and what of its wish can be wrong before anything is asked."""

    check: Check
    paths: Parts = nowhere
    """The texts that are paths into the body (see `conformance.paths`)."""
    forms: Parts = nowhere
    """The texts that are regular expressions."""


def alone(check: Callable[[JSON, Answer], Iterator[Mismatch]]) -> Check:
    """The check of a word that needs nothing but the answer."""

    def with_documents(wanted: JSON, answer: Answer, _: Documented) -> Iterator[Mismatch]:
        return check(wanted, answer)

    return with_documents
