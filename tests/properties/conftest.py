"""The embedded bank, honest or with one rule replaced, and the world to examine it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from conformance import sandbox, specs
from conformance.properties import PROPERTIES, Property
from conformance.sandbox.rules import Rules
from conformance.target.load import bare_target
from conformance.target.target import Features
from conformance.world import World, open_world

Bank = Callable[..., Any]


def named(name: str) -> Property:
    return next(prop for prop in PROPERTIES if prop.name == name)


@contextmanager
def opened(**more: Any) -> Iterator[World]:
    """A world around a fresh embedded bank that offers all it can do."""
    running = sandbox.start(**more)
    target = bare_target(running.base_url, {})
    assert target.oauth is not None
    oauth = replace(target.oauth, revoke_url=f"{running.origin}/stet/psd2/oauth/revoke")
    try:
        with open_world(replace(target, oauth=oauth, features=Features(revocation=True)), specs.load()) as world:
            yield world
    finally:
        running.stop()


@pytest.fixture
def world() -> Iterator[World]:
    with opened() as found:
        yield found


@pytest.fixture
def wrong_world(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[World]:
    """A world around a bank one of whose rules is replaced."""
    name, rule = request.param
    monkeypatch.setattr(Rules, name, rule)
    with opened() as found:
        yield found
