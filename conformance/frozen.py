"""Frozen data classes that are quick to make: `dataclass` of Python's own `dataclasses`, for this package.

Python compiles six methods for every frozen class, one after the other; for the classes of a run that took a sixth of
its start. Here `__init__` alone is compiled. What is left is the same for every class, and is written once below:
equal and hashed by the members, told with them, never changed. `fields`, `replace` and `asdict` of `dataclasses` work
as ever, and so do `field(...)` and type checkers, which see Python's own. The tests hold one to the other.
"""
# ruff: noqa: ARG001, N807 - methods of the classes that are made here

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - it is this module's
else:
    import dataclasses

    def dataclass(
        *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
    ) -> Callable[[type], type]:
        """As `dataclasses.dataclass`, which is asked for what can be changed, or has no slots."""
        if not (frozen and slots):
            return dataclasses.dataclass(frozen=frozen, slots=slots, kw_only=kw_only, eq=eq)

        def made(cls: type) -> type:
            own = vars(cls)
            if "__post_init__" in own:
                raise TypeError(f"{cls.__qualname__}: no __post_init__ here; take dataclasses.dataclass")
            cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(cls)
            members = dataclasses.fields(cls)
            methods = {"__init__": _init(cls, members)}
            methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
            methods |= {"__getstate__": _state, "__setstate__": _set_state}
            methods["__repr__"] = _repr
            if eq:
                methods |= _equality(members)
            for name, method in methods.items():
                if name not in own:  # what a class says of itself stays
                    setattr(cls, name, method)
            return cls

        return made

    def _init(cls: type, members: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
        """The one method that differs: each member is set into its slot, behind `__setattr__`'s back."""
        scope: dict[str, Any] = {"_MISSING": dataclasses.MISSING}
        given: dict[bool, list[str]] = {False: [], True: []}
        lines = []
        for one in members:
            name, value = one.name, one.name
            scope[f"_set_{name}"] = getattr(cls, name).__set__
            parameter = usual = name
            if one.default is not dataclasses.MISSING:
                scope[f"_default_{name}"], usual = one.default, f"_default_{name}"
                parameter = f"{name}={usual}"
            elif one.default_factory is not dataclasses.MISSING:
                scope[f"_make_{name}"], usual = one.default_factory, f"_make_{name}()"
                parameter, value = f"{name}=_MISSING", f"{usual} if {name} is _MISSING else {name}"
            if one.init:
                given[one.kw_only].append(parameter)
            lines.append(f"_set_{name}(self, {value if one.init else usual})")
        named = ["*", *given[True]] if given[True] else []
        exec(f"def __init__({', '.join(['self', *given[False], *named])}):\n {'; '.join(lines) or 'pass'}", scope)
        init: Callable[..., None] = scope["__init__"]
        init.__qualname__, init.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
        init.__annotations__ = {one.name: one.type for one in members} | {"return": None}
        return init

    def _equality(members: tuple[dataclasses.Field[Any], ...]) -> dict[str, Callable[..., Any]]:
        """Equal is what is of the same class and has equal members."""
        values = _values([one.name for one in members if one.compare])
        hashed = _values([one.name for one in members if (one.compare if one.hash is None else one.hash)])

        def __eq__(self: Any, other: object) -> bool:
            return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

        def __hash__(self: Any) -> int:
            return hash(hashed(self))

        return {"__eq__": __eq__, "__hash__": __hash__}

    def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
        return attrgetter(*names) if len(names) > 1 else lambda one: tuple(getattr(one, name) for name in names)

    def _repr(self: Any) -> str:
        shown = (f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
        return f"{self.__class__.__qualname__}({', '.join(shown)})"

    def _refuse_to_set(self: Any, name: str, value: object) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(self: Any, name: str) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self: Any) -> list[Any]:
        """For copies, and for other processes."""
        return [getattr(self, one.name) for one in dataclasses.fields(self)]

    def _set_state(self: Any, state: list[Any]) -> None:
        for one, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, one.name, value)
