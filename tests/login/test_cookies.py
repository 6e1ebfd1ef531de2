"""The cookies of one login: what is kept, given, and dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.login.cookies import Cookies

URL = "https://bank.example/login/one"


def kept(*headers: str, url: str = URL) -> str:
    """What is given back after answers that set these, one after the other."""
    cookies = Cookies()
    for header in headers:
        cookies.take(URL, [("Set-Cookie", header)])
    return cookies.give(url)


@pytest.mark.parametrize(
    "attributes",
    [
        "Max-Age=0",
        "Max-Age=-1",
        f"Max-Age=-{'9' * 5000}",
        "Max-Age=0; Expires=Fri, 31 Dec 2100 23:59:59 GMT",
        "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Expires=Thu, 01 Jan 1970 00:00:00",
        "expires=Thu, 01-Jan-70 00:00:00 GMT",
    ],
)
def test_a_cookie_that_has_ended_is_dropped(attributes: str) -> None:
    """By Max-Age, or by a date with a zone or without."""
    assert kept("a=1; Path=/", f"a=2; Path=/; {attributes}") == ""


@pytest.mark.parametrize(
    "attributes",
    [
        "Max-Age=60",
        f"Max-Age={'9' * 5000}",
        "Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Max-Age=soon",
        "Max-Age=",
        "Expires=Fri, 31 Dec 9999 23:59:59 GMT",
        "Expires=Fri, 31 Dec 99999999999999999999 23:59:59 GMT",
        "Expires=tomorrow",
        "Expires=",
    ],
)
def test_a_cookie_that_has_not_ended_is_kept(attributes: str) -> None:
    """What cannot be read says nothing (RFC 6265, 5.2)."""
    assert kept(f"a=1; Path=/; {attributes}") == "a=1"


def test_octets_go_back_as_they_came() -> None:
    """Whatever they mean."""
    assert kept("a=\xe9; Path=/").encode("utf-8", "surrogateescape") == b"a=\xe9"
    assert kept("a=\xc3\xa9; Path=/").encode("utf-8", "surrogateescape") == b"a=\xc3\xa9"


@given(st.lists(st.text(st.characters(max_codepoint=255)), max_size=3))
def test_any_header_is_a_cookie_or_none(headers: list[str]) -> None:
    """Nothing that a bank sets breaks a login."""
    kept(*headers)


@pytest.mark.parametrize("control", ["\x01", "\x1b[31m", "\x7f"])
def test_what_no_header_could_carry_is_not_kept(control: str) -> None:
    """A cookie with a control character anywhere in it is none (RFC 6265bis, 5.6); a tab is no reason."""
    assert kept("b=2", f"a=1{control}", f"c=3; Path={control}/") == "b=2"
    assert kept("a=1\t1") == "a=1\t1"
