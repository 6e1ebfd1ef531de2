"""diff: two runs beside each other."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.examples import Documented

_FORMATS = ("text", "markdown", "json", "html")


_EXAMPLES = """
stet-conformance diff yesterday today
stet-conformance diff yesterday today --format markdown --fail-on drift
"""


@click.command(
    cls=Documented,
    examples=_EXAMPLES,
    short_help="What two runs say differently: failures, and the answers themselves.",
)
@click.argument("before", type=click.Path(path_type=Path), metavar="A")
@click.argument("after", type=click.Path(path_type=Path), metavar="B")
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="How it is told."
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there.")
@click.option(
    "--fail-on",
    type=click.Choice(("failures", "drift")),
    default="failures",
    show_default=True,
    help="What makes the exit code 1: what fails newly, or whatever differs.",
)
def command(before: Path, after: Path, form: str, output: Path | None, fail_on: str) -> int:
    """Compare run B with run A, each a ledger or its folder: a mock with the real sandbox, today with the last release.

    New and gone failures by cause, then how the answers themselves have become others. Nothing is printed where
    nothing differs. Exits with 0 where nothing fails newly, 1 where something does or a scenario vanished, 3 where
    something cannot be compared, 2 where a ledger cannot be read.
    """
    from conformance import specs
    from conformance.catalogue import renames
    from conformance.commands.output import deliver
    from conformance.comparison import compare
    from conformance.comparison.rendering import FORMS
    from conformance.ledger.folder import ledger_at
    from conformance.ledger.ledger import read

    one, other = (read(ledger_at(path)) for path in (before, after))
    found = compare(one, other, specs.load(), renames.load())
    deliver(FORMS[form](found), output)
    return found.code(drift_fails=fail_on == "drift")
