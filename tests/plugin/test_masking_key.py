"""All processes of a run mask with one key."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.plugin.masking_key import hand_to, key_of


def session() -> Any:
    return SimpleNamespace(stash=pytest.Stash())


def test_a_worker_has_the_key_of_its_controller() -> None:
    """As xdist carries it over: in plain data."""
    controller = session()
    worker = SimpleNamespace(config=controller, workerinput={"workerid": "gw0"})
    hand_to(worker)
    assert all(isinstance(value, str) for value in worker.workerinput.values())
    there = SimpleNamespace(stash=pytest.Stash(), workerinput=worker.workerinput)
    assert key_of(there) == key_of(controller)


def test_each_run_has_its_own() -> None:
    """And asks for it as often as it likes."""
    one = session()
    assert key_of(one) == key_of(one)
    assert key_of(one) != key_of(session())
    assert len(key_of(one)) == 32
