"""TCP connections that tell what became of them: whether a request found an old one, and whether a byte came back.

Each byte that comes starts httpcore's patience anew. So it is a deadline that ends an answer here: headers a byte at a
time, interim answers, trailers and sizes of chunks without end are no reason to wait for ever.

httpcore keeps connections open and says only that one broke. Whether a request may be sent anew depends on more: a
connection that had been idle and died before a byte of the answer came was closed before the request reached it (RFC
9112, 9.3.1 and 9.6).

What comes beyond the end of an answer answers nothing, and is never taken for the answer to the next request (RFC 9112,
6.3 and 9.2): such a connection is not used again. httpcore closes one whose socket has something to read; what came
with the answer is no longer there, but in its buffer.

While nothing of an answer has come yet, what can wait (see conformance.meanwhile) is done. The time that this takes is
none of the bank's.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any, Final

import httpcore

from conformance.client.sockets import cut_off_after
from conformance.meanwhile import Meanwhile

_BEGINNING: Final = 16
"""So many bytes tell what somebody speaks."""


class Progress(threading.local):
    """How far the present request of this thread came."""

    def __init__(self) -> None:
        self.connected = False
        """Whether a connection was opened for it."""
        self.received = False
        """Whether a byte came back."""
        self.beginning = b""
        """The first bytes that came back for what was written last."""
        self.unseen_s = 0.0
        """So long nobody looked while what came back was coming."""
        self._within_s = self._ends = 0.0

    def begin(self, within_s: float) -> None:
        """A request begins; what follows each part of it that is written has to be there within so many seconds."""
        self.connected = self.received = False
        self.beginning = b""
        self.unseen_s = 0.0
        self._within_s = within_s
        self.go_on()

    def go_on(self) -> None:
        """Something is done, and the deadline starts anew."""
        self._ends = time.monotonic() + self._within_s

    def put_off(self, by_s: float) -> None:
        """So many seconds went by in which nobody looked whether something had come."""
        self._ends += by_s

    @property
    def left_s(self) -> float:
        """So many seconds are left. Raises ReadTimeout where there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer never ends")
        return left

    @property
    def died_idle(self) -> bool:
        """Whether what broke was a connection of an earlier request, without a byte of an answer to this one."""
        return not self.connected and not self.received


class Backend(httpcore.SyncBackend):
    """Opens the connections of httpcore, and notes their progress."""

    def __init__(self, progress: Progress, meanwhile: Meanwhile) -> None:
        super().__init__()
        self._progress, self._meanwhile = progress, meanwhile

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection. Raises what httpcore raises."""
        self._progress.connected = True
        opened = super().connect_tcp(host, port, timeout, local_address, socket_options)
        return Stream(opened, self._progress, self._meanwhile)


class Stream(httpcore.NetworkStream):
    """A connection that knows whether more came than was needed.

    The last byte of what comes together is held back until the reader of the answer needs one more. So where he has
    come to the end of the answer and one is still held, it belongs to no answer.
    """

    def __init__(self, stream: httpcore.NetworkStream, progress: Progress, meanwhile: Meanwhile) -> None:
        self._stream, self._progress, self._meanwhile = stream, progress, meanwhile
        self._held = b""
        self.broke_off = False
        """Whether a connection over TLS ended without saying so (RFC 8446, 6.1): anybody can have cut it."""
        secured = stream.get_extra_info("socket")
        if isinstance(secured, ssl.SSLSocket):
            secured.suppress_ragged_eofs = False  # type: ignore[attr-defined] # an argument of wrap_socket

    @property
    def holds_more(self) -> bool:
        """Of a connection whose answer has been read to its end: whether more than the answer came with it."""
        return bool(self._held)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As httpcore promises. Raises ReadTimeout where the answer never ends."""
        left_s = self._progress.left_s
        if self._held:
            held, self._held = self._held, b""
            return held
        if not self._progress.beginning:
            self._use_the_time()
        try:
            data = self._stream.read(max_bytes, left_s if timeout is None else min(timeout, left_s))
        except httpcore.ReadError as error:
            if not isinstance(error.__cause__, ssl.SSLEOFError):
                raise
            self.broke_off, data = True, b""
        if data:
            self._progress.received = True
            if len(self._progress.beginning) < _BEGINNING:
                self._progress.beginning += data[:_BEGINNING]
        if len(data) > 1:
            data, self._held = data[:-1], data[-1:]
        return data

    def _use_the_time(self) -> None:
        """Do what can wait, until something has come or nothing is left to do."""
        began = last = time.perf_counter()
        while not self._stream.get_extra_info("is_readable"):
            last = time.perf_counter()
            if not self._meanwhile.do_a_little():
                break
        else:
            self._progress.unseen_s += time.perf_counter() - last
        self._progress.put_off(time.perf_counter() - began)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As httpcore promises; what comes from now on is what this is answered with."""
        self._stream.write(buffer, timeout)
        self._progress.beginning = b""
        self._progress.go_on()

    def close(self) -> None:
        """Let go of it."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same over TLS, within that time whatever is sent meanwhile."""
        secured = None
        with cut_off_after(timeout, self._stream.get_extra_info("socket")) as late:
            try:
                secured = self._stream.start_tls(ssl_context, server_hostname, timeout)
            except httpcore.NetworkError:
                if not late.is_set():
                    raise
        if secured is None:
            raise httpcore.ConnectTimeout("the handshake never ends")
        return Stream(secured, self._progress, self._meanwhile)

    def get_extra_info(self, info: str) -> Any:
        """As httpcore promises."""
        if info == "is_readable" and self._held:  # an idle connection that is readable is closed
            return True
        return self._stream.get_extra_info(info)
