"""list: the catalogue, one scenario per line."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from conformance.commands.completion import only_these
from conformance.commands.examples import Documented
from conformance.commands.output import tell

if TYPE_CHECKING:
    from conformance.model import Scenario

_EXAMPLES = """
stet-conformance list
stet-conformance list --only AT-TRX-15
stet-conformance list scenarios/own --json
"""


@click.command(
    cls=Documented, examples=_EXAMPLES, name="list", short_help="The scenarios and the requirements they cover."
)
@click.argument("paths", nargs=-1, metavar="[FOLDER|FILE]...")
@only_these
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def command(paths: tuple[str, ...], only: tuple[str, ...], as_json: bool) -> int:
    """List the scenarios: name, requirements, persona and the sentence that is true of a conforming bank."""
    from conformance.commands.scenarios import selected
    from conformance.wording import plural

    found = selected(paths, only)
    if as_json:
        click.echo(_json(found))
        return 0
    width = max((len(scenario.name) for scenario in found), default=0)
    who = max((len(scenario.played_by) for scenario in found), default=0)
    for scenario in found:
        covers = f"  [{', '.join(scenario.covers)}]" if scenario.covers else ""
        tell(f"{scenario.name.ljust(width)}  {scenario.played_by.ljust(who)}  {scenario.title}{covers}")
    click.echo(plural(len(found), "scenario"), err=True)
    return 0


def _json(found: list[Scenario]) -> str:
    """An array of objects in the order of the list; `file` and `line` are where the title stands."""
    from conformance.ledger.lines import dumps

    told = [
        {
            "name": one.name,
            "title": one.title,
            "covers": list(one.covers),
            "persona": one.persona,
            "played_by": one.played_by,
            "scope": one.scope,
            "needs": list(one.needs),
            "file": one.place.file,
            "line": one.place.line,
        }
        for one in found
    ]
    return dumps(told).decode()
