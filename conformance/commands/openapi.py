"""openapi: the description of the API, as one document that any tool reads."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.examples import Documented

_EXAMPLES = """
stet-conformance openapi > api.json
stet-conformance openapi --output api.json
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="The API in the words of OpenAPI, in one document.")
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write it there instead."
)
def command(output: Path | None) -> int:
    """Print the description of the API (OpenAPI 3.1, JSON) with every schema in it.

    Mocks, viewers and client generators read it, also those that follow no reference into another file.
    """
    import orjson

    from conformance import specs
    from conformance.specs.openapi import bundled

    text = orjson.dumps(bundled(specs.specs_folder()), option=orjson.OPT_INDENT_2).decode() + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(str(output))
    return 0
