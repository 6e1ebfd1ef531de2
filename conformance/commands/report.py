"""report: draw the reports again from a ledger."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

import click


@click.command(short_help="Draw the reports again from a ledger.")
@click.argument("ledger", type=click.Path())
@click.option("--reports", metavar="DIR", help="Where the reports are written (the ledger's folder).")
@click.option("-q", "--quiet", is_flag=True, help="Print the verdict line only.")
def command(ledger: str, reports: str | None, quiet: bool) -> int:
    """Draw HTML, JUnit and Allure again from LEDGER, without sending anything. Exits as the run did that wrote it."""
    from pathlib import Path

    from conformance.commands.session import play
    from conformance.ledger.ledger import read

    path = read(Path(ledger)).path
    return play([f"--reports={reports or path.parent}", str(path.resolve())], quiet=quiet)
