"""The shipped scenarios, known by the digests of their files: only they prove what the documentation promises."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from conformance import specs
from conformance.frozen import dataclass
from conformance.specs.digests import text_of, texts_below


class Origin(StrEnum):
    """Whose a scenario is."""

    SHIPPED = "shipped"
    """One of the shipped set, to the letter."""
    GENERATED = "generated"
    """A shipped property, tried on generated cases."""
    RULE = "rule"
    """A shipped rule that every answer of the run was held to (specs/rules)."""
    OWN = "own"
    """The user's: it proves nothing of the documentation, and no shipped requirement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedSet:
    """The scenarios of one folder, by their names."""

    files: Mapping[str, str]
    """SHA-256 of each file, by the name of its scenario."""
    digest: str
    """SHA-256 over the names and texts of all of them: names the set."""

    def origin(self, name: str, file: Path) -> Origin:
        """Whose a scenario of that name and file is: a copy is as good as the original, a changed one is the user's."""
        known = self.files.get(name)
        return Origin.SHIPPED if known is not None and known == _sha256(text_of(file)) else Origin.OWN


@cache
def shipped_set() -> ShippedSet:
    """The set that this installation ships. Raises Broken where it has none."""
    return read(specs.scenarios_folder())


def read(folder: Path) -> ShippedSet:
    """The set of a folder."""
    files: dict[str, str] = {}
    whole = hashlib.sha256()
    for name, text in texts_below(folder, ".yaml").items():
        files[name.removesuffix(".yaml")] = _sha256(text)
        whole.update(name.encode() + b"\0" + text + b"\0")
    return ShippedSet(files=files, digest=whole.hexdigest())


def _sha256(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
