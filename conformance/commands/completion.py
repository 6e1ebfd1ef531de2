"""What a shell completes: names of scenarios and folders, by their files; and the option that takes some of them."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

import click


def names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's own
    """The scenarios below the folder that is typed so far, and the folders there."""
    from conformance.catalogue.files import yaml_files
    from conformance.specs import scenarios_folders

    found: set[str] = set()
    for folder in scenarios_folders():
        for file in yaml_files(folder)[0]:
            name = file.relative_to(folder).with_suffix("").as_posix()
            if name.startswith(incomplete):
                head, slash, _ = name[len(incomplete) :].partition("/")
                found.add(incomplete + head + slash)
    return sorted(found)


only_these = click.option(
    "-k",
    "--only",
    multiple=True,
    metavar="NAME",
    shell_complete=names,
    help="Only this scenario, folder or requirement id, by its whole name (repeat); pytest's -k takes parts.",
)
"""The option of a command that takes some of the scenarios."""
