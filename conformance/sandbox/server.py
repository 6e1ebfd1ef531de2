"""The door: a bank on a free port, in a thread of its own."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from uvicorn import Server

    from conformance.sandbox.gate import Gate
    from conformance.sandbox.tls import Folder

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
    *, now: datetime | None = None, faults: Iterable[str] = (), variations: Iterable[str] = (), gate: Gate | None = None
) -> Starlette:
    """The bank as an ASGI application; `now` sets its clock, `faults` make it wrong, `variations` harmlessly different.

    `gate` says what it asks of its callers; nothing unless said.

    Raises ValueError where a name stands for nothing.
    """
    from conformance.sandbox import app  # noqa: PLC0415 - a door: what the web needs is loaded when it opens

    more = {"gate": gate} if gate is not None else {}
    return app.build(now, tuple(faults), tuple(variations), **more)


def start(  # noqa: PLR0913 - a door: each is one option of the command
    port: int = 0,
    host: str = "127.0.0.1",
    *,
    now: datetime | None = None,
    faults: Iterable[str] = (),
    variations: Iterable[str] = (),
    tls: Path | None = None,
    signatures: bool = False,
) -> Running:
    """A running bank, ready for its first request; port 0 takes a free one.

    `tls` is the folder that `stet-conformance certs` makes: the bank then speaks TLS with the certificates in it and
    asks its clients for theirs; with `signatures` it asks for signed requests too. Raises OSError where the port is
    taken or a certificate is missing, ValueError for unknown names and for signatures without a folder.
    """
    from uvicorn import Config, Server  # noqa: PLC0415 - as above

    folder, gate = _secured(tls, signatures)
    app = create_app(now=now, faults=faults, variations=variations, gate=gate)
    config = Config(
        app,
        ws="none",
        lifespan="off",
        loop="asyncio",
        **(folder.options() if folder else {"http": "h11"}),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    config.load()
    if folder and config.ssl:
        folder.settle(config.ssl, app.state.bank.rules)
    listener = _listen(host, port)
    server = Server(config)
    thread = Thread(target=server.run, args=([listener],), name="sandbox", daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the sandbox did not start")
        time.sleep(0.001)
    address = f"[{host}]" if ":" in host else host
    scheme = "https" if tls is not None else "http"
    return Running(f"{scheme}://{address}:{listener.getsockname()[1]}", server, thread)


def _secured(tls: Path | None, signatures: bool) -> tuple[Folder | None, Gate | None]:
    """What the door lives by and what it asks; the certificates are read here, so that a bad one is told at once."""
    if tls is None:
        if signatures:
            raise ValueError("signatures are checked with the certificates of a folder: there is none")
        return None, None
    from conformance.sandbox.tls import Folder  # noqa: PLC0415 - as above

    folder = Folder(tls)
    return folder, folder.gate(signatures=signatures)


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
