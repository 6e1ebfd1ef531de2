"""A whole scenario to be sent again, from a ledger."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.commands.export import command
from conformance.errors import Mistakes
from tests.commands.test_exchanges import path

__all__ = ["path"]


def exported(*words: str) -> str:
    result = CliRunner().invoke(command, words, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output


def test_a_scenario_is_a_script_that_can_be_started(path: Path, tmp_path: Path) -> None:
    """The folder of the ledger will do; the target file says where the certificate is."""
    written = tmp_path / "again.sh"
    assert exported("curl", "transactions/two-pages", "--ledger", str(path.parent), "-o", str(written)) == ""
    text = written.read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n# transactions/two-pages: 245 transactions come as")
    assert text.count("\ncurl -sS -i ") == 2
    assert os.name == "nt" or os.access(written, os.X_OK)


def test_an_exchange_alone_goes_by_its_number(path: Path) -> None:
    """As `exchanges` names it."""
    text = exported("http", "2", "--ledger", str(path))
    assert text.startswith("# exchange 2 of transactions/two-pages\n")
    assert text.count("\n### ") == 1


def test_what_is_not_there_is_named_with_what_was_meant(path: Path) -> None:
    """Nothing is written."""
    with pytest.raises(Mistakes, match=r"no exchange called transactions/two-page \(did you mean"):
        exported("curl", "transactions/two-page", "--ledger", str(path))
