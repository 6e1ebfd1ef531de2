"""What a shell completes, as click hands it on."""

from __future__ import annotations

import pytest
from click.shell_completion import ShellComplete

from conformance import cli


@pytest.mark.parametrize(
    ("words", "incomplete", "offered"),
    [
        (["explain"], "transactions/two-pages", "transactions/two-pages"),
        (["run", "--only"], "transac", "transactions/"),
        (["export", "curl"], "journey/login", "journey/login-to-refresh"),
        ([], "exp", "export"),
    ],
)
def test_commands_and_scenarios(words: list[str], incomplete: str, offered: str) -> None:
    """Folder by folder, as files are completed."""
    shell = ShellComplete(cli.cli, {}, "stet-conformance", "_STET_CONFORMANCE_COMPLETE")
    assert offered in [one.value for one in shell.get_completions(words, incomplete)]
