"""What a long ledger says over and over is held once: equal headers, names, addresses; verdicts as their lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar, overload

from conformance.ledger.lines import loads

Record = Mapping[str, Any]
_Value = TypeVar("_Value", bound=str | tuple[str, str])

_MOST: Final = 20_000
"""So many different values are known; what says something else each time comes too late, and is held as it is."""


class Alike:
    """Hands out, for a value, the equal one that was seen before."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def __call__(self, value: _Value) -> _Value:
        """The one that was seen first."""
        if len(self._known) < _MOST:
            found: _Value = self._known.setdefault(value, value)
            return found
        known: _Value = self._known.get(value, value)
        return known


class Records(Sequence[Record]):
    """Lines as what they say, parsed each time one is asked for: as text they take a fifth of the room."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> Record: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Record]: ...

    def __getitem__(self, at: int | slice) -> Record | Sequence[Record]:
        """What a line says."""
        if isinstance(at, slice):
            return Records(self._lines[at])
        found: Record = loads(self._lines[at])
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment] # what it holds has none either

    def __iter__(self) -> Iterator[Record]:
        return map(loads, self._lines)
