"""prove: every named fault must be caught, no harmless difference may be."""
# ruff: noqa: PLC0415 - a door: what a command needs is imported when it is called

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.client.target import Target


@contextmanager
def bank(faults: tuple[str, ...], variations: tuple[str, ...]) -> Iterator[Target]:
    """The embedded bank with these faults and variations, as a target that offers all it can do."""
    from dataclasses import replace

    from conformance import sandbox
    from conformance.client.target import Features, bare_target

    running = sandbox.start(faults=faults, variations=variations)
    try:
        target = bare_target(running.base_url, {})
        features = Features(
            piisp=True, quotas=True, clock=True, revocation=True, batch=True, fallback=True, refusal=True
        )
        oauth = target.oauth and replace(target.oauth, revoke_url=target.oauth.token_url.replace("/token", "/revoke"))
        yield replace(target, features=features, oauth=oauth, quotas_url=f"{running.origin}/_sandbox/quotas")
    finally:
        running.stop()


@click.command(short_help="Measure the sharpness of the catalogue.")
@click.option("--full", is_flag=True, help="Play the whole catalogue against every fault.")
@click.option("--fault", "faults", multiple=True, metavar="NAME", help="Only this fault (repeat).")
@click.option("--variation", "variations", multiple=True, metavar="NAME", help="Only this variation (repeat).")
@click.option("-n", "workers", type=click.IntRange(1), metavar="WORKERS", help="Processes; all cores unless said.")
@click.option("--json", "file", type=click.Path(dir_okay=False), metavar="FILE", help="The matrix as JSON.")
def command(
    full: bool, faults: tuple[str, ...], variations: tuple[str, ...], workers: int | None, file: str | None
) -> int:
    """Play the scenarios against a bank that is wrong in every named way, and one that is harmlessly different.

    Exit code 0 only where every fault is caught by a scenario that covers what it breaks, and nothing else is.
    """
    import time
    from pathlib import Path

    import orjson

    from conformance import catalogue, specs
    from conformance.commands.where import folders
    from conformance.proof.matrix import matrix
    from conformance.proof.plan import plan
    from conformance.proof.text import document, told
    from conformance.proof.workers import conducted

    started = time.perf_counter()
    promised, places = specs.load(), [Path(folder) for folder in folders(())]
    scenarios = catalogue.load(places, promised)
    broken, different = _chosen(faults, variations)
    trials = plan(scenarios, broken, different, full=full)
    results = list(conducted(trials, places, bank, workers))
    proof, elapsed_s = matrix(results, scenarios, promised.register), time.perf_counter() - started
    click.echo(told(proof, elapsed_s))
    if file is not None:
        _write(Path(file), orjson.dumps(document(proof, elapsed_s), option=orjson.OPT_INDENT_2))
    return 0 if proof.perfect else 1


def _chosen(faults: tuple[str, ...], variations: tuple[str, ...]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The faults with what they break, and the variations; all of both unless some are named."""
    from conformance.errors import mistake
    from conformance.sandbox.faults import FAULTS
    from conformance.sandbox.mixture import known
    from conformance.sandbox.variations import VARIATIONS

    try:
        wrong, other = known(faults, FAULTS, "fault"), known(variations, VARIATIONS, "variation")
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
