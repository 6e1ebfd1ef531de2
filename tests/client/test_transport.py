"""The wire: the way through a proxy, and what can be sent at all."""

from __future__ import annotations

import httpx
import pytest

from conformance.client.sender import Sender
from conformance.client.transport import headers_of, unsendable
from conformance.clock import Clock
from conformance.errors import Blocked, Unreachable
from conformance.masking.secrets import Secrets
from conformance.model import Call, Exchange
from conformance.target.target import Limits, Proxy, Target
from tests.support.fakebank import FakeBank, Reply, as_json

BANK = "http://bank.invalid/stet/psd2/v1.4.2"
"""A name that the proxy alone knows."""


def ask(url: str, proxy: str, login: tuple[str, str] | None = None) -> Exchange:
    target = Target(name="t", base_url=BANK, proxy=Proxy(address=proxy, login=login), limits=Limits(timeout_s=5))
    with Sender(target, Clock(), Secrets()) as sender:
        return sender.send(Call(method="GET", url=url))


def test_the_bank_is_asked_through_the_proxy() -> None:
    """The request goes to the proxy, whole: method, address, headers."""
    with FakeBank(lambda _: as_json({"a": 1})) as proxy:
        exchange = ask(f"{BANK}/accounts", proxy.origin)
        asked = proxy.asked[0]
    assert exchange.data == {"a": 1}
    assert (asked.path, asked.headers["host"]) == ("/stet/psd2/v1.4.2/accounts", "bank.invalid")
    assert "proxy-authorization" not in asked.headers


def test_a_proxy_that_wants_a_login_gets_it() -> None:
    """As Basic credentials, and it alone."""
    with FakeBank(lambda _: as_json({})) as proxy:
        exchange = ask(f"{BANK}/accounts", proxy.origin, ("ann", "päss"))
        assert proxy.asked[0].headers["proxy-authorization"] == "Basic YW5uOnDDpHNz"
    assert "Proxy-Authorization" not in dict(exchange.call.headers)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_asked_directly(host: str) -> None:
    """A mock that runs here is nobody's business."""
    with FakeBank(lambda _: as_json({"a": 1})) as bank, FakeBank(lambda _: as_json({})) as proxy:
        assert ask(bank.origin.replace("127.0.0.1", host), proxy.origin).data == {"a": 1}
        assert proxy.asked == []


def test_over_tls_the_proxy_sees_a_tunnel_only() -> None:
    """It is asked to connect, and nothing else."""
    with FakeBank(lambda _: Reply(status=403)) as proxy, pytest.raises(Unreachable) as caught:
        ask("https://bank.invalid/accounts", proxy.origin)
    assert {one.method for one in proxy.asked} == {"CONNECT"}
    assert f"the proxy {proxy.origin} does not let us through to bank.invalid: 403" in str(caught.value)


def test_a_proxy_that_refuses_us_is_no_bank() -> None:
    """407 is the proxy's word; nothing is judged by it."""
    with FakeBank(lambda _: Reply(status=407)) as proxy, pytest.raises(Unreachable, match="does it want a user"):
        ask(f"{BANK}/accounts", proxy.origin)


def test_a_proxy_that_is_not_there() -> None:
    """It is named, not the bank."""
    with pytest.raises(Unreachable, match=r"the proxy http://127\.0\.0\.1:1 refuses the connection \(`proxy` in"):
        ask(f"{BANK}/accounts", "http://127.0.0.1:1")


def test_a_proxy_whose_bank_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its 502 and 504 are no answers of the bank."""
    monkeypatch.setattr(Sender, "rest", lambda *_: None)
    with FakeBank(lambda _: Reply(status=504)) as proxy, pytest.raises(Unreachable, match="answers 504"):
        ask(f"{BANK}/accounts", proxy.origin)


def test_a_proxy_of_the_environment_is_named_where_it_may_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not used: it is somebody else's setting, and would see tokens."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with Sender(Target(name="t", base_url=BANK), Clock(), Secrets()) as sender, pytest.raises(Unreachable) as caught:
        sender.send(Call(method="GET", url=f"{BANK}/accounts"))
    assert (
        "HTTPS_PROXY of the environment is not used; name a proxy in the target file: `proxy: $ENV{HTTPS_PROXY}`"
        in str(caught.value)
    )


@pytest.mark.parametrize(
    ("url", "fit"),
    [
        ("https://bank.example/a?b=c", True),
        ("https://bank.example/é zé", True),
        ("https://bank.example/" + "a" * 60_000, True),
        ("https://bank.example/" + "a" * 70_000, False),
        ("https://bank.example/\x00", False),
        ("https://bank.example/\x7f", False),
        ("https://bank.example:99999/", False),
        ("http://[::1", False),
        ("ftp://bank.example/", False),
        ("/accounts", False),
        ("", False),
    ],
)
def test_what_can_be_requested(url: str, fit: bool) -> None:
    """Everything that is an address, and no longer than a client takes."""
    assert (unsendable(url) == "") is fit


@pytest.mark.parametrize("character", [chr(number) for number in (*range(0x09), *range(0x0A, 0x20), 0x7F)])
def test_no_control_character_gets_out(character: str) -> None:
    """Neither in an address nor in a header; no request is split into two."""
    with FakeBank(lambda _: as_json({})) as bank, Sender(bank.target(), Clock(), Secrets()) as sender:
        for call in (
            Call(method="GET", url=f"{bank.origin}/a{character}b"),
            Call(method="GET", url=bank.origin, headers=(("X-Test", f"a{character}b"),)),
        ):
            with pytest.raises(Blocked, match="cannot be sent"):
                sender.send(call)
        assert bank.asked == []


@pytest.mark.parametrize("method", ["GET", "POST", "put", "DELETE"])
@pytest.mark.parametrize("content", [None, b"", b"{}"])
@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("Accept", "a/b"), ("X-Text", "\xe9\udcff"), ("Accept", "c/d")),
        (("host", "elsewhere"), ("CONTENT-LENGTH", "7")),
        (("Transfer-Encoding", "chunked"),),
    ],
)
def test_the_headers_that_http_demands_are_those_of_httpx(
    method: str, content: bytes | None, headers: tuple[tuple[str, str], ...]
) -> None:
    """Host and length, unless the scenario says something else; in the order and the letters of the scenario."""
    given = [(name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in headers]
    whole = httpx.Request(method, f"{BANK}/accounts", headers=given, content=content)
    call = Call(method=method, url=f"{BANK}/accounts", headers=headers, content=content)
    assert headers_of(call, b"bank.invalid") == whole.headers.raw
