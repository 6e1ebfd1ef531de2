"""The embedded bank as a server of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from conformance.sandbox import start
from tests.support.shell import Shell, shell

__all__ = ["shell"]

ENDING = (signal.SIGINT, signal.SIGTERM)


def test_the_sandbox_serves_until_it_is_stopped(tmp_path: Path) -> None:
    """On a free port; `python -m conformance` is the same door."""
    command = [sys.executable, "-u", "-m", "conformance", "sandbox", "--port", "0", "--now", "2028-02-29T12:00"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        says = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert re.match(r"the reference bank answers at http://127\.0\.0\.1:\d+/stet/psd2/v1\.4\.2", says)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no other thread that a signal could come to")
def test_it_stops_whichever_thread_is_told(shell: Shell) -> None:
    """A system may hand Ctrl-C to any thread; the one that waits hears nothing of it then."""
    before, main = {one: signal.getsignal(one) for one in ENDING}, threading.get_ident()
    ended = threading.Event()
    heard: list[bool] = []

    def waits() -> bool:
        return sys._current_frames()[main].f_code is threading.Condition.wait.__code__

    def interrupt() -> None:
        while signal.getsignal(signal.SIGINT) is before[signal.SIGINT] or not waits():
            ended.wait(0.01)
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        heard.append(ended.wait(10))
        if not heard[0]:
            signal.pthread_kill(main, signal.SIGINT)

    other = threading.Thread(target=interrupt)
    other.start()
    try:
        assert shell("sandbox", "--port", "0") == 0
    finally:
        ended.set()
        other.join()
        for one, handler in before.items():
            signal.signal(one, handler)
    assert heard == [True]


def test_a_port_that_is_taken(shell: Shell) -> None:
    """One message."""
    bank = start()
    try:
        assert shell("sandbox", "--port", bank.origin.rpartition(":")[2]) == 3
    finally:
        bank.stop()
    assert "cannot be used to listen on" in shell.err
    assert "(--port 0 takes a free one)" in shell.err
