"""A connection for those who speak TLS themselves: direct, or through the proxy of the target."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlsplit

from conformance.target.address import loopback
from conformance.target.target import Proxy, Target

_LONGEST_S: Final = 3600.0
_GRACE_S: Final = 0.25
"""So much later than it should have ended a handshake is cut off: who looks at the time has ended it by then."""


def opened(host: str, port: int, target: Target) -> socket.socket:
    """A connection to a host, which may lead through the proxy's CONNECT. Raises OSError, with the proxy's word."""
    if target.proxy is None or loopback(host):
        return socket.create_connection((host, port), timeout=target.limits.timeout_s)
    proxy = urlsplit(target.proxy.address)
    way = HTTPConnection(proxy.hostname or "", proxy.port or 80, timeout=target.limits.timeout_s)
    way.set_tunnel(host, port, headers={"Host": f"{host}:{port}", **_login(target.proxy)})
    way.connect()
    return way.sock


@contextmanager
def cut_off_after(seconds: float | None, opened: socket.socket) -> Iterator[threading.Event]:
    """Cut a connection off that is not done with its handshake in time, and set the event.

    OpenSSL looks at no time as long as there is something to read, and some of what may come it passes over for ever.
    """
    own, late = opened.dup(), threading.Event()  # the other one is taken over by that of TLS

    def cut_off() -> None:
        late.set()
        with suppress(OSError):
            own.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(_LONGEST_S if seconds is None else seconds + _GRACE_S, cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        timer.join()
        own.close()


def _login(proxy: Proxy) -> dict[str, str]:
    if proxy.login is None:
        return {}
    return {"Proxy-Authorization": f"Basic {base64.b64encode(':'.join(proxy.login).encode()).decode()}"}
