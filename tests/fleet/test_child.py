"""A run of a fleet ends as on Ctrl-C when nobody holds the other end of its input any more."""

from __future__ import annotations

import subprocess
import sys


def test_it_ends_when_its_fleet_is_gone() -> None:
    """Here it is a bank that serves until Ctrl-C; with the input held open it goes on."""
    command = [sys.executable, "-m", "conformance.fleet.child", "sandbox", "--port", "0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline()
        assert child.poll() is None
        child.stdin.close()
        assert child.wait(30) in (0, 130)
