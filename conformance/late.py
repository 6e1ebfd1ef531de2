"""What is made when it is first asked for: a run asks for few of the schemas and the patterns that there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

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


if TYPE_CHECKING:
    pattern = re.compile
else:

    class pattern:  # noqa: N801 - type checkers take it for `re.compile`
        """A regular expression as `re.compile` makes it, at the first use of it."""

        def __init__(self, pattern: str | bytes, flags: int | re.RegexFlag = 0) -> None:
            self.pattern, self._flags = pattern, flags

        def __getattr__(self, name: str) -> Any:
            """Each method, and whatever else an expression has, is this one's own from then on."""
            found = getattr(re.compile(self.pattern, self._flags), name)
            setattr(self, name, found)
            return found
