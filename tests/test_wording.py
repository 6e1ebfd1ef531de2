"""Numbers with their nouns, and lists as one reads them aloud."""

from typing import Any

import pytest

from conformance.wording import are, either, plain, plural


def test_one_is_singular_and_every_other_number_plural() -> None:
    """Also none."""
    assert [plural(n, "row") for n in (0, 1, 2, 4500)] == ["0 rows", "1 row", "2 rows", "4500 rows"]
    assert [plural(n, "property", "properties") for n in (1, 2)] == ["1 property", "2 properties"]
    assert [are(n, "row") for n in (0, 1, 2)] == ["0 rows are", "1 row is", "2 rows are"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([200], 200),
        (["BADS"], "BADS"),
        ([400, 404], "400 or 404"),
        (["BOOK", "PDNG", None], "BOOK, PDNG or null"),
        ([1, "1"], '1 or "1"'),
        ([], ""),
    ],
)
def test_a_choice_reads_aloud(values: list[Any], said: Any) -> None:
    """A single value stays what it is, so that its type is seen."""
    assert either(values) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("a b", "a b"),
        ("", '""'),
        ("7", '"7"'),
        ("-1.5e3", '"-1.5e3"'),
        ("null", '"null"'),
        (" x", '" x"'),
        ("[]", '"[]"'),
        (7, "7"),
        (None, "null"),
        (True, "true"),
        (["a"], '["a"]'),
        ({"a": 1}, '{"a":1}'),
        (["\ud800", 10**30], '["\\ud800",1000000000000000000000000000000]'),
    ],
)
def test_a_text_has_quotes_only_where_it_reads_like_something_else(value: Any, said: str) -> None:
    """Else one would not know whether it is a number."""
    assert plain(value) == said
