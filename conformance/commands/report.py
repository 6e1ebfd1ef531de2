"""report: draw the reports again from a ledger."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

import click

from conformance.commands.examples import Documented

_EXAMPLES = """
stet-conformance report reports/ledger.jsonl
stet-conformance report reports/ledger.jsonl --reports en-francais --lang fr
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Draw the reports again from a ledger.")
@click.argument("ledger", type=click.Path())
@click.option("--reports", metavar="DIR", help="Where the reports are written (the ledger's folder).")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="The language of the dossier (that of the environment).")
@click.option(
    "--documentation", metavar="FILE", help="The bank's documentation as text, to quote broken promises from."
)
@click.option("-q", "--quiet", is_flag=True, help="Print the verdict line and the causes only.")
def command(ledger: str, reports: str | None, lang: str | None, documentation: str | None, quiet: bool) -> int:
    """Draw dossier, HTML, JUnit and Allure again from LEDGER, or that of a folder, without sending anything.

    Exits as its run did.
    """
    from pathlib import Path

    from conformance.commands.session import play
    from conformance.ledger.folder import ledger_at
    from conformance.ledger.ledger import read

    path = read(ledger_at(Path(ledger))).path
    more = {"--lang": lang, "--documentation": documentation}
    words = [f"{name}={value}" for name, value in more.items() if value is not None]
    return play([f"--reports={reports or path.parent}", *words, str(path.resolve())], quiet=quiet)
