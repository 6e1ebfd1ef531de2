"""lint: read every scenario, send nothing, tell every mistake."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

import click


@click.command(short_help="Check scenario files without a network.")
@click.argument("paths", nargs=-1, metavar="[FOLDER|FILE]...")
def command(paths: tuple[str, ...]) -> int:
    """Check the scenarios in FOLDERs or FILEs (the shipped ones and ./scenarios): every mistake with its place.

    With the shipped ones goes the table of places: a cell that no scenario claims and no reason explains is a mistake.
    """
    from conformance import catalogue, specs
    from conformance.commands.scenarios import folders
    from conformance.errors import ExitCode, Mistakes
    from conformance.report import places
    from conformance.wording import plural

    among = folders(paths)
    found = catalogue.load(among, specs.load())
    home = specs.scenarios_folder().resolve()
    if home in [folder.resolve() for folder in among]:
        shipped = catalogue.load([home], specs.load())
        if wrong := list(places.mistakes(places.fill(specs.places(), shipped))):
            raise Mistakes(wrong)
    if not found:
        click.echo("no scenario found: its first line names our schema, see scenarios/README.md", err=True)
        return ExitCode.MISTAKE
    click.echo(f"{plural(len(found), 'scenario')}, no mistake")
    return 0
