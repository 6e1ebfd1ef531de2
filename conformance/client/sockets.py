"""A connection for those who speak TLS themselves: direct, or through the proxy of the target."""

from __future__ import annotations

import base64
import socket
from http.client import HTTPConnection
from urllib.parse import urlsplit

from conformance.target.address import loopback
from conformance.target.target import Proxy, Target


def opened(host: str, port: int, target: Target) -> socket.socket:
    """A connection to a host, which may lead through the proxy's CONNECT. Raises OSError, with the proxy's word."""
    if target.proxy is None or loopback(host):
        return socket.create_connection((host, port), timeout=target.limits.timeout_s)
    proxy = urlsplit(target.proxy.address)
    way = HTTPConnection(proxy.hostname or "", proxy.port or 80, timeout=target.limits.timeout_s)
    way.set_tunnel(host, port, headers={"Host": f"{host}:{port}", **_login(target.proxy)})
    way.connect()
    return way.sock


def _login(proxy: Proxy) -> dict[str, str]:
    if proxy.login is None:
        return {}
    return {"Proxy-Authorization": f"Basic {base64.b64encode(':'.join(proxy.login).encode()).decode()}"}
