"""A bank that listens on a port, in a thread of its own."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

from conformance.sandbox.messages import API_ROOT

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from uvicorn import Server

    from conformance.sandbox.client_authentication import ClientAuthentication
    from conformance.sandbox.tls import CertificateFolder


class _Unanswered(logging.Filter):
    """Leaves out that a request was not answered when the bank was stopped: who had asked has gone away by then."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record tells anything else."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else record.getMessage()
        return _CUT_OFF not in str(error)


_CUT_OFF: Final = "timeout graceful shutdown exceeded"
"""As uvicorn says it of the tasks that it cancels, and to them."""
_UNANSWERED: Final = _Unanswered()


@dataclass(frozen=True, slots=True)
class Running:
    """A bank that answers until it is stopped."""

    origin: str
    server: Server
    thread: Thread

    @property
    def base_url(self) -> str:
        """The root of the API."""
        return self.origin + API_ROOT

    def stop(self) -> None:
        """Stop listening, and wait until the last request is answered."""
        self.leave()
        self.thread.join()

    def leave(self) -> None:
        """Stop listening, without waiting for it."""
        self.server.should_exit = True


def create_app(
    *,
    now: datetime | None = None,
    faults: Iterable[str] = (),
    variations: Iterable[str] = (),
    authentication: ClientAuthentication | None = None,
    latency: tuple[float, float] = (0.0, 0.0),
) -> Starlette:
    """The bank as an ASGI application; `now` sets its clock, `faults` make it wrong, `variations` harmlessly different.

    `authentication` says what it demands of its clients; nothing unless said. Each answer lets wait between so many
    seconds and so many (`latency`). Raises ValueError for a name that is no fault and no variation.
    """
    from conformance.sandbox import app  # noqa: PLC0415 - what the web needs is loaded when a bank is started

    more = {"authentication": authentication} if authentication is not None else {}
    return app.build_app(now, faults=tuple(faults), variations=tuple(variations), latency=latency, **more)


def start(  # noqa: PLR0913 - each is one option of the command
    port: int = 0,
    host: str = "127.0.0.1",
    *,
    now: datetime | None = None,
    faults: Iterable[str] = (),
    variations: Iterable[str] = (),
    tls: Path | None = None,
    signatures: bool = False,
    latency: tuple[float, float] = (0.0, 0.0),
) -> Running:
    """A running bank, ready for its first request; port 0 takes a free one. `latency` is as for `create_app`.

    `tls` is the folder that `stet-conformance certs` makes: the bank then speaks TLS with the certificates in it and
    demands those of its clients; with `signatures` it demands signed requests too.

    Raises OSError where the port is taken or a certificate is missing, ValueError for unknown names, for signatures
    without a folder and for a qseal.pem that is no QSealC, RuntimeError where the server ends before it listens.
    """
    from uvicorn import Config, Server  # noqa: PLC0415 - as above

    folder, authentication = _open_folder(tls, signatures=signatures)
    app = create_app(now=now, faults=faults, variations=variations, authentication=authentication, latency=latency)
    config = Config(
        app,
        ws="none",
        lifespan="off",
        loop="asyncio",
        **(folder.uvicorn_options() if folder else {"http": "h11"}),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    config.load()
    logging.getLogger("uvicorn.error").addFilter(_UNANSWERED)
    if folder and config.ssl:
        folder.trust_authorities(config.ssl, app.state.bank.rules)
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


def _open_folder(tls: Path | None, *, signatures: bool) -> tuple[CertificateFolder | None, ClientAuthentication | None]:
    """The certificates, and what is demanded of clients; read before the port is bound: a bad one shows first."""
    if tls is None:
        if signatures:
            raise ValueError("signatures are checked with the certificates of a folder: there is none")
        return None, None
    from conformance.sandbox.tls import CertificateFolder  # noqa: PLC0415 - as above

    folder = CertificateFolder(tls)
    return folder, folder.require(signatures=signatures)


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket that says it is TCP: asyncio sends small responses at once only on such a one."""
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
