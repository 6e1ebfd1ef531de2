"""The YAML files of `specs/` as they were compiled: JSON that is read in a tenth of the time.

What a file says is found by the digest of its bytes, so that one which was changed since is read from its YAML. Made by
`make compiled`; a test says when that was forgotten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import orjson

from conformance import yamlfile
from conformance.model import JSON, Place
from conformance.specs.folders import specs_folder
from conformance.yamlfile import Document, KeyPath

NAME: Final = "compiled.json"
_FILES: Final = ("requirements/*.yaml", "ambiguities.yaml", "cast.yaml", "errors.yaml", "renamed.yaml")
"""Of these nothing but what they say is asked, unless something is wrong in them."""


def read(path: Path) -> Document:
    """A file of the specs, as `yamlfile.read` reads it; where its keys and values stand is looked for when asked.

    Raises Mistakes as that does.
    """
    content = yamlfile.content(path, str(path))
    data = _compiled().get(_digest(content))
    if data is None:
        return yamlfile.decoded(content, str(path))

    @cache
    def read_now() -> Document:
        return yamlfile.decoded(content, str(path))

    return Document(
        file=str(path), data=data, places=_Places(lambda: read_now().places), keys=_Places(lambda: read_now().keys)
    )


def written(folder: Path) -> bytes:
    """The file that a folder of specs is compiled into."""
    paths = [path for pattern in _FILES for path in sorted(folder.glob(pattern))]
    said = {_digest(path.read_bytes()): yamlfile.read(path).data for path in paths}
    lines = (b'"%s": %s' % (key.encode(), orjson.dumps(said[key])) for key in sorted(said))
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def write() -> None:
    """Compile the shipped specs anew."""
    folder = specs_folder()
    (folder / NAME).write_bytes(written(folder))


def _digest(content: bytes) -> str:
    """The SHA-256 of a file, whatever line ends a checkout gave it."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


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
    """What each file says, by the SHA-256 of its bytes; nothing where this installation has no such file."""
    try:
        found: Mapping[str, JSON] = orjson.loads((specs_folder() / NAME).read_bytes())
    except (OSError, ValueError):
        return {}
    return found
