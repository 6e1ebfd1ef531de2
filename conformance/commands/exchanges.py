"""exchanges: what was sent and what came back, from a ledger."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

import sys

import click

from conformance.commands.completion import names
from conformance.commands.examples import Documented

_EXAMPLES = """
stet-conformance exchanges reports 1
stet-conformance exchanges reports/ledger.jsonl transactions/two-pages
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Print exchanges of a ledger.")
@click.argument("ledger", type=click.Path())
@click.argument("wanted", nargs=-1, required=True, metavar="NAME|NUMBER...", shell_complete=names)
def command(ledger: str, wanted: tuple[str, ...]) -> int:
    """Print the requests and answers of scenarios (by NAME) and exchanges (by NUMBER), as LEDGER has them.

    Below each stands the curl line that sends the request again; `export` has those of a whole scenario as a script.
    """
    from pathlib import Path

    from conformance.errors import Mistake, Mistakes
    from conformance.grammar import did_you_mean
    from conformance.ledger.folder import ledger_at
    from conformance.ledger.ledger import read
    from conformance.model import Exchange
    from conformance.report.curl import ELSEWHERE, astray, replay, without_credentials
    from conformance.report.transcript import request_text, response_text
    from conformance.visible import visible

    story = read(ledger_at(Path(ledger)))
    known: dict[str, tuple[Exchange, ...]] = {str(number): (exchange,) for number, exchange in story.exchanges.items()}
    known |= {entry.verdict.scenario.name: entry.verdict.exchanges for entry in story.entries}
    counted = f"exchanges are counted from 1 to {len(story.exchanges)}"
    unknown = [
        Mistake(
            place=None,
            says=f"{ledger} tells of no scenario and no exchange called {one}",
            hint=counted if one.isdecimal() else did_you_mean(one, known),
        )
        for one in wanted
        if one not in known
    ]
    if unknown:
        raise Mistakes(unknown)
    for one in wanted:
        for exchange in known[one]:
            took = f"{exchange.elapsed_ms:.0f} ms" + (f", {exchange.note}" if exchange.note else "")
            click.echo(f"--- exchange {exchange.number}, {exchange.at.isoformat(timespec='seconds')}, {visible(took)}")
            click.echo(visible(f">>> {request_text(exchange.call, sys.maxsize)}"))
            came = response_text(exchange, sys.maxsize) if exchange.answered else "no answer came"
            click.echo(visible(f"\n<<< {came}\n"))
            call = exchange.call
            if astray(call, story.header["target"]["base_url"]):
                click.echo(f"# {ELSEWHERE}")
                call = without_credentials(call)
            click.echo(visible(f"{replay(call)}\n"))
    return 0
