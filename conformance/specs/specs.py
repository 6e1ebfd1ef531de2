"""Everything that is promised, read once and held together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from conformance.frozen import dataclass
from conformance.specs.ambiguities import Ambiguity, read_ambiguities
from conformance.specs.bodies import Schema, bodies_of, limited, read_documents
from conformance.specs.cast import Cast, read_cast, read_own_cast
from conformance.specs.error_codes import ErrorCode, read_error_codes
from conformance.specs.folders import specs_folder
from conformance.specs.members import Members, members_of
from conformance.specs.places import PlaceTable, read_places
from conformance.specs.register import Chapter, Requirement, read_register

VERSION = "STET 1.4.2.17"


@dataclass(frozen=True, slots=True, kw_only=True)
class Specs:
    """Everything that is promised."""

    folder: Path
    cast: Cast
    register: Mapping[str, Requirement]
    chapters: tuple[Chapter, ...]
    codes: Mapping[str, ErrorCode]
    ambiguities: Mapping[str, Ambiguity]
    bodies: Mapping[str, Schema]
    """The schema of each body: `accounts` is what must be by STET, `accounts.bank` by the bank's documentation,
    `accounts.advice` what should."""
    members: Mapping[str, Members]
    """Which members each body has, by the name of its schema."""
    digest: str
    """SHA-256 of the register, the schemas and the rules: names the frozen set that a run was judged by."""

    def limited_to(self, layers: Sequence[str]) -> Specs:
        """The same, whose bodies are held to what these say: `stet`, or the `bank` too."""
        return replace(self, bodies=limited(self.bodies, layers))

    def cast_of(self, own: Path | None) -> Cast:
        """The cast of a target: the documented one, or its own. Raises Mistakes where that cannot be read."""
        return self.cast if own is None else read_own_cast(own, self.cast)


@cache
def load() -> Specs:
    """The shipped specs. Raises Mistakes where one of their files is wrong, Broken where this installation has none."""
    return read(specs_folder())


@cache
def places() -> PlaceTable:
    """The shipped table of places. Raises Mistakes where its file is wrong."""
    return read_places(specs_folder() / "places.yaml", load().register)


def read(folder: Path) -> Specs:
    """The specs of one folder. Raises Mistakes where one of its files is wrong or missing."""
    register, chapters = read_register(folder / "requirements")
    documents = read_documents(folder / "stet-1.4.2")
    return Specs(
        folder=folder,
        cast=read_cast(folder / "cast.yaml"),
        register=register,
        chapters=chapters,
        codes=read_error_codes(folder / "errors.yaml"),
        ambiguities=read_ambiguities(folder / "ambiguities.yaml"),
        bodies=bodies_of(documents, register),
        members=members_of(documents),
        digest=_digest(folder),
    )


def _digest(folder: Path) -> str:
    hashed = hashlib.sha256()
    for path in sorted(
        [*folder.glob("requirements/*.yaml"), *folder.glob("stet-1.4.2/*.json"), *folder.glob("rules/*.yaml")]
    ):
        hashed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()
