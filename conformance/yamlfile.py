"""A YAML file as plain data plus the place of every key and value in it.

Plain YAML only: scalars are those of YAML 1.2 (so `no`, `12:30` and `2026-01-01` are text), a key stands once, and
there are no tags, anchors or aliases. Every breach is a mistake with its place, and all of them are told at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from conformance.errors import Mistake, Mistakes
from conformance.model import JSON, Place

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
# Longer ones stay text: JSON holds 64 bits.
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")

_ALIAS = "aliases are not used here"
_REFUSED: dict[type[yaml.Token], str] = {
    yaml.AliasToken: _ALIAS,
    yaml.AnchorToken: "anchors are not used here",
    yaml.TagToken: "tags are not used here",
}

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a file says and where it says it."""

    file: str
    data: JSON
    places: Mapping[KeyPath, Place]
    """The place of the value at each key path; `()` is the whole document."""
    keys: Mapping[KeyPath, Place]
    """The place of the key itself at each key path that ends in a key."""

    def place(self, path: KeyPath) -> Place:
        """The place of a value, or of the nearest thing around it that exists."""
        while path not in self.places:
            path = path[:-1]
        return self.places[path]

    def key_place(self, path: KeyPath) -> Place:
        """The place of a key; of its value where it is a list item."""
        return self.keys.get(path) or self.place(path)


def read(path: Path, shown: str | None = None) -> Document:
    """Read one file; `shown` is how its name appears in messages (the path itself unless given).

    Raises Mistakes for a file that cannot be read, is no YAML, or uses more than plain YAML.
    """
    name = shown or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Mistakes([Mistake(place=None, says=f"{name}: cannot be read: {_plain(error)}")]) from error
    return parse(text, name)


def parse(text: str, name: str) -> Document:
    """The document that `text` is; see `read`."""
    start = Place(file=name, line=1, column=1)
    try:
        node = yaml.compose(text, Loader=_Loader)
        more = _more_than_plain(text, name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file=name, line=mark.line + 1, column=mark.column + 1) if mark else start
        raise Mistakes([Mistake(place=place, says=f"this is not YAML: {error.problem or error.context}")]) from error
    except yaml.YAMLError as error:
        raise Mistakes([Mistake(place=start, says=f"this is not YAML: {' '.join(str(error).split())}")]) from error
    builder = _Builder(name)
    # A node that is used twice, or within itself, is no tree: where there are aliases nothing is built.
    data = builder.value(node, ()) if node is not None and not any(one.says == _ALIAS for one in more) else None
    builder.places.setdefault((), start)
    if more or builder.mistakes:
        raise Mistakes(sorted([*more, *builder.mistakes], key=_position))
    return Document(file=name, data=data, places=builder.places, keys=builder.keys)


def _more_than_plain(text: str, name: str) -> list[Mistake]:
    """Anchors, aliases and tags; no alias stands without an anchor."""
    if "&" not in text and "!" not in text:
        return []
    found = []
    for token in yaml.scan(text, Loader=_Loader):
        says = _REFUSED.get(type(token))
        if says is not None:
            mark = token.start_mark
            found.append(Mistake(place=Place(file=name, line=mark.line + 1, column=mark.column + 1), says=says))
    return found


def _position(mistake: Mistake) -> tuple[int, int]:
    return (mistake.place.line, mistake.place.column) if mistake.place else (0, 0)


class _Builder:
    """Turns composed nodes into data while it notes places and mistakes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[KeyPath, Place] = {}
        self.keys: dict[KeyPath, Place] = {}
        self.mistakes: list[Mistake] = []

    def value(self, node: yaml.Node, path: KeyPath) -> JSON:
        self.places[path] = self._place(node)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: yaml.Node, path: KeyPath) -> dict[str, JSON]:
        found: dict[str, JSON] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.mistakes.append(Mistake(place=place, says="a key must be a single word or text"))
                continue
            key = str(key_node.value)
            if key in found:
                hint = f"first in line {self.keys[(*path, key)].line}"
                self.mistakes.append(Mistake(place=place, says=f"`{key}` stands twice", hint=hint))
                continue
            self.keys[(*path, key)] = place
            found[key] = self.value(value_node, (*path, key))
        return found

    def _place(self, node: yaml.Node) -> Place:
        return Place(file=self.name, line=node.start_mark.line + 1, column=node.start_mark.column + 1)


def _scalar(node: yaml.ScalarNode) -> JSON:
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _plain(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
