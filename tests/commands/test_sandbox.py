"""The embedded bank as a server of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

from conformance.sandbox import start
from tests.support.shell import Shell, shell

__all__ = ["shell"]


def test_the_sandbox_serves_until_it_is_stopped(tmp_path: Path) -> None:
    """On a free port; `python -m conformance` is the same door."""
    command = [sys.executable, "-u", "-m", "conformance", "sandbox", "--port", "0", "--now", "2028-02-29T12:00"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        says = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert re.match(r"the reference bank answers at http://127\.0\.0\.1:\d+/stet/psd2/v1\.4\.2", says)


def test_a_port_that_is_taken(shell: Shell) -> None:
    """One message."""
    bank = start()
    try:
        assert shell("sandbox", "--port", bank.origin.rpartition(":")[2]) == 3
    finally:
        bank.stop()
    assert "cannot be used to listen on" in shell.err
    assert "(--port 0 takes a free one)" in shell.err
