"""A rough road to a bank: a proxy that loses, delays and breaks what passes it, and remembers what it saw."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

Mischief = Callable[[int, str], str]
"""What happens to a request, by its number (from 1) and its path: '' nothing, or the name of a mischief."""

BUSY: Final = {
    "503": (503, (("Retry-After", "0"),), b""),
    "429": (429, (("Retry-After", "0"),), b'{"message": "slow down"}'),
}


class Answered(NamedTuple):
    """What the bank answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes


def as_it_is(_path: str, answered: Answered) -> Answered:
    return answered


def every(number: int, mischief: str) -> Mischief:
    """Now and then, starting with the first."""
    return lambda count, _: mischief if count % number == 1 else ""


def after(number: int, mischief: str) -> Mischief:
    """All goes well for so many requests, and then nothing does."""
    return lambda count, _: mischief if count > number else ""


@dataclass(slots=True)
class Road:
    """Forwards to `origin` until the `with` block ends.

    reset: the connection is torn down before the bank heard of it · lost: after it has answered · half: in the middle
    of its answer · silent: no answer ever · slow: one that takes its time · plug: the road itself is closed for good.
    """

    origin: str
    mischief: Mischief
    delay_s: float = 0.03
    alter: Callable[[str, Answered], Answered] = as_it_is
    """Another answer in place of the bank's, by the path that was asked."""
    cookie: str = ""
    """A session cookie that every answer sets."""
    count: int = 0
    seen: list[str] = field(default_factory=list)
    """Everything that passed, requests and answers, as text."""
    _server: Any = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Road:
        road = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65536

            def __getattr__(self, name: str) -> Any:
                if name.startswith("do_"):
                    return lambda: road.pass_on(self)
                raise AttributeError(name)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: object) -> None:
                """A connection that was torn down on purpose."""

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/stet/psd2/v1.4.2"

    def _close(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def pass_on(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        with self._lock:
            self.count += 1
            kind = self.mischief(self.count, handler.path)
        if kind in BUSY:
            self._answer(handler, *BUSY[kind])
        elif kind in ("reset", "plug"):
            _torn(handler)
            if kind == "plug":
                self._server.server_close()
        elif kind == "silent":
            self._over.wait(10)
            _torn(handler)
        else:
            if kind == "slow":
                time.sleep(self.delay_s)
            status, headers, content = self.alter(handler.path, self._asked(handler, body))
            if kind == "lost":
                _torn(handler)
            else:
                self._answer(handler, status, headers, content, cut=kind == "half")

    def _asked(self, handler: BaseHTTPRequestHandler, body: bytes) -> Answered:
        connection = HTTPConnection(urlsplit(self.origin).netloc)
        try:
            connection.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
            for name, value in handler.headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer: HTTPResponse = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        self.seen += [f"{handler.path}\n{handler.headers}\n{body.decode('latin-1')}"]
        if self.cookie:
            answer.headers["Set-Cookie"] = f"session={self.cookie}; Path=/; HttpOnly"
        self.seen += [f"{answer.headers}\n{content.decode('utf-8', 'replace')}"]
        left_out = ("content-length", "transfer-encoding", "connection")
        headers = tuple(one for one in answer.getheaders() if one[0].lower() not in left_out)
        return Answered(answer.status, headers, content)

    def _answer(
        self,
        handler: BaseHTTPRequestHandler,
        status: int,
        headers: tuple[tuple[str, str], ...],
        content: bytes,
        *,
        cut: bool = False,
    ) -> None:
        handler.send_response_only(status)
        for name, value in headers:
            handler.send_header(name, value)
        if status not in (204, 304):
            handler.send_header("Content-Length", str(len(content) + cut))
        handler.end_headers()
        handler.wfile.write(content[: len(content) // 2] if cut else content)
        if cut:
            handler.close_connection = True


def _torn(handler: BaseHTTPRequestHandler) -> None:
    """The connection ends with a reset, as where a machine dies."""
    handler.close_connection = True
    with suppress(OSError):
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()
