"""Which URL a link means here, and whether it may be followed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.client.links import Link, NotFollowed, below_root, resolve, trusted
from conformance.client.transport import unsendable
from conformance.target.target import Target

ROOT = "https://bank.example/stet/psd2/v1.4.2"
ASKED = f"{ROOT}/accounts"
DEEP = f"{ROOT}/accounts/038-X/balances"


def target(**changes: Any) -> Target:
    return Target(**{"name": "t", "base_url": ROOT, "link_hosts": ("other.example", "gate.example:8443"), **changes})


@pytest.mark.parametrize(
    ("href", "asked", "url"),
    [
        (f"{ROOT}/accounts?page=2", ASKED, f"{ROOT}/accounts?page=2"),
        (
            "https://BANK.example:443/stet/psd2/v1.4.2/accounts",
            ASKED,
            "https://BANK.example:443/stet/psd2/v1.4.2/accounts",
        ),
        ("/stet/psd2/v1.4.2/accounts/A%20B/balances", ASKED, f"{ROOT}/accounts/A%20B/balances"),
        ("?page=2&dateFrom=2026-01-01", ASKED, f"{ROOT}/accounts?page=2&dateFrom=2026-01-01"),
        ("accounts/038-X/balances", ASKED, f"{ROOT}/accounts/038-X/balances"),
        ("../../accounts", DEEP, ASKED),
        ("transactions", DEEP, f"{ROOT}/accounts/038-X/transactions"),
        ("https://other.example/elsewhere", ASKED, "https://other.example/elsewhere"),
        ("https://other.example:8443/stet/x", ASKED, "https://other.example:8443/stet/x"),
        ("https://gate.example:8443/x", ASKED, "https://gate.example:8443/x"),
        ("https://bank.example/else/where", ASKED, "https://bank.example/else/where"),
        (f"{ROOT}/accounts#top", ASKED, f"{ROOT}/accounts"),
    ],
)
def test_followed_as_it_is(href: str, asked: str, url: str) -> None:
    """The target's own host and listed ones, and whatever the standard resolves to them, need no remark."""
    assert resolve(href, asked, target()) == Link(url=url)


@pytest.mark.parametrize(
    ("href", "asked", "url"),
    [
        ("https://www.rs-sandbox.api.89c3.com/stet/psd2/v1.4.2/accounts?page=2", ASKED, f"{ROOT}/accounts?page=2"),
        ("http://bank.example/stet/psd2/v1.4.2/accounts", ASKED, ASKED),
        ("https://bank.example:444/stet/psd2/v1.4.2/accounts", ASKED, ASKED),
        ("https://gate.example/stet/psd2/v1.4.2/accounts", ASKED, ASKED),
        ("//cdn.example/stet/psd2/v1.4.2/accounts", ASKED, ASKED),
        ("/accounts/038-X/balances", ASKED, f"{ROOT}/accounts/038-X/balances"),
        ("accounts/038-X/transactions", DEEP, f"{ROOT}/accounts/038-X/transactions"),
        ("stet/psd2/v1.4.2/end-user-identity", ASKED, f"{ROOT}/end-user-identity"),
        ("v1.4.2/accounts?page=2", DEEP, f"{ROOT}/accounts?page=2"),
    ],
)
def test_followed_with_a_remark(href: str, asked: str, url: str) -> None:
    """Another host with our path, and relative links that only make sense from the API root."""
    found = resolve(href, asked, target())
    assert isinstance(found, Link)
    assert found.url == url
    assert found.note


@pytest.mark.parametrize(
    "href",
    [
        "https://evil.example/accounts",
        "https://bank.example.evil.example/stet/psd2/v1.4.2x/accounts",
        "https://bank.example@evil.example/other",
        "mailto:someone@bank.example",
        "javascript:alert(1)",
        "https://bank.example:port/",
        "http://[broken/",
        "",
        "   ",
    ],
)
def test_not_followed(href: str) -> None:
    """A foreign path, or no http address at all."""
    assert isinstance(resolve(href, ASKED, target()), NotFollowed)


@pytest.mark.parametrize("character", ["\n", "\r\n", "\t", "\x00", "\x1b", "\x7f", "\x85", "\ud83d"])
@pytest.mark.parametrize("href", ["/accounts{}", "{}/accounts", "https://bank{}.example/accounts", "?page={}2", "{}"])
def test_a_link_with_a_control_character_is_none(href: str, character: str) -> None:
    """Browsers drop some of them; an address has none (RFC 3986), and what is followed must be what was written."""
    found = resolve(href.format(character), ASKED, target())
    assert isinstance(found, NotFollowed)
    assert character not in found.reason


@pytest.mark.parametrize("href", ["/stet/psd2/v1.4.2/" + "a" * 70_000, "https://bank.example/?" + "é" * 30_000])
def test_a_link_too_long_is_none(href: str) -> None:
    """No client would send it; the reason is no longer than a line."""
    found = resolve(href, ASKED, target())
    assert isinstance(found, NotFollowed)
    assert len(found.reason) < 250


def test_a_foreign_host_of_any_length_is_told_in_a_line() -> None:
    """A bank may write what it likes."""
    found = resolve(f"https://{'h' * 5000}.example/x", ASKED, target())
    assert isinstance(found, NotFollowed)
    assert len(found.reason) < 250


@given(st.text(st.characters(codec=None)) | st.from_regex(r"(https?:)?//[^/]{0,20}(:[0-9]{1,7})?/.{0,20}"))
def test_any_text_is_a_link_or_none(href: str) -> None:
    """And what is followed can be requested."""
    found = resolve(href, ASKED, target())
    assert isinstance(found, NotFollowed) or unsendable(found.url) == ""


def test_a_link_that_is_no_text_is_not_followed() -> None:
    """A bank may answer anything."""
    assert isinstance(resolve(None, ASKED, target()), NotFollowed)  # type: ignore[arg-type]


def test_a_user_name_in_a_link_is_dropped() -> None:
    """It would be sent as Basic credentials."""
    assert resolve("https://me:pw@bank.example/stet/psd2/v1.4.2/accounts", ASKED, target()) == Link(url=ASKED)


def test_a_mock_without_the_documented_root_understands_documented_links() -> None:
    """Static samples name the documented root; the mock stands at the root of its host."""
    mock = target(base_url="http://127.0.0.1:4010", link_hosts=())
    href = "https://www.rs-sandbox.api.89c3.com/stet/psd2/v1.4.2/accounts/038-X/balances"
    found = resolve(href, "http://127.0.0.1:4010/accounts", mock)
    assert isinstance(found, Link)
    assert found.url == "http://127.0.0.1:4010/accounts/038-X/balances"


@pytest.mark.parametrize(
    ("url", "below"),
    [
        (f"{ROOT}/accounts/", "/accounts"),
        (f"{ROOT}/accounts?page=last", "/accounts"),
        (f"{ROOT}/accounts/A%2FB%20C/balances", "/accounts/A%2FB%20C/balances"),
        ("https://elsewhere.example/stet/psd2/v1.4.2/end-user-identity", "/end-user-identity"),
        ("https://other.example/stet/psd2/v1.4.2/accounts", "/accounts"),
        ("/stet/psd2/v1.4.2/accounts", "/accounts"),
        ("accounts/038-X/balances", "/accounts/038-X/balances"),
        (ROOT, "/"),
        ("https://bank.example/else", None),
        ("https://elsewhere.example/accounts", None),
        ("mailto:x@y", None),
    ],
)
def test_the_path_below_the_root(url: str, below: str | None) -> None:
    """Comparable whatever the host, the encoding, the query and a slash at the end."""
    assert below_root(url, target()) == below


@pytest.mark.parametrize(
    ("url", "is_trusted"),
    [
        (f"{ROOT}/accounts", True),
        ("https://BANK.EXAMPLE:443/x", True),
        ("https://other.example:9999/x", True),
        ("https://gate.example:8443/x", True),
        ("https://gate.example/x", False),
        ("https://bank.example:8443/x", False),
        ("http://bank.example/x", False),
        ("http://other.example/x", False),
        ("https://sub.bank.example/x", False),
        ("https://bank.example@evil.example/x", False),
        ("https://evil.example/?https://bank.example", False),
        ("nonsense", False),
    ],
)
def test_who_may_be_sent_a_token(url: str, is_trusted: bool) -> None:
    """The target's origin and listed hosts, never in clear where the target speaks TLS."""
    assert trusted(url, target()) is is_trusted
