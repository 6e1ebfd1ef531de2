"""merge: join the shards of a run, or of a whole fleet."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.examples import Documented
from conformance.errors import ExitCode, Mistake, Mistakes, mistake

_EXAMPLES = """
stet-conformance merge reports-1 reports-2 reports-3 reports-4 --into reports
stet-conformance merge fleet-1 fleet-2 --into fleet
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Join the shards of a run, or of a fleet, into one.")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER...")
@click.option("--into", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where the reports go.")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="The language of the pages (that of the environment).")
@click.option("--history", type=click.Path(path_type=Path), metavar="FILE", help="Keep it in this history (SQLite).")
@click.option("-q", "--quiet", is_flag=True, help="Print the verdict line and the causes only.")
def command(folders: tuple[Path, ...], into: Path, lang: str | None, history: Path | None, quiet: bool) -> int:
    """Join the ledgers of all shards of a run (`run --shard 2/4`), each a folder or a ledger, and draw its reports.

    The run that they make says its own word, can be verified and certified. Folders of a fleet (`fleet --shard 2/4`)
    are joined bank by bank, and its overview is drawn. Refused are shards of different sets, banks or texts, doubled
    and missing ones. Exits as the run, or the fleet, would have.
    """
    from conformance.commands.keeping import hold
    from conformance.fleet.parts import is_fleet

    if into.exists() and not into.is_dir():
        raise mistake(f"--into {into}: this is a file", hint="name a folder; it is made where there is none")
    hold(history)
    fleets = [folder for folder in folders if is_fleet(folder)]
    if fleets:
        _hold_apart(folders, into)
        return _join_fleet(folders, into, lang, history, quiet=quiet)
    if is_fleet(into):
        raise mistake(f"--into {into} holds the reports of a fleet", hint="name another folder")
    return _join_run(folders, into, lang, history, quiet=quiet)


def _hold_apart(folders: tuple[Path, ...], into: Path) -> None:
    """Raises Mistakes where what is made would stand among what it is made of."""
    whole = into.resolve()
    inside = [one for one in folders if whole == one.resolve() or one.resolve() in whole.parents]
    if inside:
        told = (f"--into {into}: the shard {one} stands there" for one in inside)
        raise Mistakes(Mistake(place=None, says=says, hint="name another folder") for says in told)


def _join_run(folders: tuple[Path, ...], into: Path, lang: str | None, history: Path | None, *, quiet: bool) -> int:
    from conformance import specs
    from conformance.commands.fleet import in_language
    from conformance.commands.keeping import keep
    from conformance.commands.session import play
    from conformance.fleet.examined import of_run
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
    del shards  # they take as much room as the whole, which is read now
    code = play([f"--reports={into}", *in_language(lang), str(ledger.resolve())], quiet=quiet)
    if history is None:
        return code
    return keep(history, [of_run(read(ledger), specs.load().register)], code)


def _join_fleet(folders: tuple[Path, ...], into: Path, lang: str | None, history: Path | None, *, quiet: bool) -> int:
    import os

    from conformance import specs
    from conformance.commands.fleet import concluded, flown, in_language
    from conformance.commands.keeping import keep
    from conformance.fleet import parts
    from conformance.fleet.earlier import hold_to_joined
    from conformance.fleet.flying import Flight, joining
    from conformance.fleet.joining import hold_banks_together
    from conformance.locks import Locks

    shards = parts.read(folders)
    found = hold_banks_together(shards)
    locks = Locks()
    locks.hold_folder(into)
    try:
        hold_to_joined(into, shards[0].fleet, {one.short: one.host for one in found.banks})
        command = joining((one.folder for one in shards), in_language(lang))
        flight = Flight(found.banks, into, specs.load().register, command)
        flight.examined.update(found.told)
        interrupted = flown(flight, os.cpu_count() or 1, quiet=quiet)
        told = flight.overview(shards[0].fleet, shards[0].asked(), interrupted=interrupted)
        code: ExitCode = concluded(told, into, lang)
    finally:
        locks.release()
    return keep(history, told.examined, code, fleet=told.name)
