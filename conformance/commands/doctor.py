"""doctor: can a run reach this bank, and if not, what is to be mended?"""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.examples import Documented

_EXAMPLES = """
stet-conformance doctor --target my-bank.yaml
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Look for what would keep a run from reaching a bank.")
@click.option("--target", required=True, metavar="FILE", help="The target file that describes the bank.")
def command(target: str) -> int:
    """Check names, TLS, certificates, clocks, addresses and each login of a target, and say what to fix.

    Exits with 0 where nothing to fix: a run can start, with 3 where it cannot.
    """
    from conformance import doctor, specs
    from conformance.clock import Clock
    from conformance.commands.output import tell
    from conformance.errors import ExitCode
    from conformance.target.load import load_target
    from conformance.world import assemble

    wrong = 0
    with assemble(load_target(Path(target)), specs.load(), Clock(None)) as world:
        for hint in world.target.hints:
            tell(f"note   {hint}")
        for remark in doctor.examine(world):
            wrong += not remark.well
            line = world.secrets.mask(f"{remark.what}: {remark.says}")
            tell(f"{'ok    ' if remark.well else 'FIX   '} {line}")
            if not remark.well and remark.advice:
                tell(f"         {remark.advice}")
    click.echo("nothing to fix: a run can start" if not wrong else f"{wrong} to fix")
    return ExitCode.COULD_NOT_RUN if wrong else ExitCode.CONFORM
