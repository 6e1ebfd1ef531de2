"""fleet: examine a whole group of banks."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.completion import only_these
from conformance.commands.examples import Documented
from conformance.visible import visible

if TYPE_CHECKING:
    from conformance.errors import ExitCode
    from conformance.fleet.flying import Flight
    from conformance.fleet.overview import Overview

_EXAMPLES = """
stet-conformance fleet my-fleet.yaml
stet-conformance fleet my-fleet.yaml -k accounts --banks-at-once 4
stet-conformance fleet my-fleet.yaml --shard 2/4 --reports fleet-2
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Examine a whole group of banks.")
@click.argument("file", type=click.Path(path_type=Path))
@only_these
@click.option("--shard", metavar="K/N", help="Of each bank the Kth of N shares.")
@click.option("--reports", default="fleet", show_default=True, type=click.Path(path_type=Path), metavar="DIR",
              help="Where the reports of all of them are written.")  # fmt: skip
@click.option(
    "--banks-at-once", type=click.IntRange(1, 64), default=8, show_default=True, help="Processes, one a bank."
)
@click.option("--in-flight", type=click.IntRange(1, 16), metavar="N", help="Scenarios of a bank played at once.")
@click.option("--now", default="", metavar="MOMENT", help="Run as if it were this moment (Paris).")
@click.option("--mask-personal-data", is_flag=True, help="Other IBANs, names and texts in every report.")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="The language of the pages (that of the environment).")
@click.option("--history", type=click.Path(path_type=Path), metavar="FILE", help="Keep it in this history (SQLite).")
@click.option("--anew", is_flag=True, help="Examine those again that an earlier fleet has finished.")
@click.option("-q", "--quiet", is_flag=True, help="Print the overview only.")
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    file: Path,
    only: tuple[str, ...],
    shard: str | None,
    reports: Path,
    banks_at_once: int,
    in_flight: int | None,
    now: str,
    mask_personal_data: bool,
    lang: str | None,
    history: Path | None,
    anew: bool,
    quiet: bool,
) -> int:
    """Examine every establishment of FILE, some at once, each into a folder of its own below the reports.

    Killed and started again it goes on where it stopped: an establishment is finished where its folder has the whole
    ledger of the same set, bank and texts. Target files that each may be logged in with stand in the folder `targets`.
    Exits with the worst of all: the first of 4, 2, 1, 3, 5; with 130 where not all came to their end.
    """
    import os

    from conformance import specs
    from conformance.catalogue import sharding
    from conformance.clock import moment
    from conformance.commands.keeping import hold, keep
    from conformance.commands.output import tell
    from conformance.commands.scenarios import selected
    from conformance.errors import mistake
    from conformance.fleet import fleetfile, targets
    from conformance.fleet.asked import Asked
    from conformance.fleet.earlier import hold_to_fleet
    from conformance.fleet.flying import Flight, examining
    from conformance.locks import Locks

    fleet = fleetfile.read(file, os.environ)
    if now:
        moment(now)
    if only:
        selected((), only)  # what means no scenario is said once, before anything is sent
    asked = Asked(
        only=only,
        shard=sharding.read(shard) if shard else None,
        now=now,
        masked=mask_personal_data,
        in_flight=in_flight,
    )
    if reports.exists() and not reports.is_dir():
        raise mistake(f"--reports {reports}: this is a file", hint="name a folder; it is made where there is none")
    hold(history)
    locks = Locks()
    locks.hold_folder(reports)
    try:
        hold_to_fleet(reports, fleet, asked.shard)
        files = targets.write(fleet, reports)
        flight = Flight(
            fleet.establishments, reports, specs.load().register, examining(files, asked, in_language(lang))
        )
        if not anew:
            flight.take_up(asked)
        if not quiet and flight.examined:
            tell(f"goes on where it stopped: {', '.join(flight.examined)} finished before")
        interrupted = flown(flight, banks_at_once, quiet=quiet)
        found = flight.overview(fleet.name, asked.told(), interrupted=interrupted)
        code = concluded(found, reports, lang)
    finally:
        locks.release()
    # Those that were finished before too: the fleet that examined them may not have come to keeping them.
    return keep(history, found.examined, code, fleet=fleet.name)


def flown(flight: Flight, at_once: int, *, quiet: bool) -> bool:
    """Let all of its processes come to their end, each told as it ends; whether somebody has interrupted that."""
    from conformance.commands.output import tell
    from conformance.commands.stopping import stoppable
    from conformance.fleet.text import line

    try:
        with stoppable():
            flight.run(at_once, lambda one: None if quiet else tell(line(one)))
    except KeyboardInterrupt:
        return True
    return False


def in_language(lang: str | None) -> list[str]:
    """The language of the pages as an option of another command."""
    return [] if lang is None else [f"--lang={lang}"]


def concluded(found: Overview, reports: Path, lang: str | None) -> ExitCode:
    """Write the overview of a fleet and tell it; its exit code. Where it cannot be written that is told, and counts."""
    from conformance.commands.output import tell
    from conformance.errors import ExitCode, Unreachable, weightiest
    from conformance.fleet import text, writing
    from conformance.report.dossier.texts import chosen

    page, code = "", found.code
    try:
        page = str(writing.write(found, reports, chosen(lang)))
    except Unreachable as trouble:
        click.echo(visible(str(trouble)), err=True)
        code = code if code is ExitCode.INTERRUPTED else weightiest([code, trouble.exit_code])
    for each in text.told(found, page):
        tell(each)
    return code
