"""One deadline for the whole of an answer, whatever a bank sends meanwhile; and nothing of what is beyond its end."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Event, Thread

import pytest

from conformance.client.transport import NoAnswer, Transport
from conformance.meanwhile import Meanwhile
from conformance.model import Call
from conformance.target.load import bare_target

WITHIN_S = 0.3
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@contextmanager
def bank(begins: bytes, goes_on: bytes, wait_s: float = 0.002) -> Iterator[str]:
    """One that never comes to an end, to one who asks."""

    accepted: list[socket.socket] = []

    def answer() -> None:
        with suppress(OSError), listener.accept()[0] as connection:
            accepted.append(connection)
            connection.recv(65536)
            connection.sendall(begins)
            while True:
                connection.sendall(goes_on)
                time.sleep(wait_s)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        for connection in accepted:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)  # it may wait for somebody who reads no more
        thread.join()


def silence_of(base_url: str) -> NoAnswer:
    """What is said of a bank whose answer has not come in time."""
    target = bare_target(base_url, {})
    transport = Transport(replace(target, limits=replace(target.limits, timeout_s=WITHIN_S)))
    try:
        with pytest.raises(NoAnswer) as silence:
            transport.send(Call(method="GET", url=f"{base_url}/accounts"))
    finally:
        transport.close()
    return silence.value


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
        silence = silence_of(base_url)
    assert "did not end it within 0.3 s" in silence.says
    assert silence.connected


def test_a_handshake_without_end_is_cut_off() -> None:
    """TLS passes over a HelloRequest; of one after the other it sees no end, and looks at no clock."""
    with bank(b"", b"\x16\x03\x03\0\x04\0\0\0\0" * 9_999, wait_s=0) as in_clear:
        silence = silence_of(in_clear.replace("http:", "https:"))
    assert "did not answer within 0.3 s" in silence.says
    assert not silence.connected


class Lavish:
    """A bank that keeps connections open, numbers its answers and sends what nobody asked for behind the first one."""

    def __init__(self, unasked: bytes, *, later: bool = False, chunked: bool = False) -> None:
        self._unasked, self._later, self._chunked = unasked, later, chunked
        self.connections = self.requests = 0
        self.go_on, self.sent = Event(), Event()

    def __enter__(self) -> Lavish:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        self._threads = [Thread(target=self._serve)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # what `accept` waits on
        with suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=1).close()
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection = self._listener.accept()[0]
                self.connections += 1
                self._threads.append(Thread(target=self._talk, args=(connection,)))
                self._threads[-1].start()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            while connection.recv(65536):
                self.requests += 1
                answer, unasked = self._answer(), self._unasked if self.requests == 1 else b""
                if not self._later:
                    connection.sendall(answer + unasked)
                    continue
                connection.sendall(answer)
                if unasked:
                    self.go_on.wait(5)
                    connection.sendall(unasked)
                    self.sent.set()

    def _answer(self) -> bytes:
        body = b'{"number": %d}' % self.requests
        if self._chunked:
            return CHUNKED + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        return HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body


UNASKED = HEAD + b'Content-Length: 10\r\n\r\n{"number":'


@pytest.mark.parametrize("unasked", [UNASKED, b"\r\n", b"x"], ids=["an answer", "a line", "a byte"])
@pytest.mark.parametrize("chunked", [False, True])
def test_what_comes_with_an_answer_beyond_its_end_answers_nothing(unasked: bytes, chunked: bool) -> None:
    """RFC 9112, 9.2: it is said, and the next request goes over another connection."""
    with Lavish(unasked, chunked=chunked) as bank:
        transport = Transport(bare_target(bank.base_url, {}))
        try:
            came = [transport.send(Call(method="GET", url=f"{bank.base_url}/accounts")) for _ in range(3)]
        finally:
            transport.close()
        assert bank.connections == 2
    assert [one.content for one in came] == [b'{"number": %d}' % number for number in (1, 2, 3)]
    assert ["sent more than its answer" in one.remark for one in came] == [True, False, False]
    assert [one.note for one in came] == ["", "", ""]


def test_what_comes_after_an_answer_answers_nothing() -> None:
    """Where it is there before the next request is sent."""
    with Lavish(UNASKED, later=True) as bank:
        transport = Transport(bare_target(bank.base_url, {}))
        try:
            came = [transport.send(Call(method="GET", url=f"{bank.base_url}/accounts"))]
            bank.go_on.set()
            assert bank.sent.wait(5)
            came += [transport.send(Call(method="GET", url=f"{bank.base_url}/accounts")) for _ in range(2)]
        finally:
            transport.close()
        assert bank.connections == 2
    assert [one.content for one in came] == [b'{"number": %d}' % number for number in (1, 2, 3)]


class Slow:
    """A bank that answers when it is told to."""

    def __init__(self) -> None:
        self.asked, self.go_on = Event(), Event()

    def answer(self, listener: socket.socket) -> None:
        with listener.accept()[0] as connection:
            connection.recv(65536)
            self.asked.set()
            self.go_on.wait(10)
            connection.sendall(HEAD + b"Content-Length: 2\r\n\r\n{}")


@contextmanager
def slow_bank() -> Iterator[tuple[Slow, str]]:
    slow = Slow()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=slow.answer, args=(listener,))
        thread.start()
        yield slow, f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        slow.go_on.set()
        thread.join()


def test_what_can_wait_is_done_until_the_answer_is_there() -> None:
    """Not before the bank was asked, and no longer than until it answers."""
    done: list[bool] = []
    meanwhile = Meanwhile()
    with slow_bank() as (slow, base_url):

        def work() -> bool:
            done.append(slow.asked.wait(10))
            if len(done) == 3:
                slow.go_on.set()
                time.sleep(0.05)
            return True

        meanwhile.add(work)
        transport = Transport(bare_target(base_url, {}), meanwhile)
        try:
            received = transport.send(Call(method="GET", url=f"{base_url}/accounts"))
        finally:
            transport.close()
    assert received.content == b"{}"
    assert done[:3] == [True] * 3
    assert len(done) < 1_000


def test_the_time_that_this_takes_is_none_of_the_banks() -> None:
    """Work that takes longer than the bank may: what came within that time is told to have come in its middle."""
    meanwhile = Meanwhile()
    with slow_bank() as (slow, base_url):
        works = iter([True])

        def work() -> bool:
            if next(works, False):
                slow.go_on.set()
                time.sleep(2 * WITHIN_S)
                return True
            return False

        meanwhile.add(work)
        target = bare_target(base_url, {})
        transport = Transport(replace(target, limits=replace(target.limits, timeout_s=WITHIN_S)), meanwhile)
        began = time.perf_counter()
        try:
            received = transport.send(Call(method="GET", url=f"{base_url}/accounts"))
        finally:
            took_s = time.perf_counter() - began
            transport.close()
    assert received.status == 200
    assert received.elapsed_ms / 1000 <= took_s - WITHIN_S
