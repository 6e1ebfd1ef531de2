"""verify: judge a run again from its ledger alone."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

import click


@click.command(short_help="Judge a run again from its ledger alone.")
@click.argument("folder", type=click.Path())
@click.option("--today", is_flag=True, help="Judge by the texts installed here, not by those of the run.")
@click.option("-v", "--verbose", is_flag=True, help="Name every verdict.")
def command(folder: str, today: bool, verbose: bool) -> int:
    """Judge the run in FOLDER again, or that of a ledger: nothing is sent, the recorded answers are handed out.

    Exits with 0 where all is the same, 1 where something differs or was altered, 2 where there is no readable evidence,
    3 where nothing differs but something cannot be judged again.
    """
    from pathlib import Path

    from conformance.verification import text
    from conformance.verification.verify import ledger_in, verify

    found = verify(ledger_in(Path(folder)), today=today)
    for line in text.told(found, every=verbose):
        click.echo(line)
    return found.code
