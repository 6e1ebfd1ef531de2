"""fleet: examine a whole group of banks."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.commands.completion import only_these
from conformance.commands.examples import Documented

if TYPE_CHECKING:
    from conformance.fleet.asked import Asked
    from conformance.fleet.fleetfile import Fleet
    from conformance.fleet.flying import Flight

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
    from conformance.commands.output import tell
    from conformance.commands.scenarios import selected
    from conformance.commands.session import stoppable
    from conformance.fleet import fleetfile, targets
    from conformance.fleet.asked import Asked
    from conformance.fleet.flying import Flight
    from conformance.fleet.text import line
    from conformance.history import database
    from conformance.locks import Locks

    fleet = fleetfile.read(file, os.environ)
    if only:
        selected((), only)  # what means no scenario is said once, before anything is sent
    asked = Asked(
        only=only,
        shard=sharding.read(shard) if shard else None,
        now=now,
        masked=mask_personal_data,
        in_flight=in_flight,
    )
    locks = Locks()
    locks.hold_folder(reports)
    interrupted = False
    flight = Flight(fleet, asked, reports, specs.load().register)
    try:
        files = targets.write(fleet, reports)
        with stoppable():
            if not anew:
                flight.take_up()
            if not quiet and flight.examined:
                tell(f"goes on where it stopped: {', '.join(flight.examined)} finished before")
            flight.run(files, banks_at_once, lambda one: None if quiet else tell(line(one)))
    except KeyboardInterrupt:
        interrupted = True
    finally:
        locks.release()
    if history is not None:
        database.add(history, [one for one in flight.examined.values() if not one.resumed], fleet=fleet.name)
    return _told(fleet, asked, flight, reports, interrupted=interrupted)


def _told(fleet: Fleet, asked: Asked, flight: Flight, reports: Path, *, interrupted: bool) -> int:
    from conformance.commands.output import tell
    from conformance.fleet import text, writing
    from conformance.fleet.overview import Overview, in_order

    examined, missing = in_order((one.short for one in fleet.establishments), flight.examined)
    told: dict[str, Any] = {"only": list(asked.only), "shard": str(asked.shard or ""), "now": asked.now}
    found = Overview(
        name=fleet.name,
        asked={name: value for name, value in told.items() if value},
        examined=tuple(examined),
        missing=tuple(missing),
        interrupted=interrupted,
    )
    page = writing.write(found, reports)
    for each in text.told(found, str(page)):
        tell(each)
    return found.code
