"""A masked body is judged like the true one: by the schemas, and by whatever compares or measures values."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from conformance import specs
from conformance.masking import iban
from conformance.masking.pseudonyms import Pseudonyms, pseudonyms_of
from conformance.model import NOBODY
from conformance.sandbox import start
from conformance.target.load import bare_target
from conformance.world import World, open_world


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    running = start()
    with open_world(bare_target(running.base_url, {}), specs.load()) as opened:
        yield opened
    running.stop()


def told(world: World) -> Iterator[tuple[str, bytes]]:
    """What the bank says of three personas who consented to all: the name of the schema, the body."""
    for name in ("alix", "adam", "sarl2640"):
        persona = world.cast.personas[name]
        rows = [{"iban": account.iban} for account in persona.accounts if account.iban]
        consent = {"balances": rows, "transactions": rows, "trustedBeneficiaries": True, "psuIdentity": True}
        world.api.ask("PUT", "/consents", persona, NOBODY, consent)
        accounts = world.api.ask("GET", "/accounts", persona, NOBODY)
        yield "accounts", accounts.content
        for account in accounts.data["accounts"]:
            for kind in ("balances", "transactions"):
                yield kind, world.api.ask("GET", f"/accounts/{account['resourceId']}/{kind}", persona, NOBODY).content
        yield "identity", world.api.ask("GET", "/end-user-identity", persona, NOBODY).content
        yield "beneficiaries", world.api.ask("GET", "/trusted-beneficiaries", persona, NOBODY).content


def test_whatever_judges_a_body_says_the_same_of_the_masked_one(world: World) -> None:
    """The same breaches at the same places; equal values equal, others not; the same lengths; links to the same ids."""
    names = pseudonyms_of(persona.raw for persona in world.cast.personas.values())
    bodies = list(told(world))
    assert len(bodies) > 20
    for _, body in bodies:
        names.learn(json.loads(body))
    true, masked = defaultdict(set), defaultdict(set)
    changed = 0
    for number, (schema, body) in enumerate(bodies):
        other = names.text(body.decode()).encode()
        changed += other != body
        assert len(other) == len(body)
        assert breaches(world, schema, other) == breaches(world, schema, body)
        for (path, old), (same, new) in zip(leaves(json.loads(body)), leaves(json.loads(other)), strict=True):
            assert path == same
            assert_form(names, old, new)
            true[old].add((number, path))
            masked[new].add((number, path))
    assert changed > 10
    assert sorted(map(sorted, true.values())) == sorted(map(sorted, masked.values()))


def breaches(world: World, schema: str, body: bytes) -> list[tuple[Any, ...]]:
    return [
        (kind, error.instance_path, error.schema_path)
        for kind in (schema, f"{schema}.advice")
        if kind in world.specs.bodies
        for error in world.specs.bodies[kind].iter_errors(json.loads(body))
    ]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, f"{path}.{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    else:
        yield path, value


def assert_form(names: Pseudonyms, old: Any, new: Any) -> None:
    """A value that changed is a text of the same kind."""
    assert type(old) is type(new)
    if isinstance(old, str):
        assert len(new) == len(old)
        assert iban.is_iban(new) == iban.is_iban(old)
        if iban.is_iban(old):
            assert (iban.remainder(new) == 1) == (iban.remainder(old) == 1)
        assert names.text(new) == new
