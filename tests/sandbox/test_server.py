"""A bank that listens on a port."""

import logging
import socket
from asyncio import CancelledError

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


@pytest.mark.parametrize(
    ("message", "error", "told"),
    [
        ("Cancel 1 running task(s), timeout graceful shutdown exceeded", None, False),
        ("Exception in ASGI application", CancelledError("Task cancelled, timeout graceful shutdown exceeded"), False),
        ("Exception in ASGI application", ValueError("no such thing"), True),
        ("Invalid HTTP request received.", None, True),
    ],
)
def test_a_request_that_nobody_waits_for_any_more_is_no_error(
    message: str, error: BaseException | None, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Where a bank is stopped while it makes somebody wait; what else goes wrong in it is told."""
    start().stop()
    logger = logging.getLogger("uvicorn.error")
    logger.addHandler(caplog.handler)
    try:
        logger.error(message, exc_info=error)
    finally:
        logger.removeHandler(caplog.handler)
    assert (message in caplog.text) is told
