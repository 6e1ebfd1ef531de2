"""Every constraint of every schema is broken once, and both validators catch it at its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from tests.support.constraints import (
    GUARDS,
    LAYERS,
    LEADS,
    TELLS,
    WHOLE,
    Constraint,
    Place,
    changed,
    constraints,
    schemas,
    written,
)
from tests.support.validators import SCHEMAS, python, rust

TOLERATED = {
    "accounts": changed(WHOLE["accounts"], ("accounts", 0, "currency"), "EUR"),
    "transactions": changed(WHOLE["transactions"], ("transactions", 0, "remittanceInformation"), ["one line"]),
}
"""Bodies with what only the core lets through."""
AGAIN = "every use is mandatory and says the type again, without null"
NOT_ALONE = {
    "types#/$defs/Amount/type": AGAIN,
    "types#/$defs/AmountValue/type": AGAIN,
    "types#/$defs/Country/type": AGAIN,
    "accounts.advice#/$defs/Account/properties/psuStatus/maxLength": "no word of the list is as long",
}
"""Constraints that cannot be broken without another one, and why."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A constraint, a body that breaks it (in a list, since it may be null), and whether nothing else is broken."""

    constraint: Constraint
    broken: list[Any]
    alone: bool


def by_python(name: str, body: Any) -> list[tuple[int, str, Place]]:
    """What jsonschema refuses: the schema that does, as the object it is, its keyword and the place."""
    errors = python(name).iter_errors(body)
    return [(id(error.schema), str(error.validator), tuple(error.absolute_path)) for error in errors]


def by_rust(name: str, body: Any) -> set[tuple[str, Place]]:
    return {(str(error.schema_path[-1]), tuple(error.instance_path)) for error in rust(name).iter_errors(body)}


def bodies(name: str) -> list[Any]:
    """The good bodies of a schema."""
    more = [TOLERATED[name]] if name in TOLERATED else []
    return [WHOLE[name.removesuffix(".advice").removesuffix(".bank")], *more]


@cache
def tried(name: str) -> tuple[Tried, ...]:
    """Every constraint that holds in the good bodies, broken."""
    return tuple(_tried(name, one, body) for body in bodies(name) for one in constraints(name, body))


def _tried(name: str, one: Constraint, good: Any) -> Tried:
    wanted: tuple[int, str, Place] = (id(one.schema), one.keyword, one.place)
    broken: list[Any] = []
    for body in one.broken(good):
        breaches = by_python(name, body)
        if breaches == [wanted]:
            return Tried(one, [body], alone=True)
        if wanted in breaches:
            broken.append(body)
    return Tried(one, broken[:1], alone=False)


def test_the_walk_knows_every_keyword() -> None:
    """A keyword that is new to the schemas needs a way to be broken."""
    used = {key for name, schema in SCHEMAS.items() for _, node in schemas(f"{name}#", schema) for key in node}
    assert used <= GUARDS | LEADS | TELLS


@pytest.mark.parametrize("name", LAYERS)
def test_the_good_bodies_are_accepted(name: str) -> None:
    for body in bodies(name):
        assert by_python(name, body) == []
        assert by_rust(name, body) == set()


@pytest.mark.parametrize("name", LAYERS)
def test_every_constraint_is_caught_at_its_place(name: str) -> None:
    """Wherever it holds in a body: jsonschema refuses by that very schema, jsonschema-rs by that keyword."""
    assert tried(name)
    for one in tried(name):
        shown = f"{one.constraint.where} at {one.constraint.place}"
        assert one.broken, shown
        assert (one.constraint.keyword, one.constraint.place) in by_rust(name, one.broken[0]), shown


def test_no_constraint_was_left_out() -> None:
    """All that stands in the files holds somewhere in the good bodies."""
    reached = {one.constraint.where for name in LAYERS for one in tried(name)}
    assert sorted(set(written()) - reached) == []


def test_every_constraint_is_broken_alone() -> None:
    """Somewhere it can be broken and nothing else is: it is not there for nothing. The others are listed."""
    everything = {one.constraint.where for name in LAYERS for one in tried(name)}
    alone = {one.constraint.where for name in LAYERS for one in tried(name) if one.alone}
    assert sorted(everything - alone) == sorted(NOT_ALONE)
