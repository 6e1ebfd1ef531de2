"""Breaches of a schema by bodies of any size."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from conformance.specs.pieces import breaches

ROW = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
LISTS = {"type": "array", "items": ROW}
SCHEMA = jsonschema_rs.Draft202012Validator(
    {"type": "object", "required": ["self"], "properties": {"rows": LISTS, "in": {"properties": {"rows": LISTS}}}}
)


def told(found: Any) -> list[tuple[object, ...]]:
    return [(*error.instance_path, error.kind.name, *error.evaluation_path) for error in found]


@pytest.mark.parametrize("wrong", [(), (0,), (499, 500), (30_000,), (7, 600, 601, 29_999)])
@pytest.mark.parametrize("place", ["rows", "in"])
def test_a_long_list_breaks_what_it_breaks_as_a_whole(wrong: tuple[int, ...], place: str) -> None:
    """The same breaches at the same places, and what is beside the list once."""
    rows = [{} if at in wrong else {"id": at if at % 9_000 == 1 else "x"} for at in range(30_001)]
    body = {"rows": rows} if place == "rows" else {"self": 1, "in": {"rows": rows}}
    assert sorted(told(breaches(SCHEMA, body)), key=str) == sorted(told(SCHEMA.iter_errors(body)), key=str)


def test_of_several_long_lists_the_first_breach_is_told() -> None:
    """No more can be said of them without looking at each with all of the others."""
    body = {"self": 1, "rows": [{}] * 30_000, "in": {"rows": [{}] * 30_000}}
    assert len(told(breaches(SCHEMA, body))) == 1
    assert told(breaches(SCHEMA, {"self": 1, "rows": [{"id": "x"}] * 30_000, "in": {"rows": []}})) == []
