"""When two JSON values are equal, and whether a number is the one wanted."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks.comparing import canonical, fits, key, number_of, same

EQUAL = [
    (1, 1.0),
    ([{"a": [1, None, "b"]}], [{"a": [1, None, "b"]}]),
    ({"a": 1, "b": [2.0]}, {"b": [2], "a": 1.0}),
    ([], []),
    (None, None),
    ("é", "é"),
]
DIFFERENT = [
    *((1, True), (0, False), (1, "1"), (None, 0), (None, ""), ([], {}), ([1, 2], [2, 1]), ([1], [1, 1])),
    *(({"a": 1}, {"a": True}), ({"a": None}, {}), ([[True]], [[1]]), (2**53, 2**53 + 1)),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_values_are_the_same(one: Any, other: Any) -> None:
    """However their numbers are written, and in whatever order their members come."""
    assert same(one, other)
    assert canonical(one) == canonical(other)
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_values_of_other_types_are_different(one: Any, other: Any) -> None:
    """Python takes true for 1; JSON does not."""
    assert not same(one, other)
    assert canonical(one) != canonical(other)
    assert key(one) != key(other)


def test_numbers_beyond_64_bits_are_compared_too() -> None:
    """A bank may send what no JSON writer of ours writes."""
    huge = 2**70
    assert same({"a": [huge]}, {"a": [huge]})
    assert not same({"a": [huge]}, {"a": [huge + 1]})
    assert not same({"a": huge, "b": 1}, {"a": huge, "b": True})


@pytest.mark.parametrize(
    ("wanted", "fitting", "reads"),
    [
        (3, [3], 3),
        ({"least": 2}, [2, 3, 4, 5], "at least 2"),
        ({"most": 2}, [0, 1, 2], "at most 2"),
        ({"least": 1, "most": 3}, [1, 2, 3], "1 to 3"),
    ],
)
def test_a_number_fits_or_not(wanted: Any, fitting: list[int], reads: Any) -> None:
    """Both ends belong to a range."""
    assert [number for number in range(6) if fits(number, wanted)] == fitting
    assert number_of(wanted) == reads
