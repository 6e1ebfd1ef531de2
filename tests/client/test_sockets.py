"""A connection for those who speak TLS themselves."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.client.sockets import opened
from conformance.target.target import Limits, Proxy, Target
from tests.support.fakebank import FakeBank, Reply, as_json


def target(**changes: Any) -> Target:
    return Target(name="t", base_url="https://bank.invalid", limits=Limits(timeout_s=5), **changes)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_reached_directly(host: str) -> None:
    """With a proxy or without."""
    with FakeBank(lambda _: as_json({})) as bank, FakeBank(lambda _: as_json({})) as proxy:
        for one in (target(), target(proxy=Proxy(address=proxy.origin))):
            with opened(host, bank.server.server_port, one) as connection:
                assert connection.getpeername()[1] == bank.server.server_port
        assert proxy.asked == []


def test_the_proxy_is_asked_to_connect() -> None:
    """With its login; from then on the connection is the bank's."""
    with FakeBank(lambda _: Reply()) as proxy:
        through = target(proxy=Proxy(address=proxy.origin, login=("ann", "pass")))
        with opened("bank.invalid", 443, through) as connection:
            assert connection.getpeername()[1] == proxy.server.server_port
        asked = proxy.asked[0]
    assert (asked.method, asked.headers["host"]) == ("CONNECT", "bank.invalid:443")
    assert asked.headers["proxy-authorization"] == "Basic YW5uOnBhc3M="


def test_a_proxy_that_does_not_connect() -> None:
    """Its word is in the error."""
    with FakeBank(lambda _: Reply(status=407)) as proxy, pytest.raises(OSError, match="407"):
        opened("bank.invalid", 443, target(proxy=Proxy(address=proxy.origin)))
