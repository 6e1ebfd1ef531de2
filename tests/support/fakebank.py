"""A server on this machine that answers as a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from conformance.target.target import Limits, OAuth, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    port: int = 0
    """The client's: another one for each connection."""

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What to answer; `hang_up` closes the connection instead."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    hang_up: bool = False


def page(html: str, status: int = 200, *headers: tuple[str, str], charset: str = "utf-8") -> Reply:
    return Reply(
        status=status,
        headers=(("Content-Type", f"text/html; charset={charset}"), *headers),
        body=html.encode(charset),
    )


def as_json(data: Any, status: int = 200, *headers: tuple[str, str]) -> Reply:
    return Reply(
        status=status, headers=(("Content-Type", "application/json"), *headers), body=json.dumps(data).encode()
    )


def moved(to: str, status: int = 302, *headers: tuple[str, str]) -> Reply:
    return Reply(status=status, headers=(("Location", to), *headers))


@dataclass(slots=True)
class FakeBank:
    """Answers every request with what `answer` says, until the `with` block ends."""

    answer: Callable[[Asked], Reply]
    context: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    server: Any = None

    def __enter__(self) -> FakeBank:
        bank = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65536

            def __getattr__(self, name: str) -> Any:
                if name.startswith("do_"):
                    return self.respond
                raise AttributeError(name)

            def respond(self) -> None:
                parts = urlsplit(self.path)
                asked = Asked(
                    method=self.command,
                    path=parts.path,
                    query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                    headers={name.lower(): value for name, value in self.headers.items()},
                    body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
                    port=self.client_address[1],
                )
                bank.asked.append(asked)
                reply = bank.answer(asked)
                if reply.hang_up:
                    self.close_connection = True
                    return
                self.send_response_only(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if self.context is not None:
            self.server.socket = self.context.wrap_socket(self.server.socket, server_side=True)
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def origin(self) -> str:
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.server.server_port}"

    def target(self, **changes: Any) -> Target:
        known: dict[str, Any] = {
            "name": "fake",
            "base_url": f"{self.origin}/stet/psd2/v1.4.2",
            "limits": Limits(timeout_s=5),
            "oauth": OAuth(
                authorize_url=f"{self.origin}/oauth/authorize",
                token_url=f"{self.origin}/oauth/token",
                client_id="PSDFR-ACPR-13807",
                redirect_uri="https://myAPP.fr/Home/OAuth2Callback",
            ),
        }
        return Target(**{**known, **changes})


def in_turn(replies: Iterable[Reply]) -> Callable[[Asked], Reply]:
    """One reply after the other; the last one again and again."""
    left = list(replies)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]
