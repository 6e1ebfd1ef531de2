"""export: what was sent for a scenario, as a shell script or an .http file."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.completion import names
from conformance.commands.examples import Documented

if TYPE_CHECKING:
    from conformance.ledger.ledger import Story
    from conformance.model import Exchange
    from conformance.target.target import Target

_EXAMPLES = """
stet-conformance export curl transactions/two-pages -o two-pages.sh
stet-conformance export curl transactions/two-pages --target my-bank.yaml
stet-conformance export http 2203 --ledger today -o again.http
"""


@click.command(
    cls=Documented,
    examples=_EXAMPLES,
    short_help="A scenario's requests as a script or an .http file.",
)
@click.argument("form", type=click.Choice(["curl", "http"]), metavar="curl|http")
@click.argument("scenario", metavar="SCENARIO|NUMBER", shell_complete=names)
@click.option(
    "--ledger", default="reports", show_default=True, metavar="FILE|DIR", help="The ledger that tells what was sent."
)
@click.option("--target", metavar="FILE", help="The target file, for the paths of certificate, key and authority.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Instead of standard output.")
def command(form: str, scenario: str, ledger: str, target: str | None, output: Path | None) -> int:
    """Print what was sent for SCENARIO, its stage included, so that it can be sent again without this harness.

    `curl` is a shell script, `http` a file for the HTTP clients of JetBrains and VS Code. Tokens are variables of the
    environment (STET_TOKEN_MARC_AISP), which none takes to another host than the bank's; a request in which a value
    is masked is a comment. The script signs anew what was signed, with openssl and the key that STET_QSEAL_KEY or the
    target names. NUMBER: that exchange alone.
    """
    import os

    from conformance.commands.output import deliver
    from conformance.ledger.folder import ledger_at
    from conformance.ledger.ledger import read
    from conformance.report.curl import script
    from conformance.report.http_file import http_file
    from conformance.report.sent import signed_wrongly
    from conformance.target.load import load_target

    story = read(ledger_at(Path(ledger)))
    title, sent = _wanted(story, scenario)
    aimed: Target | None = load_target(Path(target), os.environ) if target is not None else None
    base_url = str(story.header["target"]["base_url"])
    about, tls = _about(story), aimed.tls if aimed is not None else None
    if form == "http":
        text = http_file(title, about, sent, base_url)
    else:
        key = aimed.signature.key if aimed is not None and aimed.signature is not None else None
        flawed = signed_wrongly(story.entries)
        text = script(title, about, sent, tls, key=key, flawed=flawed, base_url=base_url)
    deliver(text, output)
    if output is not None and form == "curl":
        output.chmod(output.stat().st_mode | 0o111)
    return 0


def _wanted(story: Story, name: str) -> tuple[str, list[Exchange]]:
    """The title of what was meant, and its exchanges. Raises Mistakes."""
    from conformance.errors import mistake
    from conformance.grammar import did_you_mean
    from conformance.report.sent import sent_for

    if name.isdecimal() and int(name) in story.exchanges:
        one = story.exchanges[int(name)]
        return f"exchange {name}" + (f" of {one.asker.scenario}" if one.asker.scenario else ""), [one]
    titles = {entry.verdict.scenario.name: entry.verdict.scenario.title for entry in story.entries}
    if name not in titles:
        hint = did_you_mean(name, titles)
        raise mistake(f"{story.path} tells of no scenario and no exchange called {name}", hint=hint)
    sent = sent_for(name, story.exchanges)
    if not sent:
        raise mistake(
            f"{story.path} tells of nothing that was sent for {name}", hint="was it skipped, or is it a rule?"
        )
    return f"{name}: {titles[name]}", sent


def _about(story: Story) -> list[str]:
    """Where it comes from, and what was filled in."""
    from conformance.report.summary import when

    head = story.header
    return [
        f"{head['target']['name']} at {head['target']['base_url']}",
        f"As it was sent on {when(head['started'])}, run {head.get('run', 'without an id')}; dates are of that day.",
        "Personal data is masked in this ledger." if head.get("personal_data") else "",
    ]
