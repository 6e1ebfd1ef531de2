"""explain: what a run would send, and what that costs, without sending it."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from conformance.commands.completion import names
from conformance.commands.examples import Documented
from conformance.commands.output import tell

if TYPE_CHECKING:
    from conformance.model import Scenario
    from conformance.plan import Plan
    from conformance.specs import Cast
    from conformance.target.target import Target


_EXAMPLES = """
stet-conformance explain transactions/two-pages
stet-conformance explain quotas --target my-bank.yaml --now 2026-03-29T21:30
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="What scenarios would send, without sending it.")
@click.argument("only", nargs=-1, metavar="[NAME]...", shell_complete=names)
@click.option("--target", metavar="FILE", help="The target file that describes the bank.")
@click.option("--base-url", metavar="URL", help="The bank's API root, where no target file is needed.")
@click.option("--now", metavar="MOMENT", help="As if it were this moment, e.g. 2026-03-29T21:30 (Paris).")
def command(only: tuple[str, ...], target: str | None, base_url: str | None, now: str | None) -> int:
    """Print the requests of scenarios (by NAME, folder or requirement id), their words filled in, and their cost."""
    from conformance import specs
    from conformance.catalogue import casting
    from conformance.commands.scenarios import selected
    from conformance.plan import beside, cost, note, plan
    from conformance.wording import plural

    aimed, documented = _target(target, base_url), specs.load()
    cast = documented.cast_of(aimed.cast if aimed is not None else None)
    speaks = _speaker(aimed, cast, now)
    tokens: Mapping[str, Mapping[str, str]] = aimed.tokens if aimed else {}
    sent: list[Plan] = []
    out: Counter[str] = Counter()
    for one in (casting.assigned(scenario, cast, documented.cast) for scenario in selected((), only)):
        skipped, short = _not_offered(one, aimed), casting.lacking(one, cast, documented.cast)
        planned = None if short else plan(one, speaks, aimed.base_url if aimed else "")
        if skipped or planned is None:
            out["skipped" if skipped else "blocked"] += 1
            why = f"skipped, nothing is sent: the target does not declare {skipped}"
            _tell(one, planned.lines if planned else (), why if skipped else f"blocked, nothing is sent: {short}")
            continue
        sent.append(planned)
        _tell(one, planned.lines, "; ".join(part for part in (cost([planned], tokens), note(planned)) if part))
    more = "".join(f", {number} more {word}" for word, number in sorted(out.items()))
    tell(f"{plural(len(sent), 'scenario')}: {cost(sent, tokens)}{more}")
    for line in beside(sent, preflight=aimed is not None):
        tell(f"  {line}")
    return 0


def _not_offered(scenario: Scenario, target: Target | None) -> str:
    """What the scenario needs and the target does not offer; the embedded bank is asked by a run itself."""
    return ", ".join(need for need in scenario.needs if target is not None and not target.offers(need))


def _target(file: str | None, url: str | None) -> Target | None:
    import os
    from pathlib import Path

    from conformance.target.load import bare_target, load_target

    if file is not None:
        return load_target(Path(file), os.environ)
    return bare_target(url, os.environ) if url is not None else None


def _speaker(target: Target | None, cast: Cast, now: str | None) -> Any:
    """What words mean to a persona on that day, to that target."""
    from conformance.clock import Clock, moment
    from conformance.words import Vocabulary

    today = Clock(moment(now) if now else None).today
    oauth = _oauth(target)

    def speaks(name: str) -> Vocabulary | None:
        persona = cast.personas.get(name)
        return Vocabulary(persona=persona, cast=cast, today=today, oauth=oauth, memory={}) if persona else None

    return speaks


def _oauth(target: Target | None) -> dict[str, str]:
    """The words that `$oauth.` offers; those that the target does not tell stand for themselves."""
    from conformance.target.address import origin

    names = ("authorize", "token", "revoke", "client_id", "redirect_uri", "redirect_origin", "second_client_id")
    known: dict[str, str | None] = dict.fromkeys(names)
    if target is not None and target.oauth is not None:
        known |= {"authorize": target.oauth.authorize_url, "token": target.oauth.token_url}
        known |= {"revoke": target.oauth.revoke_url, "client_id": target.oauth.client_id}
        known |= {"redirect_uri": target.oauth.redirect_uri, "redirect_origin": origin(target.oauth.redirect_uri)}
    return {name: value or f"$oauth.{name}" for name, value in known.items()}


def _tell(scenario: Scenario, lines: Iterable[str], costs: str) -> None:
    needs = f", needs {', '.join(scenario.needs)}" if scenario.needs else ""
    tell(f"{scenario.name}   {scenario.title}")
    covers = f"covers {', '.join(scenario.covers)}, " if scenario.covers else ""
    others = f", played by {scenario.persona}" if scenario.personas else ""
    tell(f"  {covers}as {scenario.played_by} ({scenario.scope}){others}{needs}")
    for line in lines:
        tell(f"    {line}")
    tell(f"  {costs}\n")
