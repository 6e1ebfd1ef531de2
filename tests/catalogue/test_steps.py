"""A step in the words of its file, and back."""

from __future__ import annotations

from typing import Any

import pytest

from conformance import catalogue, specs, yamlfile
from conformance.catalogue import steps
from conformance.model import AnsweredStep, Form, Json, Raw, Request, Step, Typed

SHIPPED = catalogue.load([specs.scenarios_folder()], specs.load())


def again(one: Step) -> Step:
    """A step written down and read."""
    claims, keep = (one.claims, one.keep) if isinstance(one, AnsweredStep) else ((), {})
    beside = steps.beside(one)
    return steps.step(one.verb, steps.target(one), beside, place=one.place, claims=claims, keep=keep)


@pytest.mark.parametrize("scenario", SHIPPED, ids=lambda scenario: scenario.name)
def test_every_shipped_step_is_written_as_it_was_read(scenario: Any) -> None:
    """Nothing a file says is lost in the step, and nothing is added."""
    data = yamlfile.read(specs.scenarios_folder() / f"{scenario.name}.yaml").data
    for one, written in zip(scenario.steps, data["steps"], strict=True):
        sent = {key: value for key, value in written.items() if key not in steps.OF_CLAIMS}
        assert {one.verb: steps.target(one), **steps.beside(one)} == sent
        assert again(one) == one
    assert steps.stage(steps.stage_written(scenario.given)) == scenario.given


@pytest.mark.parametrize(
    ("beside", "payload"),
    [
        ({}, None),
        ({"body": None}, Json(None)),
        ({"body": {"a": [1]}}, Json({"a": [1]})),
        ({"raw": ""}, Raw("")),
        ({"form": {"a": [1, "x"], "b": None}}, Form({"a": (1, "x"), "b": None})),
    ],
)
def test_a_request_has_one_payload_or_none(beside: dict[str, Any], payload: object) -> None:
    """A body of null, or an empty text, is one."""
    one = steps.step("PUT", "/consents", beside, place=SHIPPED[0].place)
    assert isinstance(one, Request)
    assert one.payload == payload
    assert steps.beside(one) == beside
    assert again(one) == one


def test_what_is_typed_may_be_nothing() -> None:
    """An empty text is typed, too."""
    one = steps.step("authorize", {}, {"typed": {"sms_code": ""}}, place=SHIPPED[0].place)
    assert getattr(one, "typed", None) == Typed(sms_code=("",))
    assert again(one) == one
