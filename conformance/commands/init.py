"""init: what a project needs that examines a bank: a target, a first scenario, the grammars for its editor, CI."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.examples import Documented, typed

if TYPE_CHECKING:
    from conformance.commands.templates import Answers

_SANDBOX = "http://127.0.0.1:8089/stet/psd2/v1.4.2"
_CI = ("github", "gitlab", "both", "none")
_EXAMPLES = """
stet-conformance init
stet-conformance init --base-url https://bank.example/stet/psd2/v1.4.2
stet-conformance init my-project --name "My bank" --ci gitlab
stet-conformance init --schemas
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Write a target, a first scenario, schemas and CI.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".", metavar="[DIR]")
@click.option("--name", metavar="NAME", help="How reports call the bank (its host).")
@click.option("--base-url", metavar="URL", help="The bank's API root; asked for where it is not given.")
@click.option("--authorize-url", metavar="URL", help="Where customers log in (beside the version of the API).")
@click.option("--token-url", metavar="URL", help="Where codes become tokens (beside the version of the API).")
@click.option("--client-id", metavar="ID", help="Who asks: PSDFR-ACPR-…, or what the registration gave.")
@click.option("--redirect-uri", metavar="URL", help="The callback, exactly as it is registered.")
@click.option("--ci", type=click.Choice(_CI), help="Whose pipeline to write; asked for where it is not given.")
@click.option("--schemas", is_flag=True, help="The schemas alone, over those of an earlier version.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    folder: Path,
    name: str | None,
    base_url: str | None,
    authorize_url: str | None,
    token_url: str | None,
    client_id: str | None,
    redirect_uri: str | None,
    ci: str | None,
    schemas: bool,
    force: bool,
) -> int:
    """Write into DIR what a project needs that examines a bank: a target file, a scenario of your own to begin with,
    the JSON schemas by which an editor completes and checks both, an ignore file, and a pipeline.

    Questions are asked in a terminal only, and only for what no option says. A file that is there stays as it is.
    """
    from conformance.commands.templates import files, schema_files
    from conformance.errors import Unreachable

    if schemas:
        wanted, force = schema_files(), True
    else:
        given = {"authorize_url": authorize_url, "token_url": token_url, "client_id": client_id}
        answers = _answers(name, base_url, ci, {**given, "redirect_uri": redirect_uri})
        wanted = files(answers)
    try:
        kept = [path for path in wanted if not force and (folder / path).exists()]
        for path, text in wanted.items():
            if path not in kept:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Unreachable(f"{error.filename or folder} cannot be written: {error.strerror}") from None
    for path in wanted:
        told = "was there, and stays as it is (--force writes over it)" if path in kept else "written"
        click.echo(f"{(folder / path).as_posix()}   {told}")
    if not schemas:
        click.echo(_next(folder))
    return 0


def _answers(name: str | None, base_url: str | None, ci: str | None, oauth: dict[str, str | None]) -> Answers:
    """What the files are about, asked for where nobody has said. Raises Mistakes and UsageError."""
    from conformance.commands.templates import Answers
    from conformance.errors import mistake
    from conformance.target.address import base_address

    person = sys.stdin.isatty()
    if base_url is None and not person:
        raise click.UsageError("which bank? --base-url URL says so where nobody can be asked")
    if base_url is None:
        base_url = str(click.prompt("The bank's API root (unless you say: stet-conformance sandbox)", default=_SANDBOX))
    if ci is None:
        asked = click.prompt("Whose pipeline", type=click.Choice(_CI), default="none") if person else "none"
        ci = str(asked)
    url, wrong = base_address(base_url)
    if wrong:
        raise mistake(f"the base URL {wrong}", hint="https://host/stet/psd2/v1.4.2")
    return Answers.of(url, name=name, ci=ci, oauth=oauth)


def _next(folder: Path) -> str:
    """What to type next; a folder that is not this one has to be entered first."""
    enter = [] if folder == Path() else [f"cd {typed(folder)}"]
    lines = [
        *enter,
        "stet-conformance doctor --target my-bank.yaml      # does the bank answer, does a login work?",
        "stet-conformance run --target my-bank.yaml         # the shipped scenarios and yours",
        "stet-conformance lint                              # mistakes in your scenarios, with line and column",
    ]
    return "\nNext:\n" + "\n".join(f"  {line}" for line in lines)
