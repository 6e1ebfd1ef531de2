"""The command line in a folder of its own, in this process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from conformance import cli


class Shell:
    """Runs commands and keeps what they print."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.capsys, self.monkeypatch = path, capsys, monkeypatch
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        self.monkeypatch.setattr(sys, "argv", ["stet-conformance", *words])
        with pytest.raises(SystemExit) as left:
            cli.main()
        self.out, self.err = self.capsys.readouterr()
        return int(left.value.code or 0)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Nothing of the machine's settings reaches it."""
    for name in [name for name in os.environ if name.startswith(("STET_", "PYTEST_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capsys, monkeypatch)
