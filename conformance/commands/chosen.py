"""The scenarios that a command is about."""

from __future__ import annotations

from collections.abc import Sequence

import click

from conformance import catalogue, specs
from conformance.catalogue import renames
from conformance.catalogue.selection import chosen, unmatched
from conformance.commands.where import folders
from conformance.errors import Mistake, Mistakes
from conformance.model import Scenario


def scenarios(paths: Sequence[str], only: Sequence[str]) -> list[Scenario]:
    """Those below some paths, narrowed to some names. Raises Mistakes where a file or a name is wrong."""
    found = catalogue.load(folders(paths), specs.load())
    if not only:
        return list(found)
    words, warnings = renames.selected(only, found, renames.load())
    for warning in warnings:
        click.echo(f"hint: {warning}", err=True)
    lost = [Mistake(place=None, says=f"nothing is called `{one}`", hint=hint) for one, hint in unmatched(found, words)]
    if lost:
        raise Mistakes(lost)
    names = chosen(found, words)
    return [scenario for scenario in found if scenario.name in names]
