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
        (302, (), "Location: there is no Location header (wanted one Location, got None)"),
        (302, (("Location", "https://x/y?b=1"),), "Location: the Location lacks the parameter `a` (wanted a, got b)"),
        (
            302,
            (("Location", "https://x/y?a="),),
            "Location: the Location lacks the parameter `a` (wanted a, got no parameter)",
        ),
        (
            302,
            (("Location", "https://x/y#a=1"),),
            "Location: the Location lacks the parameter `a` (wanted a, got no parameter)",
        ),
        (
            302,
            (("Location", "https://x/y?a=1"), ("location", "https://z/y?a=1")),
            "Location: there are several Location headers (wanted one Location, got https://x/y?a=1 https://z/y?a=1)",
        ),
        (201, (("Location", "https://x/y?a=1"),), ": the answer is not a redirect (wanted a status 3xx, got 201)"),
    ],
)
def test_anything_else_is_a_fault(status: int, headers: tuple[tuple[str, str], ...], told: str) -> None:
    """No redirect, no address, or a parameter that is missing or empty."""
    assert lines("redirect", {"query": ["a"]}, answer(status=status, headers=headers)) == [told]


@pytest.mark.parametrize("wanted", [{"query": ["a"]}, {"matches": {"a": "[0-9]"}}])
@pytest.mark.parametrize("query", ["a=1&a=2", "a=1&b=1&a=1"])
def test_a_parameter_that_comes_twice_is_a_mismatch(wanted: Any, query: str) -> None:
    """Some read the first, some the last (RFC 6749, 3.1)."""
    (line,) = lines("redirect", wanted, answer(status=302, headers=(("Location", f"https://x/y?{query}"),)))
    assert line.startswith("Location: the Location has the parameter `a` more than once (wanted one value, got 1, ")


@pytest.mark.parametrize(
    ("wanted", "lacking"),
    [
        ({"to": r"https://x/y\?.*"}, None),
        ({"to": "https://x/.*", "matches": {"a": "[0-9]+", "b": "z"}}, None),
        ({"to": "https://other/.*"}, "Location: the form is wrong"),
        ({"matches": {"a": "[a-z]+"}}, "Location: the form of the parameter `a` is wrong"),
        ({"matches": {"gone": ".+"}}, "Location: the Location lacks the parameter `gone`"),
    ],
)
def test_the_location_and_its_parameters_have_a_form(wanted: Any, lacking: str | None) -> None:
    """The whole of each, as a regular expression says."""
    told = lines("redirect", wanted, answer(status=302, headers=(("Location", "https://x/y?a=1&b=z"),)))
    assert [line.split(" (wanted")[0] for line in told] == ([lacking] if lacking else [])
