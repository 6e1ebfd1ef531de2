"""A YAML file as plain data plus the place of every key and value in it.

Plain YAML only: scalars are those of YAML 1.2 (so `no`, `12:30` and `2026-01-01` are text), a key occurs once, and
there are no tags, anchors or aliases. Every breach is a mistake with its place, and all of them are told at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from conformance.errors import Mistake, Mistakes
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.model import JSON, Place
from conformance.ownfiles import look_at
from conformance.yamltraps import explain

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Composes nodes; what a scalar means is said here, so that nothing needs to be resolved."""

LARGEST = 16 * 1024**2
"""No file of ours has so many bytes."""
_DEEPEST = 100
_MAY_BE_DEEP = pattern(rf"^[ ?-]{{{_DEEPEST}}}", re.MULTILINE)
"""Without so many brackets, and without such a line, nothing is nested deeper."""

_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMERIC = frozenset("-0123456789")
_INTEGER = pattern(r"-?(0|[1-9][0-9]{0,17})")
# Longer ones stay text: JSON holds 64 bits.
_DECIMAL = pattern(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_LIKE_A_KEY = pattern(r"[^\W\d][\w $/.-]{0,59}|/[\w{}$/.-]{0,99}|[0-9]{1,5}|\$\w{1,40}")
_HALF = pattern("[\ud800-\udfff]")

_ALIAS = "a YAML alias (`*name`) is not allowed here"
_REFUSED: dict[type[yaml.Token], tuple[str, str]] = {
    yaml.AliasToken: (_ALIAS, "write the value out; a text that starts with `*` needs quotes"),
    yaml.AnchorToken: (
        "a YAML anchor (`&name`) is not allowed here",
        "leave it out; a text that starts with `&` needs quotes",
    ),
    yaml.TagToken: (
        "a YAML tag (`!name`) is not allowed here",
        "leave it out; a text that starts with `!` needs quotes",
    ),
}

KeyPath = tuple[str | int, ...]


class Places(Mapping[KeyPath, Place]):
    """Places by key path, each made when it is asked for: of most nobody ever asks."""

    __slots__ = ("_file", "_nodes")

    def __init__(self, file: str) -> None:
        self._file = file
        self._nodes: dict[KeyPath, yaml.Node | None] = {}

    def note(self, path: KeyPath, node: yaml.Node | None) -> None:
        """A node stands at a key path; None at the start of an empty file."""
        self._nodes[path] = node

    def __getitem__(self, path: KeyPath) -> Place:
        return _place(self._nodes[path], self._file)

    def __contains__(self, path: object) -> bool:
        return path in self._nodes

    def __iter__(self) -> Iterator[KeyPath]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


def _place(node: yaml.Node | None, file: str) -> Place:
    if node is None:
        return Place(file=file, line=1, column=1)
    return Place(file=file, line=node.start_mark.line + 1, column=node.start_mark.column + 1)


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

    def at(self, path: KeyPath) -> JSON:
        """What stands at a key path; None where nothing does."""
        found = self.data
        for part in path:
            if isinstance(found, dict):
                found = found.get(str(part))
            else:
                found = found[part] if isinstance(found, list) and isinstance(part, int) else None
        return found

    def key_place(self, path: KeyPath) -> Place:
        """The place of a key; of its value where it is a list item."""
        return self.keys[path] if path in self.keys else self.place(path)


def read(path: Path, shown: str | None = None) -> Document:
    """Read one file; `shown` is how its name appears in messages (the path itself unless given).

    Raises Mistakes for a file that cannot be read, is not UTF-8 or not YAML, or uses more than plain YAML.
    """
    name = shown or str(path)
    return decoded(content(path, name), name)


def content(path: Path, name: str) -> bytes:
    """The bytes of one file, called so in messages. Raises Mistakes where it cannot be read, or is far too large."""
    try:
        look_at(path, LARGEST)
        return path.read_bytes()
    except OSError as error:
        raise Mistakes([Mistake(place=None, says=f"{name}: cannot be read: {error.strerror or error}")]) from error


def decoded(content: bytes, name: str) -> Document:
    """The document that the bytes of a file are; see `read`."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Mistakes([_not_utf_8(content, error.start, name)]) from error
    return parse(text.replace("\r\n", "\n").replace("\r", "\n"), name)


def _not_utf_8(content: bytes, at: int, name: str) -> Mistake:
    """A file in another encoding, told at the byte that cannot be UTF-8."""
    before = content[:at].decode("utf-8", "replace")
    place = Place(file=name, line=before.count("\n") + 1, column=at - content.rfind(b"\n", 0, at))
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    says = (
        "this file is UTF-16, not UTF-8"
        if wide
        else f"this file is not UTF-8: it has the byte 0x{content[at]:02X} here"
    )
    return Mistake(place=place, says=says, hint="save it as UTF-8")


def parse(text: str, name: str) -> Document:
    """The document that `text` is; see `read`."""
    try:
        _refuse_deep(text, name)
        node = yaml.compose(text, Loader=_Loader)
        more = _more_than_plain(text, name)
    except yaml.YAMLError as error:
        trap = explain(text, error)
        place = Place(file=name, line=trap.line, column=trap.column)
        raise Mistakes([Mistake(place=place, says=f"this is not YAML: {trap.says}", hint=trap.hint)]) from error
    builder = _Builder(name)
    # A node that is used twice, or within itself, is no tree: where there are aliases nothing is built.
    data = builder.value(node, ()) if node is not None and not any(one.says == _ALIAS for one in more) else None
    if () not in builder.places:
        builder.places.note((), None)
    if more or builder.mistakes:
        raise Mistakes(sorted([*more, *builder.mistakes], key=_position))
    return Document(file=name, data=data, places=builder.places, keys=builder.keys)


def _refuse_deep(text: str, name: str) -> None:
    """Raises Mistakes where lists and mappings are nested so deep that composing them would need too much stack."""
    if text.count("[") + text.count("{") < _DEEPEST and not _MAY_BE_DEEP.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST and event.start_mark is not None:
            place = Place(file=name, line=event.start_mark.line + 1, column=event.start_mark.column + 1)
            says = f"this is nested more than {_DEEPEST} levels deep, which is not read"
            raise Mistakes([Mistake(place=place, says=says)])


def _more_than_plain(text: str, name: str) -> list[Mistake]:
    """Anchors, aliases and tags; no alias stands without an anchor."""
    if "&" not in text and "!" not in text:
        return []
    found = []
    for token in yaml.scan(text, Loader=_Loader):
        if type(token) in _REFUSED:
            says, hint = _REFUSED[type(token)]
            mark = token.start_mark
            place = Place(file=name, line=mark.line + 1, column=mark.column + 1)
            found.append(Mistake(place=place, says=says, hint=hint))
    return found


def named(key: str) -> str:
    """A key as a message tells it: a line of a file that is none of ours may be one, and is told to nobody."""
    return f"`{key}`" if _LIKE_A_KEY.fullmatch(key) else "what stands here"


def _position(mistake: Mistake) -> tuple[int, int]:
    return (mistake.place.line, mistake.place.column) if mistake.place else (0, 0)


class _Builder:
    """Turns composed nodes into data while it notes places and mistakes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places, self.keys = Places(name), Places(name)
        self.mistakes: list[Mistake] = []

    def value(self, node: yaml.Node, path: KeyPath) -> JSON:
        self.places.note(path, node)
        if isinstance(node, yaml.ScalarNode):
            return self._text(_scalar(node), path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, path)

    def _text(self, value: JSON, path: KeyPath) -> JSON:
        """A scalar; half of a surrogate pair, which an escape can write, is no character that could be sent."""
        if isinstance(value, str) and not value.isascii() and _HALF.search(value):
            says = "an escape in this text is only half of a surrogate pair"
            self.mistakes.append(Mistake(place=self.places[path], says=says))
        return value

    def _mapping(self, node: yaml.Node, path: KeyPath) -> dict[str, JSON]:
        found: dict[str, JSON] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                says = "a list or mapping cannot be a key"
                self.mistakes.append(Mistake(place=_place(key_node, self.name), says=says))
                continue
            key = str(key_node.value)
            below = (*path, key)
            if key in found:
                hint = f"the first is in line {self.keys[below].line}"
                says = f"the key {named(key)} occurs twice"
                self.mistakes.append(Mistake(place=_place(key_node, self.name), says=says, hint=hint))
                continue
            self.keys.note(below, key_node)
            found[key] = self.value(value_node, below)
        return found


def _scalar(node: yaml.ScalarNode) -> JSON:
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
