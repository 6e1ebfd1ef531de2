"""The door: a bank on a free port, in a thread of its own."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from uvicorn import Server

ROOT = "/stet/psd2/v1.4.2"


@dataclass(frozen=True, slots=True)
class Running:
    """A bank that answers until it is stopped."""

    origin: str
    server: Server
    thread: Thread

    @property
    def base_url(self) -> str:
        """The root of the API."""
        return self.origin + ROOT

    def stop(self) -> None:
        """Close the door and wait until nobody is inside."""
        self.server.should_exit = True
        self.thread.join()


def create_app(
    *, now: datetime | None = None, faults: Iterable[str] = (), variations: Iterable[str] = ()
) -> Starlette:
    """The bank as an ASGI application; `now` sets its clock, `faults` make it wrong, `variations` harmlessly different.

    Raises ValueError where a name stands for nothing.
    """
    from conformance.sandbox import app  # noqa: PLC0415 - a door: what the web needs is loaded when it opens

    return app.build(now, tuple(faults), tuple(variations))


def start(  # noqa: PLR0913 - a door: each is one option of the command
    port: int = 0,
    host: str = "127.0.0.1",
    *,
    now: datetime | None = None,
    faults: Iterable[str] = (),
    variations: Iterable[str] = (),
    tls: object = None,
) -> Running:
    """A running bank, ready for its first request; port 0 takes a free one."""
    from uvicorn import Config, Server  # noqa: PLC0415 - as above

    if tls is not None:
        raise NotImplementedError("mutual TLS is not built yet")
    listener = _listen(host, port)
    app = create_app(now=now, faults=faults, variations=variations)
    config = Config(
        app, http="h11", ws="none", lifespan="off", loop="asyncio",
        log_level="warning", access_log=False, server_header=False, proxy_headers=False, timeout_graceful_shutdown=1,
    )
    server = Server(config)
    thread = Thread(target=server.run, args=([listener],), name="sandbox", daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the sandbox did not start")
        time.sleep(0.001)
    address = f"[{host}]" if ":" in host else host
    return Running(f"http://{address}:{listener.getsockname()[1]}", server, thread)


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket that says it is TCP: asyncio sends small answers at once only on such a one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener
