"""history: what runs of banks came to over time."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.examples import Documented
from conformance.late import pattern

_EXAMPLES = """
stet-conformance history history.sqlite
stet-conformance history history.sqlite --bank BPGO --trend AT-TRX-15
stet-conformance history history.sqlite --export csv -o history.csv
"""

_ID = pattern(r"[A-Za-z]{2,}[0-9]*(-[A-Za-z0-9]+)+")
"""How the id of a requirement is spelt; anything else is words."""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="What runs of banks came to over time.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--bank", multiple=True, metavar="NAME", help="Only runs of this bank (repeat).")
@click.option("--trend", metavar="WHAT", help="A requirement, or words of a cause, over time.")
@click.option(
    "--export", "form", type=click.Choice(("json", "csv")), help="For programs: all (json); words and times (csv)."
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there.")
def command(file: Path, bank: tuple[str, ...], trend: str | None, form: str | None, output: Path | None) -> int:
    """List the runs that `run --history FILE` and `fleet --history FILE` have kept, the oldest first.

    Each with its word, and which requirements stand otherwise than on the last run of the same bank.
    """
    import orjson

    from conformance.commands.output import deliver
    from conformance.errors import mistake
    from conformance.history import database, kept, telling

    if trend is not None and form is not None:
        raise click.UsageError("--trend and --export exclude each other")
    runs = database.read(file)
    missing = [name for name in bank if name not in {run.bank for run in runs}]
    if missing:
        names = ", ".join(sorted({run.bank for run in runs}))
        raise mistake(f"the history has no run of {', '.join(missing)}", hint=f"it has {names or 'none'}")
    runs = tuple(run for run in runs if not bank or run.bank in bank)
    if trend is not None and _ID.fullmatch(trend) and not telling.knows(runs, trend):
        hint = "an id like AT-TRX-15 (`stet-conformance explain` knows all), or words of a cause"
        raise mistake(f"--trend {trend}: no run that is kept says anything about it", hint=hint)
    if form == "csv":
        text = telling.table(runs)
    elif form == "json":
        text = orjson.dumps(kept.figures(runs), option=orjson.OPT_INDENT_2).decode() + "\n"
    else:
        found = telling.lines(runs) if trend is None else telling.trend(runs, trend)
        text = "".join(f"{line}\n" for line in found)
    deliver(text, output)
    return 0
