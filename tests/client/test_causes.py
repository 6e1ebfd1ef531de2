"""Causes in plain words: why no answer came, and what may help."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from threading import Thread
from typing import Any

import pytest

from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.errors import Unreachable
from conformance.masking.secrets import Secrets
from conformance.model import Call
from conformance.target.target import Limits, Target
from tests.support.fakebank import FakeBank, Reply, as_json, in_turn


def refusal(url: str, **limits: Any) -> str:
    with Sender(Target(name="t", base_url=url, limits=Limits(**limits)), Clock(), Secrets()) as sender:
        with pytest.raises(Unreachable) as caught:
            sender.send(Call(method="GET", url=url))
        assert caught.value.__cause__ is None
    return str(caught.value)


def silent() -> socket.socket:
    """A port that takes connections and says nothing."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.listen(8)
    return listener


def test_a_name_that_is_not_known() -> None:
    """The DNS says so."""
    assert "the host name no-such-bank.invalid cannot be resolved" in refusal("https://no-such-bank.invalid/")


def test_a_port_that_is_closed() -> None:
    """Nobody listens there."""
    with silent() as listener:
        port = listener.getsockname()[1]
    assert f"127.0.0.1:{port} refuses the connection (is the server running" in refusal(f"http://127.0.0.1:{port}")


def test_a_bank_that_does_not_answer() -> None:
    """The limit is named, and where it is set."""
    with silent() as listener:
        said = refusal(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout_s=0.05)
    assert "did not answer within 0.05 s (limits.timeout_s" in said


def test_https_where_http_is_spoken() -> None:
    """And the other way round is told by the broken answer."""
    with FakeBank(lambda _: as_json({})) as bank:
        assert "http:// rather than https://" in refusal(bank.origin.replace("http", "https"))


def test_an_answer_that_is_no_http() -> None:
    """Something else listens there."""

    def chatter(listener: socket.socket) -> None:
        for _ in range(2):
            connection, _address = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")

    with silent() as listener:
        Thread(target=chatter, args=(listener,), daemon=True).start()
        said = refusal(f"http://127.0.0.1:{listener.getsockname()[1]}")
    assert said.endswith("sends is no HTTP/1.1: it has no status line")


@pytest.mark.parametrize("version", ["2.0", "3.7", "0.9"])
def test_another_version_of_http_is_none_of_ours(version: str) -> None:
    """Its messages have another form (RFC 9110, 2.5): what looks like an answer in HTTP/1.1 is not taken for one."""

    def other(listener: socket.socket) -> None:
        for _ in range(2):
            connection, _address = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(f"HTTP/{version} 200 OK\r\nContent-Length: 0\r\n\r\n".encode())

    with silent() as listener:
        Thread(target=other, args=(listener,), daemon=True).start()
        said = refusal(f"http://127.0.0.1:{listener.getsockname()[1]}")
    assert said.endswith("sends is no HTTP/1.1: its status line names another version of HTTP")


def test_a_port_that_has_answered_once_speaks_http() -> None:
    """Where it closes the connection then, it is not asked whether it speaks something else."""
    answers = in_turn([as_json({}), Reply(hang_up=True)])
    with FakeBank(answers) as bank, Sender(bank.target(), Clock(), Secrets()) as sender:
        sender.send(Call(method="GET", url=bank.origin))
        with pytest.raises(Unreachable) as caught:
            sender.send(Call(method="GET", url=bank.origin))
    assert str(caught.value).endswith("closed the connection without an answer")
    with FakeBank(lambda _: Reply(hang_up=True)) as bank:
        assert "does this port speak https://" in refusal(bank.origin)


def test_a_body_without_end_is_left() -> None:
    """One that drips for ever as well as one that is too long."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=dripping, args=(listener,), daemon=True).start()
        said = refusal(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout_s=0.1)
    assert "began an answer and did not end it within 0.1 s" in said


def dripping(listener: socket.socket) -> None:
    for _ in range(2):
        connection, _address = listener.accept()
        with connection, suppress(OSError):
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                connection.sendall(b"1\r\nx\r\n")
                time.sleep(0.005)


def test_half_an_answer_is_none() -> None:
    """It is asked for again; half a body is not judged."""
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"

    def halves(listener: socket.socket) -> None:
        for _ in range(2):
            connection, _address = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(half)

    with silent() as listener:
        Thread(target=halves, args=(listener,), daemon=True).start()
        assert "closed the connection" in refusal(f"http://127.0.0.1:{listener.getsockname()[1]}")
