"""login: one persona logs in; where that takes a person, the tokens are kept so that a later run needs nobody."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.examples import Documented

if TYPE_CHECKING:
    from conformance.target.target import Target
    from conformance.tokens.tokens import Authorize
    from conformance.world import World


_EXAMPLES = """
stet-conformance login --target my-bank.yaml --persona marc
stet-conformance login --target my-bank.yaml --persona marc --scope piisp
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Log a persona in and keep the tokens for later runs.")
@click.option("--persona", required=True, metavar="NAME", help="Who logs in: marc, adam, …")
@click.option("--scope", type=click.Choice(["aisp", "piisp"]), default="aisp", show_default=True)
@click.option("--target", required=True, metavar="FILE", help="The target file that describes the bank.")
def command(persona: str, scope: str, target: str) -> int:
    """Log a persona in at the bank. Where the target file says `login: {kind: person}` (and for a live bank) you do it
    yourself in your browser, and the tokens are kept in a file that only you may read, until they end.
    """
    from conformance import specs
    from conformance.clock import Clock
    from conformance.target.load import load_target
    from conformance.tokens import store
    from conformance.world import assemble

    aimed = load_target(Path(target))
    with assemble(aimed, specs.load(), Clock(None)) as world:
        _known(persona, world)
        by_person = aimed.login.kind == "person"
        if by_person:
            world.tokens.log_in_by(_person(aimed))
        token = world.tokens.obtain(persona, scope)
        until = f"until {token.expires.astimezone():%Y-%m-%d %H:%M}" if token.expires else "without saying how long"
        click.echo(f"{persona} is logged in: {aimed.name} gave a token of scope {scope} {until}")
        if not by_person:
            click.echo(f"nothing is kept: a run logs {persona} in by itself (login.kind: {aimed.login.kind})")
            return 0
        file = store.place(aimed)
        store.write(file, {**store.read(file), (persona, scope): token})
        click.echo(f"kept in {file}; {'a run renews it' if token.refresh else 'there is no refresh token to renew it'}")
    return 0


def _known(persona: str, world: World) -> None:
    from conformance.errors import mistake
    from conformance.grammar import did_you_mean

    if persona not in world.cast.personas:
        hint = did_you_mean(persona, world.cast.personas) or f"there are {', '.join(world.cast.personas)}"
        raise mistake(f"unknown persona `{persona}`", hint=hint)


def _person(target: Target) -> Authorize:
    import webbrowser

    from conformance.login import person

    def ask(text: str) -> str:
        return str(click.prompt(text, prompt_suffix=""))

    console = person.Console(say=click.echo, ask=ask, show=webbrowser.open)
    return lambda _, params: person.authorize(target, params, console)
