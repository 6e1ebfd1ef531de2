"""A bank that writes bytes and no HTTP: what no server library would send, at the pace that a test wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

_WAIT_S = 20
"""A connection that nobody closes is let go of after so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request as it came in."""

    method: str
    target: str
    raw: bytes
    """All of it, its body too."""

    @property
    def path(self) -> str:
        """Without what was asked for behind a `?`."""
        return self.target.partition("?")[0]


@dataclass(slots=True)
class RawBank:
    """Writes the pieces that `answer` yields for a request, and closes the connection behind them.

    `over` is set when the `with` block ends: whoever yields without end looks at it, or waits on it to take his time.
    """

    answer: Callable[[Received], Iterable[bytes]]
    context: ssl.SSLContext | None = None
    over: threading.Event = field(default_factory=threading.Event)
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    _listener: Any = None

    def __enter__(self) -> RawBank:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        # Closing alone wakes no accept() of another thread.
        with suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=1).close()
        self._listener.close()

    @property
    def host(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def origin(self) -> str:
        """Its address, without a path."""
        return f"{'https' if self.context else 'http'}://{self.host}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            if self.over.is_set():
                connection.close()
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(_WAIT_S)
        with suppress(OSError), connection:
            secured = self.context.wrap_socket(connection, server_side=True) if self.context else connection
            with secured:
                request = _read(secured)
                if request is None:
                    return
                self.received.append(request)
                for piece in self.answer(request):
                    if self.over.is_set():
                        break
                    secured.sendall(piece)
                with suppress(OSError):
                    secured.shutdown(socket.SHUT_WR)


def _read(connection: socket.socket) -> Received | None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = connection.recv(65536)
        if not piece:
            return None
        raw += piece
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    told = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
    while len(body) < int(told.get("content-length", 0)):
        body += connection.recv(65536)
    method, target, _ = lines[0].split(" ", 2)
    return Received(method=method, target=target, raw=head + b"\r\n\r\n" + body)
