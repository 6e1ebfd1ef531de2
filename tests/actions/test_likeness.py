"""Tokens that are like the right one: never the right one itself, however it is read."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.actions.likeness import LIKE


def decoded(token: str) -> bytes:
    """What a token in Base64 says, its padding made up for as lenient readers do."""
    text = token.rstrip("=")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("like", ["altered", "altered_start", "altered_end", "lengthened", "other_case"])
@given(token=st.binary(min_size=8, max_size=40))
def test_a_token_in_base64_says_something_else(like: str, token: bytes) -> None:
    """The last character of it may carry bits that nobody reads."""
    text = urlsafe_b64encode(token).decode()
    for given_as in (text, text.rstrip("=")):
        assert LIKE[like](given_as) != given_as
        if like != "lengthened" or not given_as.endswith("="):
            assert decoded(LIKE[like](given_as)) != token


@pytest.mark.parametrize("like", ["altered", "altered_start", "altered_end", "shortened", "lengthened"])
@given(token=st.text("0123456789abcdef", min_size=8, max_size=40))
def test_a_token_in_hexadecimal_says_something_else(like: str, token: str) -> None:
    """In capitals too."""
    assert LIKE[like](token).lower() != token


@pytest.mark.parametrize("like", sorted(LIKE))
@pytest.mark.parametrize("token", ["", "=", "0", "A", "12345678"])
def test_every_token_has_its_like(like: str, token: str) -> None:
    """One without letters has no other case, and gets another character instead."""
    assert isinstance(LIKE[like](token), str)
    assert LIKE["other_case"]("12345678") != "12345678"
