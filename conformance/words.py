"""`$words`: the only thing ever filled into a scenario. `$main.iban`, `$today-92d`, `$unknown.account`, what was kept.

A word is a name, then members by dots: `$busy.resourceId` is a member of the persona's account of that nickname,
`$marie.main.iban` of somebody else's, `$me.login` of the persona itself, `$me.ibans` all its accounts, `$others.ibans`
those of everybody else, `$other_case.code` what was kept as `code` in other case. `$today` is the day of the run in
Europe/Paris as YYYY-MM-DD, moved by `-92d` or `+1d`. `$$` is a dollar sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from conformance.chance import Chance
from conformance.frozen import dataclass
from conformance.grammar import did_you_mean
from conformance.late import pattern
from conformance.model import JSON, Field, Fields
from conformance.paths import kind
from conformance.specs import Cast, Persona

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_WORD = pattern(rf"\$\$|\$(?P<name>{_NAME})(?P<members>(?:\.{_NAME})*)(?P<days>[+-][0-9]+d(?![a-z0-9]))?")
_IN_A_SEGMENT = "!$&'()*+,;=:@"
"""What of a segment of a path is not percent-encoded, beside what never is."""
Used = tuple[str, tuple[str, ...], str]
"""A word in a text: its name, its members, and the word as it is written."""
_OAUTH = ("authorize", "token", "revoke", "client_id", "redirect_uri", "redirect_origin", "second_client_id")


class UnknownWord(Exception):  # noqa: N818 - reads as what it is
    """A word that cannot be filled in; the message says which and why, the hint what was perhaps meant."""

    def __init__(self, says: str, hint: str = "") -> None:
        super().__init__(says)
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything a word can mean at one moment of a scenario."""

    persona: Persona
    cast: Cast
    today: date
    oauth: Mapping[str, str]
    memory: Mapping[str, JSON]
    """What steps have kept, by name."""
    draw: Callable[[], str] = Chance().uuid
    """What `$uuid` stands for, another one each time."""
    filled: list[tuple[str, JSON]] = field(default_factory=list)
    """Noted here: each word that is filled in, and what it stood for."""

    def value(self, name: str, members: tuple[str, ...], days: int = 0) -> JSON:
        """What a word stands for. Raises UnknownWord."""
        value = self._root(name, days)
        for member in members:
            if not isinstance(value, Mapping) or member not in value:
                says = f"`${'.'.join((name, *members))}`: there is no `{member}` in it"
                raise UnknownWord(says, did_you_mean(member, value) if isinstance(value, Mapping) else "")
            value = value[member]
        return value

    def _root(self, name: str, days: int) -> Any:
        own = self.persona.raw.get(name)
        if name in self.memory:
            return self.memory[name]
        if name in _FIXED:
            return _FIXED[name](self, days)
        if isinstance(own, Mapping):
            return own
        somebody = self.cast.personas.get(name) or self.cast.strangers.get(name)
        if somebody is not None:
            return somebody.raw
        names = {*self.memory, *known(self.persona, self.cast)}
        raise UnknownWord(f"`${name}` is not known here", did_you_mean(name, names))


_FIXED: dict[str, Callable[[Vocabulary, int], Any]] = {
    "today": lambda vocabulary, days: (vocabulary.today + timedelta(days=days)).isoformat(),
    "uuid": lambda vocabulary, _days: vocabulary.draw(),
    "oauth": lambda vocabulary, _days: vocabulary.oauth,
    "unknown": lambda vocabulary, _days: vocabulary.cast.unknown,
    "me": lambda vocabulary, _days: {**vocabulary.persona.raw, **_accounts([vocabulary.persona])},
    "other_case": lambda vocabulary, _days: {
        name: _in_other_case(value) for name, value in {**vocabulary.oauth, **vocabulary.memory}.items()
    },
    "others": lambda vocabulary, _days: _accounts(
        persona
        for persona in (*vocabulary.cast.personas.values(), *vocabulary.cast.strangers.values())
        if persona.id != vocabulary.persona.id
    ),
}


def _in_other_case(value: JSON) -> JSON:
    """A text in other case; where it has no letters, another text."""
    if not isinstance(value, str):
        return value
    return value.swapcase() if value.swapcase() != value else f"{value}x"


def _accounts(personas: Iterable[Persona]) -> dict[str, list[str]]:
    """The documented accounts of some personas, as $me and $others name them."""
    accounts = [account for persona in personas for account in persona.accounts]
    return {
        "ibans": [account.iban for account in accounts],
        "resourceIds": [account.resource_id for account in accounts],
    }


RESERVED = frozenset({*_FIXED, "it"})
"""Words that no step may keep something under."""


def fill(value: JSON, vocabulary: Vocabulary) -> JSON:
    """The value with every word in it filled in; a text that is one word takes that word's value whatever its type.

    Raises UnknownWord.
    """
    if isinstance(value, str):
        return _filled(value, vocabulary) if "$" in value else value
    if isinstance(value, Mapping):
        return {fill_text(key, vocabulary): fill(item, vocabulary) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [fill(item, vocabulary) for item in value]
    return value


def fill_fields(fields: Fields, vocabulary: Vocabulary) -> Fields:
    """Parameters with every word in them filled in. Raises UnknownWord also where a word stands for an object."""
    return {fill_text(name, vocabulary): _field(value, vocabulary) for name, value in fields.items()}


def _field(value: Field, vocabulary: Vocabulary) -> Field:
    found = fill(value, vocabulary)
    inner = found if isinstance(found, list) else [found]
    for one in inner:
        if isinstance(one, Mapping | list):
            raise UnknownWord(f"`{value}` is {kind(one)}, which cannot be a parameter")
    return tuple(inner) if isinstance(found, list) else found


def fill_text(text: str, vocabulary: Vocabulary) -> str:
    """A text with every word in it filled in, as text. Raises UnknownWord also where a word stands for no text."""
    return _WORD.sub(lambda match: _text(match[0], _meaning(match, vocabulary)), text)


def fill_address(text: str, vocabulary: Vocabulary) -> str:
    """An address with every word in it filled in, each percent-encoded as one segment of the path (RFC 3986, 3.3).

    An id may hold a slash, a question mark, a space or a letter with an accent, and leads nowhere else for that. A word
    that the address begins with is an address itself and stays as it is. Raises UnknownWord.
    """

    def encoded(match: re.Match[str]) -> str:
        value = _text(match[0], _meaning(match, vocabulary))
        if not match.start() or match["name"] is None:
            return value
        return quote(value, safe="") if "?" in text[: match.start()] else segment(value)

    return _WORD.sub(encoded, text)


def segment(text: str) -> str:
    """A text as one segment of a path, percent-encoded where it must be (RFC 3986, 3.3)."""
    return quote(text, safe=_IN_A_SEGMENT)


def _filled(text: str, vocabulary: Vocabulary) -> JSON:
    whole = _WORD.fullmatch(text)
    return _meaning(whole, vocabulary) if whole is not None else fill_text(text, vocabulary)


def _meaning(match: re.Match[str], vocabulary: Vocabulary) -> JSON:
    if match["name"] is None:
        return "$"
    members = tuple(match["members"].split(".")[1:])
    if match["days"] and match["name"] != "today":
        raise UnknownWord(f"`{match[0]}`: only $today can be moved by days")
    value = vocabulary.value(match["name"], members, int(match["days"][:-1]) if match["days"] else 0)
    vocabulary.filled.append((match[0], value))
    return value


def _text(word: str, value: JSON) -> str:
    if value is None or isinstance(value, Mapping | list):
        raise UnknownWord(f"`{word}` is {kind(value)}, which cannot be part of a text")
    return plain(value)


def plain(value: JSON) -> str:
    """A value as it stands in a query, a form or a header: `true`, not Python's `True`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def used(value: JSON) -> Iterator[Used]:
    """Every word in a value: its name, its members and its text as written."""
    if isinstance(value, str):
        for match in _WORD.finditer(value) if "$" in value else ():
            if match["name"]:
                yield match["name"], tuple(match["members"].split(".")[1:]), match[0]
    elif isinstance(value, dict | Mapping):  # what is a dict need not be asked whether it behaves like one
        for key, item in value.items():
            yield from used(key)
            yield from used(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from used(item)


def known(persona: Persona, cast: Cast) -> set[str]:
    """The names that mean something for a persona before any step has kept anything."""
    own = {name for name, value in persona.raw.items() if isinstance(value, Mapping)}
    return {*_FIXED, *own, *cast.personas, *cast.strangers}


def meanings(persona: Persona, cast: Cast, kept: Collection[str]) -> dict[str, Any]:
    """What words mean to a persona, by name: an object, or None where nothing is known of its members."""
    own = {name: value for name, value in persona.raw.items() if isinstance(value, Mapping)}
    others = {key: one.raw for key, one in cast.personas.items()}
    fixed = {"me": persona.raw, "unknown": cast.unknown, "oauth": dict.fromkeys(_OAUTH)}
    return {**dict.fromkeys(_FIXED), **others, **own, **fixed, **dict.fromkeys(kept)}


def explain_unknown(word: Used, persona: Persona, cast: Cast, kept: Collection[str]) -> UnknownWord | None:
    """Why a word (as `used` has it) would not be filled in at its place in the scenario; None where it would."""
    name, members, text = word
    moved = name != "today" and text != "$" + ".".join((name, *members))
    if moved and name in {*kept, *known(persona, cast)}:
        return UnknownWord(f"`{text}`: only $today can be moved by days")
    if name in kept:
        return None
    oauth = dict.fromkeys(_OAUTH, "")
    day = date(2000, 1, 1)
    try:
        words = Vocabulary(persona=persona, cast=cast, today=day, oauth=oauth, memory=dict.fromkeys(kept))
        value = words.value(name, members)
    except UnknownWord as unknown:
        return unknown
    if name == "oauth" and isinstance(value, Mapping):
        return UnknownWord(f"`$oauth` has the members {', '.join(_OAUTH)}")
    return None
