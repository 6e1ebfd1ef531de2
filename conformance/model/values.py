"""Values that all nouns are made of: JSON, named parameters, a place in a file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from conformance.frozen import dataclass

JSON = Any
"""A JSON value as the parser gives it: the only raw dicts and lists that travel inside."""

NOT_JSON: Final = object()
"""Stands for the body of an answer that is no JSON document."""

EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})

Scalar = str | int | float | bool | None
Field = Scalar | tuple[Scalar, ...]
Fields = Mapping[str, Field]
"""Named parameters of a query, a form or a redirect: null leaves one out, several values repeat it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def nothing() -> Mapping[str, Any]:
    """The default of a mapping that may be left out."""
    return EMPTY
