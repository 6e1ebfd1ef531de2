"""lint: read every scenario, and a target with its list of known deviations; send nothing, tell every mistake."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from conformance.commands.examples import Documented

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.deviations import Deviation
    from conformance.errors import Mistake
    from conformance.model import Scenario

_Read = TypeVar("_Read")


_EXAMPLES = """
stet-conformance lint
stet-conformance lint scenarios
stet-conformance lint --target my-bank.yaml
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Check scenario files without a network.")
@click.argument("paths", nargs=-1, metavar="[FOLDER|FILE]...")
@click.option("--target", metavar="FILE", help="Check this target file too, its cast and its known deviations.")
def command(paths: tuple[str, ...], target: str | None) -> int:
    """Check the scenarios in FOLDERs or FILEs (the shipped ones and ./scenarios): every mistake with its place.

    With the shipped ones goes the table of places: a cell that no scenario claims and no reason explains is a mistake.
    With --target, exits with 5 where nothing is wrong but that a known deviation has expired.
    """
    from conformance import catalogue, specs
    from conformance.catalogue import renames
    from conformance.commands.scenarios import FIRST_LINE, folders
    from conformance.deviations import warnings
    from conformance.errors import ExitCode, Mistakes
    from conformance.wording import plural

    mistakes: list[Mistake] = []
    no_scenarios: tuple[Scenario, ...] = ()
    among = folders(paths)
    found = _gathered(lambda: catalogue.load(among, specs.load()), no_scenarios, mistakes)
    mistakes += _unclaimed_places(among)
    whole = not mistakes and not paths
    no_deviations: tuple[Deviation, ...] = ()
    written = _gathered(lambda: _listed(target), no_deviations, mistakes)
    listed, remarks = renames.deviating(written, renames.load())
    mistakes += _misplaced(listed, found, whole=whole) if listed else ()
    if mistakes:
        raise Mistakes(mistakes)
    if not found:
        click.echo(f"no scenario found ({FIRST_LINE})", err=True)
        return ExitCode.MISTAKE
    expired = _expired(listed)
    for remark in (*remarks, *warnings(listed), *expired):
        click.echo(f"hint: {remark}", err=True)
    deviations = f", {plural(len(listed), 'known deviation')}" if listed else ""
    click.echo(f"{plural(len(found), 'scenario')}{deviations}, no mistake")
    return ExitCode.STALE if expired else ExitCode.CONFORM


def _unclaimed_places(among: Sequence[Path]) -> list[Mistake]:
    """The cells of the table of places that nothing stands in, where the shipped scenarios are among those read."""
    from conformance import catalogue, specs
    from conformance.errors import Mistakes
    from conformance.report import places

    home = specs.scenarios_folder().resolve()
    if home not in [folder.resolve() for folder in among]:
        return []
    try:
        shipped = catalogue.load([home], specs.load())
    except Mistakes:
        return []  # they are told already
    return list(places.mistakes(places.fill(specs.places(), shipped)))


def _gathered(read: Callable[[], _Read], instead: _Read, mistakes: list[Mistake]) -> _Read:
    """What is read; `instead` where something is wrong with it, which is added to the mistakes."""
    from conformance.errors import Mistakes

    try:
        return read()
    except Mistakes as wrong:
        mistakes.extend(wrong.mistakes)
        return instead


def _listed(file: str | None) -> tuple[Deviation, ...]:
    """The known deviations of a target file. Raises Mistakes where it, its cast or its list is wrong."""
    import os
    from pathlib import Path

    from conformance import deviations, specs
    from conformance.errors import Mistakes
    from conformance.target.load import load_target

    if file is None:
        return ()
    promised, mistakes = specs.load(), list["Mistake"]()
    target = load_target(Path(file), os.environ, tuple(promised.cast.personas))
    _gathered(lambda: promised.cast_of(target.cast), promised.cast, mistakes)
    none: tuple[Deviation, ...] = ()
    listed = _gathered(lambda: deviations.load(target.deviations) if target.deviations else none, none, mistakes)
    if mistakes:
        raise Mistakes(mistakes)
    return listed


def _misplaced(listed: Sequence[Deviation], found: Sequence[Scenario], *, whole: bool) -> Sequence[Mistake]:
    """What the entries of a list speak of and there is not."""
    from conformance import catalogue, rules, specs
    from conformance.catalogue.deviating import misplaced

    register = {**specs.load().register, **catalogue.own_requirements(found)}
    claims = {rule.name: rule.claims for rule in rules.load()}
    return tuple(misplaced(listed, found, claims, register, whole=whole))


def _expired(listed: Sequence[Deviation]) -> list[str]:
    """The entries whose day is over, each with its place."""
    from conformance.clock import Clock

    today = Clock(None).today
    return [
        f"{one.at('expires')}: the deviation of {one.about} expired on {one.expires}: take it out, or renew it"
        for one in listed
        if one.expires < today
    ]
