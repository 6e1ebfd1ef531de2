"""An address that goes as it is written is what httpx would make of it; every other one is httpx's to take apart."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.client import urls
from conformance.client.urls import Url, taken_apart

ADDRESSES = st.from_regex(urls._PLAIN.pattern, fullmatch=True)


@given(ADDRESSES)
def test_a_plain_address_is_as_httpx_has_it(address: str) -> None:
    """In all that is sent."""
    found = urls._plain(address)
    if found is None:
        assert address.partition("://")[2].split("/")[0].rpartition(":")[2] in ("80", "443")
        return
    theirs = httpx.URL(address)
    assert found == Url(
        text=str(theirs),
        scheme=theirs.scheme,
        host=theirs.host,
        raw_host=theirs.raw_host,
        port=theirs.port,
        netloc=theirs.netloc,
        target=theirs.raw_path,
    )


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://bank.example:443/v1/accounts", "https://bank.example/v1/accounts"),
        ("https://Bank.Example/v1", "https://bank.example/v1"),
        ("https://bänk.example/v1", "https://xn--bnk-qla.example/v1"),
        ("https://xn--bnk-qla.example/v1", "https://xn--bnk-qla.example/v1"),
        ("https://bank.example/a b?c=d e#f", "https://bank.example/a%20b?c=d%20e"),
        ("https://bank.example/v1/../v2/./accounts", "https://bank.example/v2/accounts"),
        ("http://bank.example", "http://bank.example/"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
    ],
)
def test_what_is_sent_otherwise_than_it_is_written(written: str, sent: str) -> None:
    """As a browser would."""
    found, wrong = taken_apart(written)
    assert found is not None
    assert wrong == ""
    assert (f"{found.scheme}://{found.netloc.decode()}{found.target.decode()}") == sent


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("ftp://bank.example/v1", "it is not an http(s) address"),
        ("https:///v1", "it is not an http(s) address"),
        ("https://bank.example:70000/v1", "there is no port 70000"),
        ("https://999.1.1.1/v1", "Invalid IPv4 address: '999.1.1.1'"),
        ("https://xn--0.example/v1", "Invalid A-label"),
        ("https://xn--a.example/%41", "Codepoint U+0080"),
        (f"https://bank.example/{'é' * 30000}", "it is longer than"),
        (f"https://bank.example/{'a' * 65536}", "URL too long"),
    ],
)
def test_what_no_request_can_be_made_for(written: str, why: str) -> None:
    """And what is wrong with it."""
    assert taken_apart(written)[1].startswith(why)
