"""What belongs to one site."""

from __future__ import annotations

import pytest

from conformance.target.address import site


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://www.13807.sandbox.api.89c3.com/a", "89c3.com"),
        ("https://login.bank.co.uk:8443", "bank.co.uk"),
        ("http://127.0.0.1/a", "127.0.0.1:80"),
        ("https://10.0.0.1", "10.0.0.1:443"),
        ("http://localhost:8089/a", "localhost:8089"),
        ("http://bank.localhost:8089/a", "bank.localhost:8089"),
        ("http://[::1]:8089/a", "[::1]:8089"),
    ],
)
def test_what_belongs_together(url: str, found: str) -> None:
    """Of names the registered part, whatever the port; of addresses and of this machine each port by itself."""
    assert site(url) == found
