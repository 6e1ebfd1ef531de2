"""prove: every named fault must be caught, no harmless difference may be."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.proof.trial import Trial
    from conformance.target.target import Target


@contextmanager
def bank(folder: Path | None, trial: Trial) -> Iterator[Target]:
    """The bank of a trial, as a target that offers all it can do; `folder` holds its certificates."""
    from conformance import embedded

    running, target = embedded.start(
        faults=trial.faults, variations=trial.variations, certificates=folder if trial.secured else None
    )
    try:
        yield target
    finally:
        running.stop()


@click.command(short_help="Measure the sharpness of the catalogue.")
@click.option("--full", is_flag=True, help="Play the whole catalogue against every fault.")
@click.option("--fault", "faults", multiple=True, metavar="NAME", help="Only this fault (repeat).")
@click.option("--variation", "variations", multiple=True, metavar="NAME", help="Only this variation (repeat).")
@click.option("-n", "workers", type=click.IntRange(1), metavar="WORKERS", help="Processes; all cores unless said.")
@click.option("--json", "file", type=click.Path(dir_okay=False), metavar="FILE", help="The matrix as JSON.")
@click.option("--record", is_flag=True, help="Keep the score, for every later report to tell.")
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    full: bool,
    faults: tuple[str, ...],
    variations: tuple[str, ...],
    workers: int | None,
    file: str | None,
    record: bool,
) -> int:
    """Play the scenarios against a bank that is wrong in every named way, and one that is harmlessly different.

    Exit code 0 only where every fault is caught by what covers the promises that it breaks, a finding names one of
    them, and nothing else is; of the whole only where a reader sees what to mend first too: at most two causes of 85 %
    of the faults, the right promise first of 90 %, and two faults of different chapters never told as one.
    """
    import time
    from functools import partial
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import orjson

    from conformance import catalogue, specs
    from conformance.certificates import issuing
    from conformance.commands.scenarios import folders
    from conformance.errors import ExitCode, mistake
    from conformance.proof import score
    from conformance.proof.matrix import matrix
    from conformance.proof.plan import plan, plan_pairs
    from conformance.proof.text import document, render
    from conformance.proof.workers import conducted

    if record and (faults or variations):
        raise mistake("only a whole proof is kept", hint="leave out --fault and --variation beside --record")
    started = time.perf_counter()
    promised, places = specs.load(), [Path(folder) for folder in folders(())]
    scenarios = catalogue.load(places, promised)
    broken, different = _chosen(faults, variations)
    whole = not (faults or variations)
    trials = plan(scenarios, broken, different, full=full)
    if whole:
        trials += plan_pairs(scenarios, broken, {key: one.chapter for key, one in promised.register.items()})
    with TemporaryDirectory() as folder:
        if any(trial.secured for trial in trials):
            issuing.issue(Path(folder))
        results = list(conducted(trials, places, partial(bank, Path(folder)), workers))
    proof, elapsed_s = matrix(results, scenarios, promised.register), time.perf_counter() - started
    click.echo(render(proof, elapsed_s, whole=whole))
    if file is not None:
        _write(Path(file), orjson.dumps(document(proof, elapsed_s), option=orjson.OPT_INDENT_2))
    if record:
        counts = {
            "faults": len(proof.faults),
            "caught": len(proof.caught),
            "variations": len(proof.variations),
            "false_alarms": len(proof.alarms),
        }
        click.echo(f"kept in {score.record(promised.folder, specs.scenarios_folder(), counts)}")
    return ExitCode.CONFORM if proof.perfect and (proof.clear or not whole) else ExitCode.NOT_CONFORM


def _chosen(faults: tuple[str, ...], variations: tuple[str, ...]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The faults with what they break, and the variations; all of both unless some are named."""
    from conformance.errors import mistake
    from conformance.sandbox.differences import select_names
    from conformance.sandbox.faults import FAULTS
    from conformance.sandbox.variations import VARIATIONS

    try:
        wrong = select_names(faults, FAULTS, "fault")
        other = select_names(variations, VARIATIONS, "variation")
    except ValueError as error:
        raise mistake(str(error)) from None
    if not faults and not variations:
        wrong, other = list(FAULTS), list(VARIATIONS)
    return {name: FAULTS[name].breaks for name in wrong}, other


def _write(file: Path, content: bytes) -> None:
    from conformance.errors import Unreachable

    try:
        file.write_bytes(content)
    except OSError as error:
        raise Unreachable(f"{file} cannot be written: {error.strerror}") from None
