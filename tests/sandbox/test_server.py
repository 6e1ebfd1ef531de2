"""A bank that listens on a port."""

import socket

import httpx
import pytest

from conformance.sandbox import start


def test_a_bank_on_a_free_port():
    running = start()
    try:
        assert running.base_url == f"{running.origin}/stet/psd2/v1.4.2"
        with httpx.Client() as http:
            answer = http.get(f"{running.base_url}/accounts", headers={"X-Request-ID": "a b  c"})
            assert (answer.status_code, answer.headers["X-Request-ID"]) == (401, "a b  c")
            assert http.head(f"{running.base_url}/accounts").status_code == 405
            assert http.put(f"{running.base_url}/consents", content=iter([b"x" * 70_000] * 20)).status_code == 401
            assert http.get(f"{running.origin}/").status_code == 200
    finally:
        running.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(running.origin)


def test_a_port_that_is_taken_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        start(port=taken.getsockname()[1])
