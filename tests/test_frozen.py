"""Frozen classes are what `dataclasses` makes of the same lines: nothing but the time they take tells them apart."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import InitVar, field
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from conformance import frozen


def made_by(dataclass: Callable[..., Any]) -> SimpleNamespace:
    """The same classes, by one decorator or the other."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Person:
        kind: ClassVar[str] = "person"
        name: str
        code: str = field(default="", repr=False)
        seen: int = field(default=0, compare=False)
        tags: list[str] = field(default_factory=list)

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Customer(Person):  # type: ignore[misc,valid-type] # made by whichever decorator
        accounts: tuple[str, ...] = ()

    @dataclass(frozen=True, slots=True)
    class Nothing:
        pass

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Guest(Nothing, Person):  # type: ignore[misc,valid-type] # as above
        seen: int = 5

    @dataclass(frozen=True, slots=True)
    class At:
        line: int
        column: int = 1

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Name:
        text: float

    @dataclass(frozen=True, slots=True, eq=False)
    class Token:
        text: str = ""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Own:
        text: str
        made: list[str] = field(default_factory=list, init=False, compare=False)
        fixed: int = field(default=7, init=False)
        loose: Any = field(default=0, hash=False)

        def __repr__(self) -> str:
            return f"own {self.text}"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, type(self)) and self.text.lower() == other.text.lower()

        def __hash__(self) -> int:
            return hash(self.text.lower())

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Unhashed:
        text: str
        loose: Any = field(default=0, hash=False)

    made = (Person, Customer, Guest, At, Name, Token, Own, Unhashed, Nothing)
    return SimpleNamespace(**{one.__name__: one for one in made})


OURS, PYTHONS = made_by(frozen.dataclass), made_by(dataclasses.dataclass)
GIVEN: dict[str, list[dict[str, Any]]] = {
    "Person": [{"name": "Ada"}, {"name": "Ada", "code": "1", "seen": 2}, {"name": "Ada", "seen": 1}, {"name": "B"}],
    "Customer": [{"name": "Ada"}, {"name": "Ada", "accounts": ("A",)}, {"name": "Ada", "tags": []}],
    "Guest": [{"name": "Ada"}, {"name": "Ada", "code": "1"}, {"name": "Ada", "seen": 5}, {"name": "Ada", "seen": 6}],
    "At": [{"line": 1}, {"line": 1, "column": 1}, {"line": 2}],
    "Name": [{"text": 1}, {"text": 1.0}, {"text": 2}],
    "Token": [{}, {}],
    "Own": [{"text": "a"}, {"text": "A"}, {"text": "b", "loose": 1}],
    "Unhashed": [{"text": "a"}, {"text": "a", "loose": []}, {"text": "b"}],
    "Nothing": [{}, {}],
}


@pytest.mark.parametrize("name", GIVEN)
def test_told_compared_and_asked_for_alike(name: str) -> None:
    """Each with each; what is missing or too much is refused in the same words."""
    ours, pythons = getattr(OURS, name), getattr(PYTHONS, name)
    mine, theirs = [ours(**one) for one in GIVEN[name]], [pythons(**one) for one in GIVEN[name]]
    assert list(map(repr, mine)) == [repr(one) for one in theirs]
    assert [[a == b for a in mine] for b in mine] == [[a == b for a in theirs] for b in theirs]
    assert mine[0] != theirs[0]
    assert list(map(dataclasses.asdict, mine)) == list(map(dataclasses.asdict, theirs))
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(pythons).parameters)
    for wrong in ({}, {"nobody": 1}):
        assert refusal(lambda: ours(**wrong)) == refusal(lambda: pythons(**wrong))  # noqa: B023 - called at once
    assert refusal(lambda: hash(mine[0])) == refusal(lambda: hash(theirs[0]))


def refusal(call: Callable[[], object]) -> str:
    """What is said where a call is refused; '' where it is not."""
    try:
        call()
    except (TypeError, ValueError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("name", ["Person", "Customer", "At"])
def test_never_changed(name: str) -> None:
    """No member, and nothing beside them."""
    member = "line" if name == "At" else "name"
    for one in (getattr(made, name)(**GIVEN[name][0]) for made in (OURS, PYTHONS)):
        assert refusal(lambda: setattr(one, member, 1)) == f"FrozenInstanceError: cannot assign to field '{member}'"  # noqa: B023 - as above
        assert refusal(lambda: delattr(one, member)) == f"FrozenInstanceError: cannot delete field '{member}'"  # noqa: B023 - as above
        assert not hasattr(one, "__dict__")


@frozen.dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One that other processes can be sent."""

    name: str
    code: str = field(default="", repr=False)
    tags: tuple[str, ...] = ()


def test_hashed_replaced_and_copied() -> None:
    """Into other processes too; what is made afresh for one belongs to no other."""
    assert len({OURS.At(1), OURS.At(1, 1), OURS.At(2)}) == 2
    one = Account(name="A", code="1", tags=("x",))
    assert dataclasses.replace(one, name="B") == Account(name="B", code="1", tags=("x",))
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert other is not one
        assert (other, hash(other)) == (one, hash(one))
    assert OURS.Person(name="Ada").tags is not OURS.Person(name="Ada").tags


@pytest.mark.parametrize("name", GIVEN)
def test_replaced_as_python_does_it(name: str) -> None:
    """Each by the members of each; what may not be given is refused, and what is made afresh belongs to no other."""
    for given in GIVEN[name]:
        for changes in (*GIVEN[name], {"nobody": 1}, {"made": []}, {"fixed": 1}):
            ours, pythons = getattr(OURS, name)(**given), getattr(PYTHONS, name)(**given)
            refused = refusal(lambda: dataclasses.replace(pythons, **changes))  # noqa: B023 - called at once
            assert bool(refusal(lambda: frozen.replace(ours, **changes))) == bool(refused)  # noqa: B023 - as above
            if not refused:
                other = frozen.replace(ours, **changes)
                assert repr(other) == repr(dataclasses.replace(pythons, **changes))
                assert (type(other), other is ours) == (type(ours), False)
    own = OURS.Own(text="a")
    assert frozen.replace(own, text="b").made is not own.made


def test_what_has_no_slots_is_replaced_too() -> None:
    """Also one below a class that has: what it has more is not left out."""

    @frozen.dataclass(slots=True)
    class Above:
        name: str

    @dataclasses.dataclass
    class Below(Above):
        more: int = 0

    assert frozen.replace(Below("a", 1), name="b") == Below("b", 1)


@pytest.mark.parametrize("slots", [True, False])
def test_what_is_not_frozen_can_be_changed(slots: bool) -> None:
    """With slots or without; so it has no hash."""

    @frozen.dataclass(slots=slots)
    class Count:
        number: int = 0
        seen: int = field(init=False)

    count, other = Count(), Count(1)
    assert not hasattr(count, "seen")
    count.number += 1
    count.seen = other.seen = 2
    assert count == other
    assert refusal(lambda: hash(count)) == "TypeError: unhashable type: 'Count'"
    assert hasattr(count, "__dict__") is not slots


def test_members_are_those_of_pythons() -> None:
    """In the same order, for whoever asks `dataclasses` or matches by place."""
    for name in GIVEN:
        ours, pythons = getattr(OURS, name), getattr(PYTHONS, name)
        said = [[(one.name, one.type, one.kw_only) for one in dataclasses.fields(made)] for made in (ours, pythons)]
        assert said[0] == said[1]
        assert ours.__match_args__ == pythons.__match_args__


def test_what_is_not_done_is_refused() -> None:
    """Not left out in silence."""
    with pytest.raises(TypeError, match="no InitVar"):

        @frozen.dataclass(frozen=True, slots=True)
        class Passing:
            given: InitVar[int]

    with pytest.raises(ValueError, match="default_factory"):

        @frozen.dataclass(frozen=True, slots=True)
        class Shared:
            tags: list[str] = []  # noqa: RUF012 - what is refused

    with pytest.raises(TypeError, match="no __post_init__ here"):

        @frozen.dataclass(frozen=True, slots=True)
        class Late:
            def __post_init__(self) -> None:
                raise AssertionError
