"""explain: what a run would send, and what that costs, without sending it."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from conformance.plan import Plan
    from conformance.target.target import Target


@click.command(short_help="What scenarios would send, without sending it.")
@click.argument("only", nargs=-1, metavar="[NAME]...")
@click.option("--target", metavar="FILE", help="The target file that describes the bank.")
@click.option("--base-url", metavar="URL", help="The bank's API root, where no target file is needed.")
@click.option("--now", metavar="MOMENT", help="As if it were this moment, e.g. 2026-03-29T21:30 (Paris).")
def command(only: tuple[str, ...], target: str | None, base_url: str | None, now: str | None) -> int:
    """Print the requests of scenarios (by NAME, folder or requirement id), their words filled in, and their cost."""
    from conformance.commands.scenarios import selected
    from conformance.plan import beside, cost, note, plan
    from conformance.wording import plural

    aimed = _target(target, base_url)
    speaks = _speaker(aimed, now)
    plans = [plan(one, speaks, aimed.base_url if aimed else "") for one in selected((), only)]
    tokens: Mapping[str, Mapping[str, str]] = aimed.tokens if aimed else {}
    sent = [one for one in plans if not _lacking(one, aimed)]
    for one in plans:
        lacking = _lacking(one, aimed)
        costs = f"skipped, nothing is sent: the target does not declare {lacking}" if lacking else cost([one], tokens)
        _tell(one, "; ".join(part for part in (costs, "" if lacking else note(one)) if part))
    skipped = f", {len(plans) - len(sent)} more skipped" if len(sent) < len(plans) else ""
    click.echo(f"{plural(len(sent), 'scenario')}: {cost(sent, tokens)}{skipped}")
    for line in beside(sent, preflight=aimed is not None):
        click.echo(f"  {line}")
    return 0


def _lacking(one: Plan, target: Target | None) -> str:
    """What the scenario needs and the target does not offer; the embedded bank is asked by a run itself."""
    return ", ".join(need for need in one.scenario.needs if target is not None and not target.offers(need))


def _target(file: str | None, url: str | None) -> Target | None:
    import os
    from pathlib import Path

    from conformance.target.load import bare_target, load_target

    if file is not None:
        return load_target(Path(file), os.environ)
    return bare_target(url, os.environ) if url is not None else None


def _speaker(target: Target | None, now: str | None) -> Any:
    """What words mean to a persona on that day, to that target."""
    from conformance import specs
    from conformance.clock import Clock, moment
    from conformance.words import Vocabulary

    known = specs.load()
    cast = specs.read_cast(target.cast) if target is not None and target.cast else known.cast
    today = Clock(moment(now) if now else None).today
    oauth = _oauth(target)

    def speaks(persona: str) -> Vocabulary:
        return Vocabulary(persona=cast.personas[persona], cast=cast, today=today, oauth=oauth, memory={})

    return speaks


def _oauth(target: Target | None) -> dict[str, str]:
    """The words that `$oauth.` offers; those that the target does not tell stand for themselves."""
    names = ("authorize", "token", "revoke", "client_id", "redirect_uri", "second_client_id")
    known: dict[str, str | None] = dict.fromkeys(names)
    if target is not None and target.oauth is not None:
        known |= {"authorize": target.oauth.authorize_url, "token": target.oauth.token_url}
        known |= {"revoke": target.oauth.revoke_url, "client_id": target.oauth.client_id}
        known |= {"redirect_uri": target.oauth.redirect_uri}
    return {name: value or f"$oauth.{name}" for name, value in known.items()}


def _tell(one: Plan, costs: str) -> None:
    scenario = one.scenario
    needs = f", needs {', '.join(scenario.needs)}" if scenario.needs else ""
    click.echo(f"{scenario.name}   {scenario.title}")
    covers = f"covers {', '.join(scenario.covers)}, " if scenario.covers else ""
    click.echo(f"  {covers}as {scenario.persona} ({scenario.scope}){needs}")
    for line in one.lines:
        click.echo(f"    {line}")
    click.echo(f"  {costs}\n")
