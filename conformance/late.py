"""What is made when it is first asked for: a run asks for few of the schemas, the steps and the patterns there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

Key = TypeVar("Key")
Value = TypeVar("Value")


class LateMapping(Mapping[Key, Value], Generic[Key, Value]):
    """A mapping of these keys, in their order, each of whose values is made when it is asked for."""

    def __init__(self, keys: Iterable[Key], make: Callable[[Key], Value]) -> None:
        self._keys, self._make = dict.fromkeys(keys), make
        self._made: dict[Key, Value] = {}

    def __getitem__(self, key: Key) -> Value:
        found = self._made.get(key)
        if found is None:
            if key not in self._keys:
                raise KeyError(key)
            found = self._made[key] = self._make(key)
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class LateTuple(Sequence[Value], Generic[Value]):
    """A tuple, equal to any of the same values, that is made when one of them is asked for."""

    def __init__(self, make: Callable[[], tuple[Value, ...]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[Value, ...]:
        return self._make()

    @overload
    def __getitem__(self, index: int) -> Value: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Value, ...]: ...

    def __getitem__(self, index: int | slice) -> Value | tuple[Value, ...]:
        return self._made[index]

    def __iter__(self) -> Iterator[Value]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def __eq__(self, other: object) -> bool:
        return self._made == (other._made if isinstance(other, LateTuple) else other)

    def __hash__(self) -> int:
        return hash(self._made)

    def __repr__(self) -> str:
        return repr(self._made)


if TYPE_CHECKING:
    pattern = re.compile
else:

    class _Compiled:
        """One that was used."""

        def __reduce__(self) -> tuple[Any, ...]:
            """Copied, and sent to other processes, as what it was made of."""
            return re.compile, (self.pattern, self._flags)

    class pattern(_Compiled):  # noqa: N801 - type checkers take it for `re.compile`
        """A regular expression as `re.compile` makes it, at the first use of it."""

        def __init__(self, pattern: str | bytes, flags: int | re.RegexFlag = 0) -> None:
            self.pattern, self._flags = pattern, flags

        def __getattr__(self, name: str) -> Any:
            """All that an expression has is this one's own from then on, and costs no more than it does there."""
            compiled = re.compile(self.pattern, self._flags)
            vars(self).update({one: getattr(compiled, one) for one in dir(compiled) if not one.startswith("_")})
            self.__class__ = _Compiled
            return getattr(compiled, name)
