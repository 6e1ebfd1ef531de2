"""What an entry of the table of words is: its check, and which parts of what is wanted have a grammar of their own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from conformance.frozen import dataclass
from conformance.jsontext import excerpt, why_not
from conformance.model import JSON, NOT_JSON, Answer, Exchange, Mismatch, packing_note
from conformance.yamlfile import KeyPath

NO_BODY: Final = "there is no body"


class Code(Protocol):
    """An error code of the bank's tables."""

    @property
    def variants(self) -> Sequence[str]:
        """Its other spellings."""


class Promised(Protocol):
    """What a broken constraint breaks; each '' where nobody has said."""

    @property
    def promise(self) -> str:
        """The requirement."""

    @property
    def of(self) -> str:
        """Whose text says so."""

    @property
    def source(self) -> str:
        """Where it says so."""


class Schema(Protocol):
    """A compiled JSON Schema whose constraints name their promises."""

    def is_valid(self, instance: JSON) -> bool:
        """Whether a body keeps to it."""

    def iter_errors(self, instance: JSON) -> Iterable[Any]:
        """Every breach of it, as jsonschema-rs describes one."""

    def promised(self, error: Any) -> Promised:
        """What a breach breaks."""


class Documented(Protocol):
    """What a check needs to know of the documentation; `conformance.specs.Specs` is one."""

    @property
    def codes(self) -> Mapping[str, Code]:
        """The error codes."""

    @property
    def bodies(self) -> Mapping[str, Schema]:
        """The schema of each body: `accounts` is what must be by STET, `accounts.bank` by the bank's documentation,
        `accounts.advice` what should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a check may know beside what is wanted and the answer."""

    documented: Documented
    statuses: Collection[int] = ()
    """The statuses that the step allows, by its word `status`."""


Check = Callable[[JSON, Answer, Setting], Iterator[Mismatch]]
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
    addresses: bool = False
    """Whether the values of a mapping are paths of URLs: a `$word` in one is a segment of it."""


def no_json(answer: Answer, wanted: JSON) -> Mismatch:
    """The mismatch of an answer whose body had to be JSON and is not."""
    shown = next((exchange for exchange in answer.exchanges if exchange.data is NOT_JSON), answer.exchanges[0])
    return not_json(shown, wanted)


def not_json(exchange: Exchange, wanted: JSON) -> Mismatch:
    """The mismatch of one exchange whose body had to be JSON and is not: why, and where to look."""
    if not exchange.content:
        coding = exchange.header("Content-Encoding") if packing_note(exchange.note) else None
        says = f"the body is not compressed as its Content-Encoding `{coding}` says" if coding else NO_BODY
        return Mismatch(says=says, wanted=wanted, got="an empty body", exchange=exchange)
    says = f"the body is not JSON: {packing_note(exchange.note) or why_not(exchange.content)}"
    return Mismatch(says=says, wanted=wanted, got=excerpt(exchange.content), exchange=exchange)


def of_the_body(check: Callable[[JSON, Answer], Iterator[Mismatch]]) -> Check:
    """The check of a word that reads the JSON body; where there is none that is told once, with the reason."""

    def in_any_setting(wanted: JSON, answer: Answer, _: Setting) -> Iterator[Mismatch]:
        yield from [no_json(answer, wanted)] if answer.body is NOT_JSON else check(wanted, answer)

    return in_any_setting


def of_the_answer(check: Callable[[JSON, Answer], Iterator[Mismatch]]) -> Check:
    """The check of a word that needs nothing but the answer."""

    def in_any_setting(wanted: JSON, answer: Answer, _: Setting) -> Iterator[Mismatch]:
        return check(wanted, answer)

    return in_any_setting
