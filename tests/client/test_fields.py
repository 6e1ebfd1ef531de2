"""What a bank writes into headers, attributes and texts: read, and never an exception."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.client.fields import as_utf8, control_in, excerpt, http_date, whole_number

ANY = st.text(st.characters(codec=None))
"""Half surrogate pairs too."""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        (" 12 ", 12),
        ("1000", 1000),
        ("1001", 1000),
        ("9" * 5000, 1000),
        ("0" * 5000 + "3", 3),
        ("", None),
        (None, None),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("1e3", None),
        ("0x1f", None),
        ("1_000", None),
        ("٣", None),
        ("²", None),
        ("12 px", None),
    ],
)
def test_a_whole_number(text: str | None, number: int | None) -> None:
    """In ASCII digits only, and never more than is wanted."""
    assert whole_number(text, most=1000) == number


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "Wed, 21 Oct 2015 07:28:00",
        "Wed, 21 Oct 2015 09:28:00 +0200",
        "Wednesday, 21-Oct-15 07:28:00 GMT",
        "Wed Oct 21 07:28:00 2015",
    ],
)
def test_a_date(text: str) -> None:
    """Every form of RFC 9110; where it tells no zone, the zone is Greenwich."""
    assert http_date(text) == datetime(2015, 10, 21, 7, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "soon",
        "2015-10-21T07:28:00Z",
        "Wed, 32 Oct 2015 07:28:00 GMT",
        "Wed, 21 Oct 99999999999999999999 07:28:00 GMT",
        "Wed, 21 Oct 2015 07:28:00 +99999999999999999999",
        f"Wed, {'9' * 5000} Oct 2015 07:28:00 GMT",
    ],
)
def test_no_date(text: str | None) -> None:
    """Nothing is made of it."""
    assert http_date(text) is None


@given(ANY)
def test_whatever_is_written(text: str) -> None:
    """No text makes any of them raise, and an excerpt can be printed, encoded, and read on one line."""
    whole_number(text, most=9)
    http_date(text)
    as_utf8(text)
    shown = excerpt(text, 50)
    assert len(shown) <= 50
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert control_in(shown) == ""


@given(st.lists(st.sampled_from(["Wed,", "21", "Oct", "2015", "07:28:00", "GMT", "9" * 30, "+9999", "-", ":", "é"])))
def test_whatever_looks_like_a_date(parts: list[str]) -> None:
    """It is one, aware, or none."""
    found = http_date(" ".join(parts))
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("all is well", "all is well"),
        ("  two\n lines\t", "two lines"),
        ("red \x1b[31malert", "red \\u001b[31malert"),
        ("back\u202ewards", "back\\u202ewards"),
        ("half \ud83d", "half \\ud83d"),
        ("x" * 21, "x" * 19 + "…"),
        ("x" * 5000, "x" * 19 + "…"),
    ],
)
def test_an_excerpt(text: str, shown: str) -> None:
    """One line, nothing that moves the cursor, and not more than is wanted."""
    assert excerpt(text, 20 if "x" in text[:1] else 50) == shown


@pytest.mark.parametrize(
    ("text", "control"), [("a\nb", "U+000A"), ("a\x7f", "U+007F"), ("\udc00", "U+DC00"), ("é ", "")]
)
def test_the_first_control_character(text: str, control: str) -> None:
    """By its number, for it cannot be seen."""
    assert control_in(text) == control


@pytest.mark.parametrize(
    ("value", "text"), [("/\xc3\xa9t\xc3\xa9", "/été"), ("/\xe9t\xe9", "/été"), ("/a", "/a"), ("/中", "/中")]
)
def test_octets_beyond_ascii(value: str, text: str) -> None:
    """UTF-8 where they are that, else what they have always been."""
    assert as_utf8(value) == text
