"""`$words`: the only thing ever filled into a scenario. `$main.iban`, `$today-92d`, `$unknown.account`, what a step kept.

A word is a name, then members by dots: `$busy.resourceId` is a member of the persona's account of that nickname,
`$marie.main.iban` of somebody else's, `$me.login` of the persona itself. `$today` is the day of the run in Europe/Paris as
YYYY-MM-DD, moved by `-92d` or `+1d`. `$$` is a dollar sign.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from conformance.model import JSON
from conformance.specs import Cast, Persona

_WORD = re.compile(r"\$\$|\$(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P<members>(?:\.[A-Za-z_][A-Za-z0-9_]*)*)(?P<days>[+-][0-9]+d)?")
_OAUTH = ("authorize", "token", "revoke", "client_id", "redirect_uri")


class UnknownWord(Exception):
    """A word that cannot be filled in; the message says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything a word can mean at one moment of a scenario."""

    persona: Persona
    cast: Cast
    today: date
    oauth: Mapping[str, str]
    kept: Mapping[str, JSON]

    def value(self, name: str, members: tuple[str, ...], days: int = 0) -> JSON:
        """What a word stands for. Raises UnknownWord."""
        if name == "today":
            return (self.today + timedelta(days=days)).isoformat()
        value = self._root(name)
        for member in members:
            if not isinstance(value, Mapping) or member not in value:
                raise UnknownWord(f"`${'.'.join((name, *members))}`: there is no `{member}` in it")
            value = value[member]
        return value

    def _root(self, name: str) -> Any:
        if name in self.kept:
            return self.kept[name]
        if name == "uuid":
            return str(uuid.uuid4())
        if name == "oauth":
            return self.oauth
        if name == "unknown":
            return self.cast.unknown
        if name == "me":
            return self.persona.raw
        if name in self.persona.raw and isinstance(self.persona.raw[name], Mapping):
            return self.persona.raw[name]
        if name in self.cast.personas:
            return self.cast.personas[name].raw
        raise UnknownWord(f"`${name}` means nothing here")


def fill(value: JSON, vocabulary: Vocabulary) -> JSON:
    """The value with every word in it filled in; a text that is one word takes that word's value whatever its type."""
    if isinstance(value, str):
        return _filled(value, vocabulary) if "$" in value else value
    if isinstance(value, Mapping):
        return {_text(fill(key, vocabulary)): fill(item, vocabulary) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [fill(item, vocabulary) for item in value]
    return value


def _filled(text: str, vocabulary: Vocabulary) -> JSON:
    whole = _WORD.fullmatch(text)
    if whole is not None:
        return _meaning(whole, vocabulary)
    return _WORD.sub(lambda match: _text(_meaning(match, vocabulary)), text)


def _meaning(match: re.Match[str], vocabulary: Vocabulary) -> JSON:
    if match["name"] is None:
        return "$"
    members = tuple(match["members"].split(".")[1:])
    if match["days"] and match["name"] != "today":
        raise UnknownWord(f"`{match[0]}`: only $today can be moved by days")
    return vocabulary.value(match["name"], members, int(match["days"][:-1]) if match["days"] else 0)


def _text(value: JSON) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def used(value: JSON) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Every word in a value: its name, its members and its text as written."""
    if isinstance(value, str):
        for match in _WORD.finditer(value):
            if match["name"]:
                yield match["name"], tuple(match["members"].split(".")[1:]), match[0]
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from used(key)
            yield from used(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from used(item)


def known(persona: Persona, cast: Cast) -> set[str]:
    """The names that mean something for a persona before any step has kept anything."""
    own = {name for name, value in persona.raw.items() if isinstance(value, Mapping)}
    return {"today", "uuid", "oauth", "unknown", "me", *own, *cast.personas}


def explain_unknown(
    name: str, members: tuple[str, ...], persona: Persona, cast: Cast, kept: set[str], *, follows: bool
) -> str:
    """Why a word would not be filled in at its place in the scenario; '' where it would."""
    if name in kept or (name == "it" and follows):
        return ""
    if name not in known(persona, cast):
        return f"`${name}` means nothing here"
    if name == "oauth":
        return "" if members and members[0] in _OAUTH else f"`$oauth` has the members {', '.join(_OAUTH)}"
    try:
        Vocabulary(persona=persona, cast=cast, today=date(2000, 1, 1), oauth={}, kept={}).value(name, members)
    except UnknownWord as unknown:
        return str(unknown)
    return ""
