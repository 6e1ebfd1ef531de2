"""redirect: {query: [fallback]}: the answer is a redirect whose Location has these query parameters."""

from typing import Any

import pytest

from tests.support.answers import answer, lines


@pytest.mark.parametrize("location", ["https://x/y?a=1&b=2", "/y?b=2&a=1#top", "https://[broken?a=1&b=2"])
def test_the_parameters_hold(location: str) -> None:
    """In any order, at any address."""
    assert lines("redirect", {"query": ["a", "b"]}, answer(status=302, headers=(("location", location),))) == []


@pytest.mark.parametrize(
    ("status", "headers", "told"),
    [
        (302, (), "Location: there is no Location header (wanted {'query': ['a']}, got None)"),
        (302, (("Location", "https://x/y?b=1"),), "Location: the Location lacks the parameter a (wanted a, got ['b'])"),
        (302, (("Location", "https://x/y?a="),), "Location: the Location lacks the parameter a (wanted a, got [])"),
        (302, (("Location", "https://x/y#a=1"),), "Location: the Location lacks the parameter a (wanted a, got [])"),
        (201, (("Location", "https://x/y?a=1"),), ": the answer is no redirect (wanted a status 3xx, got 201)"),
    ],
)
def test_anything_else_is_a_fault(status: int, headers: tuple[tuple[str, str], ...], told: str) -> None:
    """No redirect, no address, or a parameter that is missing or empty."""
    assert lines("redirect", {"query": ["a"]}, answer(status=status, headers=headers)) == [told]


@pytest.mark.parametrize(
    ("wanted", "lacking"),
    [
        ({"to": r"https://x/y\?.*"}, None),
        ({"to": "https://x/.*", "matches": {"a": "[0-9]+", "b": "z"}}, None),
        ({"to": "https://other/.*"}, "Location: the Location has another form"),
        ({"matches": {"a": "[a-z]+"}}, "Location: the parameter a has another form"),
        ({"matches": {"gone": ".+"}}, "Location: the parameter gone has another form"),
    ],
)
def test_the_location_and_its_parameters_have_a_form(wanted: Any, lacking: str | None) -> None:
    """The whole of each, as a regular expression says."""
    told = lines("redirect", wanted, answer(status=302, headers=(("Location", "https://x/y?a=1&b=z"),)))
    assert [line.split(" (wanted")[0] for line in told] == ([lacking] if lacking else [])
