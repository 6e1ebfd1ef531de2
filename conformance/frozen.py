"""Data classes with slots, most of them frozen, that are quick to make: `dataclass` of Python's own, for this package.

Python compiles six methods for every frozen class, one after the other; for the classes of a run that took a sixth of
its start. Here `__init__` alone is compiled, when the first object is made: a run makes none of many classes. What is
left is the same for every class, and is written once below: equal and hashed by the members, told with them, and never
changed where it is frozen. `fields`, `replace` and `asdict` of `dataclasses` work as ever, and so do `field(...)` and
type checkers, which see Python's own. The tests hold one to the other. `replace` of this module is compiled too, and
takes half the time where thousands are made of others.
"""
# ruff: noqa: ARG001, N807 - methods of the classes that are made here

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - they are this module's
    from dataclasses import replace as replace  # noqa: PLC0414
else:
    import dataclasses

    def replace(one: Any, /, **changes: Any) -> Any:
        """As `dataclasses.replace`, which is asked for what has no slots."""
        quick = _MEMBERS in vars(one.__class__)
        return one.__replace__(**changes) if quick else dataclasses.replace(one, **changes)

    _MEMBERS = "__frozen_members__"
    """Where a class keeps its members by their names, those of the classes above it first."""

    def dataclass(
        *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
    ) -> Callable[[type], type]:
        """As `dataclasses.dataclass`, which is asked for what has no slots."""
        if not slots:
            return dataclasses.dataclass(frozen=frozen, slots=slots, kw_only=kw_only, eq=eq)

        def made(cls: type) -> type:
            if "__post_init__" in vars(cls):
                raise TypeError(f"{cls.__qualname__}: no __post_init__ here; take dataclasses.dataclass")
            above: dict[str, dataclasses.Field[Any]] = {}
            for base in reversed(cls.__mro__):
                above |= vars(base).get(_MEMBERS, {})
            members = above | {one.name: one for one in _members(cls, kw_only=kw_only)}
            anew = {*members, "__dict__", "__weakref__"}
            said = {name: value for name, value in vars(cls).items() if name not in anew}
            own = {
                _MEMBERS: members,
                "__slots__": tuple(name for name in members if name not in above),
                "__match_args__": tuple(one.name for one in members.values() if one.init and not one.kw_only),
                "__init__": _Init(),
                "__replace__": _Replace(),
                "__repr__": _repr,
                "__getstate__": _state,
                "__setstate__": _set_state,
                "__dataclass_fields__": _Pythons(),
                "__dataclass_params__": _Pythons(),
            }
            if frozen:
                own |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
            if eq:
                own |= _equality(members) | ({} if frozen else {"__hash__": None})
            slotted = type(cls)(cls.__name__, cls.__bases__, own | said)  # what a class says of itself stays
            slotted.__qualname__ = cls.__qualname__
            return slotted

        return made

    def _members(cls: type, *, kw_only: bool) -> Iterator[dataclasses.Field[Any]]:
        """What a class says of its own members, as `field(...)` does. Raises TypeError and ValueError."""
        said = vars(cls)
        for name, kind in cls.__annotations__.items():
            if str(kind).startswith(("ClassVar", "typing.ClassVar")):
                continue
            if str(kind).startswith(("InitVar", "KW_ONLY")):
                raise TypeError(f"{cls.__qualname__}: no {kind} here; take dataclasses.dataclass")
            value = said.get(name, dataclasses.MISSING)
            one = value if isinstance(value, dataclasses.Field) else dataclasses.field(default=value)
            if one.default.__class__.__hash__ is None:
                raise ValueError(f"{cls.__qualname__}.{name}: what can be changed is made by default_factory")
            one.name, one.type = name, kind
            if one.kw_only is dataclasses.MISSING:
                one.kw_only = kw_only
            yield one

    class _Late:
        """What a class has from the moment on that it is asked for."""

        def __set_name__(self, owner: type, name: str) -> None:
            self._owner, self._name = owner, name

        def __get__(self, one: object, cls: type) -> Any:
            found = self.made(self._owner, self._name)
            setattr(self._owner, self._name, found)
            return found.__get__(one, cls) if hasattr(found, "__get__") else found

    class _Pythons(_Late):
        """What `dataclasses` itself keeps of a class."""

        def made(self, cls: type, name: str) -> Any:
            members = [(one.name, one.type, one) for one in getattr(cls, _MEMBERS).values()]
            said = {"__doc__": cls.__name__}  # where a class says nothing, Python makes it a text of its signature
            made = dataclasses.make_dataclass(
                cls.__name__, members, init=False, repr=False, eq=False, match_args=False, namespace=said
            )
            return getattr(made, name)

    class _Init(_Late):
        """The one method that differs: each member is set into its slot, behind `__setattr__`'s back."""

        def made(self, cls: type, name: str) -> Callable[..., None]:
            members = getattr(cls, _MEMBERS).values()
            scope = _setters(cls)
            given: dict[bool, list[str]] = {False: [], True: []}
            lines = []
            for one in members:
                name, value = one.name, one.name
                parameter = usual = name
                if one.default is not dataclasses.MISSING:
                    scope[f"_default_{name}"], usual = one.default, f"_default_{name}"
                    parameter = f"{name}={usual}"
                elif one.default_factory is not dataclasses.MISSING:
                    scope[f"_make_{name}"], usual = one.default_factory, f"_make_{name}()"
                    parameter, value = f"{name}=_MISSING", f"{usual} if {name} is _MISSING else {name}"
                if one.init:
                    given[one.kw_only].append(parameter)
                if one.init or usual != name:  # what has no value yet is set by somebody else
                    lines.append(f"_set_{name}(self, {value if one.init else usual})")
            named = ["*", *given[True]] if given[True] else []
            init: Callable[..., None] = _compiled(cls, "__init__", ["self", *given[False], *named], lines, scope)
            init.__annotations__ = {one.name: one.type for one in members} | {"return": None}
            return init

    class _Replace(_Late):
        """The other one, which is asked of an object for another that has some members of its own."""

        def made(self, cls: type, name: str) -> Callable[..., Any]:
            members = getattr(cls, _MEMBERS).values()
            if not all(one.init for one in members):  # what nobody may give is made afresh
                return dataclasses.replace
            named = [f"{one.name}=_MISSING" for one in members]
            values = {one.name: f"self.{one.name} if {one.name} is _MISSING else {one.name}" for one in members}
            setting = [f"_set_{name}(_made, {value})" for name, value in values.items()]
            lines = ["_made = _new(self.__class__)", *setting, "return _made"]
            parameters = ["self", *(["*", *named] if named else [])]
            return _compiled(cls, name, parameters, lines, _setters(cls) | {"_new": object.__new__})

    def _setters(cls: type) -> dict[str, Any]:
        """What sets each member into its slot, by the names that compiled lines have for it."""
        names = getattr(cls, _MEMBERS)
        return {"_MISSING": dataclasses.MISSING} | {f"_set_{name}": getattr(cls, name).__set__ for name in names}

    def _compiled(cls: type, name: str, parameters: list[str], lines: list[str], scope: dict[str, Any]) -> Any:
        exec(f"def {name}({', '.join(parameters)}):\n {'; '.join(lines) or 'pass'}", scope)
        made = scope[name]
        made.__qualname__, made.__module__ = f"{cls.__qualname__}.{name}", cls.__module__
        return made

    def _equality(members: Mapping[str, dataclasses.Field[Any]]) -> dict[str, Callable[..., Any]]:
        """Equal is what is of the same class and has equal members."""
        values = _values([one.name for one in members.values() if one.compare])
        hashed = _values([one.name for one in members.values() if (one.compare if one.hash is None else one.hash)])

        def __eq__(self: Any, other: object) -> bool:
            return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

        def __hash__(self: Any) -> int:
            return hash(hashed(self))

        return {"__eq__": __eq__, "__hash__": __hash__}

    def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
        return attrgetter(*names) if len(names) > 1 else lambda one: tuple(getattr(one, name) for name in names)

    def _repr(self: Any) -> str:
        members = getattr(self, _MEMBERS).values()
        shown = (f"{one.name}={getattr(self, one.name)!r}" for one in members if one.repr)
        return f"{self.__class__.__qualname__}({', '.join(shown)})"

    def _refuse_to_set(self: Any, name: str, value: object) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(self: Any, name: str) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self: Any) -> list[Any]:
        """For copies, and for other processes."""
        return [getattr(self, name) for name in getattr(self, _MEMBERS)]

    def _set_state(self: Any, state: list[Any]) -> None:
        for name, value in zip(getattr(self, _MEMBERS), state, strict=True):
            object.__setattr__(self, name, value)
