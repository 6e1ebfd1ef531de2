"""merge: join the shards of a run."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.examples import Documented

_EXAMPLES = """
stet-conformance merge reports-1 reports-2 reports-3 reports-4 --into reports
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Join the shards of a run into one.")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER...")
@click.option("--into", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where the reports go.")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="The language of the dossier (that of the environment).")
@click.option("-q", "--quiet", is_flag=True, help="Print the verdict line and the causes only.")
def command(folders: tuple[Path, ...], into: Path, lang: str | None, quiet: bool) -> int:
    """Join the ledgers of all shards of a run (`run --shard 2/4`), each a folder or a ledger, and draw its reports.

    The run that they make says its own word, can be verified and certified. Refused are shards of different sets, banks
    or texts, doubled and missing ones. Exits as the run would have.
    """
    from conformance.commands.session import play
    from conformance.errors import mistake
    from conformance.ledger.folder import ledger_at
    from conformance.ledger.ledger import NAME, read
    from conformance.locks import Locks
    from conformance.merging import hold_together, join

    ledgers = [ledger_at(folder) for folder in folders]
    if any(one.parent.resolve() == into.resolve() for one in ledgers):
        raise mistake(f"--into {into}: one of the shards stands there", hint="name another folder")
    shards = hold_together([read(one) for one in ledgers])
    locks = Locks()
    locks.hold_folder(into)
    try:
        ledger = join(shards, into / NAME)
    finally:
        locks.release()
    words = [] if lang is None else [f"--lang={lang}"]
    return play([f"--reports={into}", *words, str(ledger.resolve())], quiet=quiet)
