"""One deadline for the whole of an answer, whatever a bank sends meanwhile."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Thread

import pytest

from conformance.client.transport import NoAnswer, Transport
from conformance.model import Call
from conformance.target.load import bare_target

WITHIN_S = 0.3
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@contextmanager
def bank(begins: bytes, goes_on: bytes) -> Iterator[str]:
    """One that never comes to an end, to one who asks."""

    def answer() -> None:
        with suppress(OSError), listener.accept()[0] as connection:
            connection.recv(65536)
            connection.sendall(begins)
            while True:
                connection.sendall(goes_on)
                time.sleep(0.002)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        thread.join()


@pytest.mark.parametrize(
    ("begins", "goes_on"),
    [
        (HEAD + b"X-Long: ", b"a"),
        (HEAD, b"X-Many: a\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </next>\r\n\r\n"),
        (CHUNKED + b"5;extension=", b"a"),
        (CHUNKED + b"0\r\n", b"X-Trailer: a\r\n"),
        (HEAD + b"Content-Length: 100000\r\n\r\n", b"a"),
    ],
    ids=["a header", "headers", "interim answers", "the size of a chunk", "trailers", "a body"],
)
def test_an_answer_that_drips_without_end_is_none(begins: bytes, goes_on: bytes) -> None:
    """However often a byte of it comes."""
    with bank(begins, goes_on) as base_url:
        target = bare_target(base_url, {})
        target = replace(target, limits=replace(target.limits, timeout_s=WITHIN_S))
        transport = Transport(target)
        try:
            with pytest.raises(NoAnswer) as silence:
                transport.send(Call(method="GET", url=f"{base_url}/accounts"))
        finally:
            transport.close()
    assert "did not end it within 0.3 s" in silence.value.says
    assert silence.value.connected
