"""The help of every command: it ends with lines that can be typed."""

from __future__ import annotations

import shlex

import click
import pytest
from click.testing import CliRunner

from conformance import __version__, cli
from conformance.commands.examples import Documented

COMMANDS = {name: cli.cli.get_command(click.Context(cli.cli), name) for name in cli.COMMANDS}


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_example_parses(name: str) -> None:
    """Whole on a line of eighty columns, under its own command, with options and words that it knows."""
    command = COMMANDS[name]
    assert isinstance(command, Documented)
    shown = CliRunner().invoke(command, ["--help"], prog_name=f"stet-conformance {name}", terminal_width=80).output
    assert command.examples
    for line in command.examples:
        assert f"\n  {line}\n" in shown
        assert len(line) <= 78
        program, called, *words = shlex.split(line.partition(" > ")[0])
        assert (program, called) == ("stet-conformance", name)
        command.make_context(name, words).close()


def test_the_version_goes_by_a_letter_too() -> None:
    """As those of pytest and curl do."""
    assert CliRunner().invoke(cli.cli, ["-V"]).output == f"stet-conformance, version {__version__}\n"
