"""A run of our own command is opened before a session of pytest is started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.projects import PASSES, written

UP_TO_THE_FIRST_REQUEST = """
import os, sys
from conformance import cli

def connecting(event, _):
    if event == "socket.connect":
        print(*sys.modules, flush=True)
        os._exit(0)

sys.addaudithook(connecting)
cli.main()
"""


def test_what_nothing_is_sent_by_is_imported_after_the_first_request(tmp_path: Path) -> None:
    """What plays and what draws reports: the bank is asked whether it answers before that."""
    written(tmp_path, passes=PASSES)
    words = ("run", "scenarios", "--base-url", "http://127.0.0.1:9/stet/psd2/v1.4.2")
    command = [sys.executable, "-c", UP_TO_THE_FIRST_REQUEST, *words]
    out = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split()
    assert "conformance.client.sender" in out
    later = {"pytest", "jinja2", "pytest_html", "lxml", "cryptography", "importlib.metadata"}
    later |= {"conformance.plugin.hooks", "conformance.runner", "conformance.actions"}
    assert later.isdisjoint(out)
