"""The login of a person: he opens the authorize address himself, and the callback comes back to this machine.

On a live bank only the customer may type his credentials (PSD2 article 97.5, RTS article 31); the harness sees the
callback and nothing else.
"""

from __future__ import annotations

import time
import webbrowser
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from conformance.frozen import dataclass
from conformance.login.callback import Callback, LoginFailed
from conformance.target.address import same_address, with_query
from conformance.target.target import Target

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_THANKS: Final = b"<!doctype html><meta charset=utf-8><title>OK</title><p>Thank you. You may close this window."
_PASTE: Final = "Paste the address at which the browser ended (it starts with {}): "


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """How the person at the machine is spoken to."""

    say: Callable[[str], object] = print
    ask: Callable[[str], str] = input
    show: Callable[[str], object] = webbrowser.open
    wait_s: float = 300


def authorize(target: Target, params: Mapping[str, str], person: Console) -> Callback:
    """Send a person to the bank and return what the callback carries. Raises LoginFailed.

    A redirect_uri on this machine is listened at; for any other the person pastes the address his browser ended at.
    """
    if target.oauth is None:
        raise LoginFailed("the target declares no `oauth`, so there is nowhere to log in")
    url = with_query(target.oauth.authorize_url, params)
    callback = urlsplit(params.get("redirect_uri") or target.oauth.redirect_uri)
    if callback.scheme == "http" and callback.hostname in _LOOPBACK and callback.port:
        with _Listener(callback) as listener:
            _invite(url, person)
            return Callback(params=listener.wait(person.wait_s), exchanges=())
    _invite(url, person)
    pasted = person.ask(_PASTE.format(callback.geturl())).strip()
    if not same_address(pasted, callback.geturl()):
        raise LoginFailed(f"the pasted address does not start with {callback.geturl()}")
    return Callback(params=_params(pasted), exchanges=())


def _invite(url: str, person: Console) -> None:
    person.say(f"Open this address and log in:\n{url}")
    person.show(url)


def _params(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    return {name: value for text in (parts.query, parts.fragment) for name, value in parse_qsl(text)}


class _Listener:
    """Waits on this machine for the one request that is the callback."""

    def __init__(self, callback: SplitResult) -> None:
        self.path, self.found = callback.path or "/", dict[str, str]()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                ours = urlsplit(self.path).path == outer.path
                if ours:
                    outer.found = _params(self.path)
                self.send_response(200 if ours else 404)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(_THANKS if ours else b"")

            def log_message(self, format: str, *_: Any) -> None:
                """Nothing: the request line carries the code."""

        try:
            self.server = HTTPServer((callback.hostname or "127.0.0.1", callback.port or 0), Handler)
        except OSError as error:
            raise LoginFailed(f"cannot listen at {callback.geturl()}: {error.strerror}") from None

    def __enter__(self) -> _Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.server_close()

    def wait(self, wait_s: float) -> dict[str, str]:
        """The parameters of the callback; a browser may ask for other things (its icon) before it.

        Raises LoginFailed where nobody comes within `wait_s` seconds.
        """
        ends = time.monotonic() + wait_s
        while not self.found:
            self.server.timeout = ends - time.monotonic()
            if self.server.timeout <= 0:
                raise LoginFailed(f"no browser came back within {wait_s:g} s")
            self.server.handle_request()
        return self.found
