"""distinct: {path: 73}: how many different values a path leads to."""

from typing import Any

import pytest

from tests.support.answers import answer, lines


@pytest.mark.parametrize("rows", [["a", "b"], ["a", "b", "a"], ["a", None, "b"], ["a", {}, "b"]])
def test_repeated_and_absent_values_do_not_count(rows: list[Any]) -> None:
    """Only what is there, each once."""
    body = {"r": [{"code": row} if row != {} else {} for row in rows]}
    assert lines("distinct", {"r[*].code": 2}, answer(body)) == []


@pytest.mark.parametrize(("body", "got"), [({"r": [{"code": "a"}]}, 1), ({"r": [{"code": None}]}, 0)])
def test_another_number_is_a_fault(body: Any, got: int) -> None:
    """Wanted and got are told."""
    among = f"{got} value{'s' * (not got)}"
    told = f"r[*].code: the number of different values is wrong, among {among} (wanted 2, got {got})"
    assert lines("distinct", {"r[*].code": 2}, answer(body)) == [told]


@pytest.mark.parametrize(("body", "wrong"), [({"r": [{}, {}]}, 0), ({"r": [{}, {"code": "a"}]}, 1)])
def test_what_may_be_missing_is_counted_where_it_is_there(body: Any, wrong: int) -> None:
    """By the question mark in the path."""
    assert len(lines("distinct", {"r[*].code?": 2}, answer(body))) == wrong


@pytest.mark.parametrize(("wanted", "wrong"), [({"least": 2}, 0), ({"least": 3}, 1), ({"most": 1}, 1)])
def test_the_number_may_lie_in_a_range(wanted: Any, wrong: int) -> None:
    """As in `count`."""
    assert len(lines("distinct", {"r[*]": wanted}, answer({"r": ["a", "b", "b"]}))) == wrong


@pytest.mark.parametrize(("body", "got"), [(["12.50", "7"], 1), ([12.5, "8.00", "8.00", "9"], 2), (["1250", 700], 0)])
def test_values_of_another_form_do_not_count(body: list[Any], got: int) -> None:
    """Numbers as JSON writes them."""
    told = f"r[*]: the number of different values is wrong, among {len(body)} values"
    wanted = f"(wanted at least 3 of the form .*[.][0-9]+, got {got})"
    form = {"least": 3, "form": ".*[.][0-9]+"}
    assert lines("distinct", {"r[*]": form}, answer({"r": body})) == [f"{told} {wanted}"]
    assert lines("distinct", {"r[*]": {**form, "least": got}}, answer({"r": body})) == []


def test_values_of_different_types_are_different() -> None:
    """1 and "1" are two values, 1 and 1.0 one."""
    assert lines("distinct", {"r[*]": 4}, answer({"r": [1, 1.0, "1", True, {"a": 1}]})) == []


@pytest.mark.parametrize("body", [{"r": []}, {"r": [{}]}, {}, None])
@pytest.mark.parametrize("wanted", [0, 2])
def test_where_there_is_no_value_nothing_was_counted(wanted: int, body: Any) -> None:
    """Not even none."""
    assert len(lines("distinct", {"r[*].code": wanted}, answer(body))) == 1
