"""The YAML files of `specs/` as they were compiled: JSON that is read in a tenth of the time.

What a file says is found by the digest of its bytes, so that one which was changed since is read from its YAML. Made by
`make compiled`; a test says when that was forgotten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from conformance import yamlfile
from conformance.late import LateMapping
from conformance.model import JSON, Place
from conformance.specs.folders import specs_folder
from conformance.yamlfile import Document, KeyPath

NAME: Final = "compiled.json"
_FILES: Final = ("requirements/*.yaml", "ambiguities.yaml", "cast.yaml", "errors.yaml", "renamed.yaml")
"""Of these nothing but what they say is asked, unless something is wrong in them."""
_PLACED: Final = ("rules/*.yaml",)
"""Of these it is asked where they say it, too."""
_WHERE: Final = "/where"
"""Behind the digest of such a file."""


def read(path: Path, shown: str | None = None) -> Document:
    """A file of the specs, as `yamlfile.read` reads it; where its keys and values stand is looked for when asked.

    Raises Mistakes as that does.
    """
    name = shown or str(path)
    content = yamlfile.content(path, name)
    digest = _digest(content)
    data, where = _compiled().get(digest), _compiled().get(digest + _WHERE)
    if data is None:
        return yamlfile.decoded(content, name)
    if where is not None:
        return Document(file=name, data=data, places=_at(where["places"], name), keys=_at(where["keys"], name))

    @cache
    def read_now() -> Document:
        return yamlfile.decoded(content, name)

    return Document(
        file=name, data=data, places=_Places(lambda: read_now().places), keys=_Places(lambda: read_now().keys)
    )


def written(folder: Path) -> bytes:
    """The file that a folder of specs is compiled into."""
    said: dict[str, Any] = {}
    for path in (path for pattern in (*_FILES, *_PLACED) for path in sorted(folder.glob(pattern))):
        document, digest = yamlfile.read(path), _digest(path.read_bytes())
        said[digest] = document.data
        if path.parent.name == "rules":
            said[digest + _WHERE] = {"places": _written(document.places), "keys": _written(document.keys)}
    lines = (b'"%s": %s' % (key.encode(), orjson.dumps(said[key])) for key in sorted(said))
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def write() -> None:
    """Compile the shipped specs anew."""
    folder = specs_folder()
    (folder / NAME).write_bytes(written(folder))


def _digest(content: bytes) -> str:
    """The SHA-256 of a file, whatever line ends a checkout gave it."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _written(places: Mapping[KeyPath, Place]) -> list[tuple[KeyPath, int, int]]:
    return [(path, place.line, place.column) for path, place in places.items()]


def _at(written: list[tuple[list[str | int], int, int]], file: str) -> Mapping[KeyPath, Place]:
    stands = {tuple(path): (line, column) for path, line, column in written}
    return LateMapping(stands, lambda path: Place(file=file, line=stands[path][0], column=stands[path][1]))


class _Places(Mapping[KeyPath, Place]):
    """Places that are found when one of them is asked for."""

    def __init__(self, found: Callable[[], Mapping[KeyPath, Place]]) -> None:
        self._found = found

    def __getitem__(self, path: KeyPath) -> Place:
        return self._found()[path]

    def __iter__(self) -> Iterator[KeyPath]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())


@cache
def _compiled() -> Mapping[str, JSON]:
    """What each file says, by the SHA-256 of its bytes, and where; nothing where this installation has no such file."""
    try:
        found: Mapping[str, JSON] = orjson.loads((specs_folder() / NAME).read_bytes())
    except (OSError, ValueError):
        return {}
    return found
