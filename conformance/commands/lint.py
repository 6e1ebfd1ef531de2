"""lint: read every scenario, send nothing, tell every mistake."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

import click


@click.command(short_help="Check scenario files without a network.")
@click.argument("paths", nargs=-1, metavar="[FOLDER|FILE]...")
def command(paths: tuple[str, ...]) -> int:
    """Check the scenarios in FOLDERs or FILEs (the shipped ones and ./scenarios): every mistake with its place."""
    from conformance import catalogue, specs
    from conformance.commands.scenarios import folders
    from conformance.errors import ExitCode
    from conformance.wording import plural

    found = catalogue.load(folders(paths), specs.load())
    if not found:
        click.echo("no scenario found: its first line names our schema, see scenarios/README.md", err=True)
        return ExitCode.MISTAKE
    click.echo(f"{plural(len(found), 'scenario')}, no mistake")
    return 0
