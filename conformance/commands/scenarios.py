"""Which scenarios a command means: the shipped ones and the user's own, unless it is told others."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.model import Scenario


FIRST_LINE = "the first line of one is `# yaml-language-server: $schema=…/scenario.schema.json`"
"""What a file lacks that is taken for no scenario."""


def folders(given: Sequence[str | Path], *, hint: str = "") -> list[Path]:
    """The folders and files to look in; the id of an item, as pytest prints it, is its file.

    Raises Mistakes where one is not there.
    """
    from conformance import specs
    from conformance.errors import Mistake, Mistakes
    from conformance.specs.folders import scenario_file

    if not given:
        return specs.scenarios_folders()
    paths = [scenario_file(str(path).partition("::")[2]) or Path(path) for path in given]
    missing = [
        Mistake(place=None, says=f"there is no file or folder {path}", hint=hint) for path in paths if not path.exists()
    ]
    if missing:
        raise Mistakes(missing)
    return paths


def selected(paths: Sequence[str], only: Sequence[str]) -> list[Scenario]:
    """Those below some paths, narrowed to some names; what an old name means today is said on standard error.

    Raises Mistakes where a file or a name is wrong.
    """
    import click

    from conformance import catalogue, specs
    from conformance.catalogue import renames
    from conformance.catalogue.selection import chosen, unmatched
    from conformance.errors import Mistake, Mistakes

    found = catalogue.load(folders(paths), specs.load())
    if not only:
        return list(found)
    words, warnings = renames.selected(only, found, renames.load())
    for warning in warnings:
        click.echo(f"hint: {warning}", err=True)
    unknown = [
        Mistake(place=None, says=f"no scenario, folder or requirement is called `{word}`", hint=hint)
        for word, hint in unmatched(found, words)
    ]
    if unknown:
        raise Mistakes(unknown)
    names = chosen(found, words)
    return [scenario for scenario in found if scenario.name in names]
