"""prove: every named fault must be caught, no harmless difference may be."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from conformance.commands.examples import Documented
from conformance.frozen import dataclass

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.model import Scenario
    from conformance.proof.plan import Placed
    from conformance.proof.trial import Result, Trial
    from conformance.sandbox.differences import Planted
    from conformance.target.target import Target

SEED: Final = 1
TOGETHER: Final = 9
"""So many variations are tried in one bank; a group that turns anything red is tried again one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What is tried: faults with what they break, those at one place with what they break some of, variations."""

    faults: Mapping[str, tuple[str, ...]]
    placed: Mapping[str, Placed]
    of: int
    """At how many places there are faults to try, with those that are not sampled."""
    groups: Sequence[tuple[str, ...]]

    @property
    def tours(self) -> Mapping[str, tuple[str, ...]]:
        """What takes the scenarios to where a rule sees the faults that only rules see."""
        from conformance.sandbox.faults import FAULTS

        return {name: FAULTS[name].tour for name in self.faults if FAULTS[name].tour and not FAULTS[name].places}


@contextmanager
def bank(folder: Path | None, trial: Trial) -> Iterator[Target]:
    """The bank of a trial, as a target that offers all it can do; `folder` holds its certificates."""
    from conformance import embedded
    from conformance.proof.trial import noon

    running, target = embedded.start(
        noon(), faults=trial.faults, variations=trial.variations, certificates=folder if trial.secured else None
    )
    try:
        yield target
    finally:
        running.leave()  # nobody asks it any more: to wait for its end takes longer than most trials


_EXAMPLES = """
stet-conformance prove
stet-conformance prove --list
stet-conformance prove --fault date-to-inclusive
stet-conformance prove --full --json matrix.json
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Measure the sharpness of the catalogue.")
@click.option("--full", is_flag=True, help="Play the whole catalogue against every fault.")
@click.option("--all", "every", is_flag=True, help="Every fault at every place, and each variation by itself.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="Which places at several at once are sampled.")
@click.option("--fault", "faults", multiple=True, metavar="NAME[@PLACE]", help="Only this fault (repeat).")
@click.option("--variation", "variations", multiple=True, metavar="NAME", help="Only this variation (repeat).")
@click.option("-n", "workers", type=click.IntRange(1), metavar="WORKERS", help="Processes; all cores unless said.")
@click.option("--json", "file", type=click.Path(dir_okay=False), metavar="FILE", help="The matrix as JSON.")
@click.option("--record", is_flag=True, help="Keep the score, for every later report to tell.")
@click.option(
    "--list", "listed", is_flag=True, help="Only say what can be tried: each fault and variation by its name."
)
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    full: bool,
    every: bool,
    seed: int,
    faults: tuple[str, ...],
    variations: tuple[str, ...],
    workers: int | None,
    file: str | None,
    record: bool,
    listed: bool,
) -> int:
    """Play the scenarios against a bank that is wrong in every named way, and one that is harmlessly different.

    A fault of a rule that holds everywhere is also planted at one place only: at each by itself, and at a sample of two
    at once. Exit code 0 only where every fault is caught by what covers the promises that it breaks, a finding names
    one of them (by a failure where it must be kept), and nothing else is; of the whole only where a reader sees what to
    mend first too: at most two causes of 85 % of the faults, the right promise first of 90 %, and two faults of
    different chapters never told as one.
    """
    import time
    from functools import partial
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import orjson

    from conformance import catalogue, specs
    from conformance.certificates import issuing
    from conformance.commands.scenarios import folders
    from conformance.commands.stopping import stoppable
    from conformance.errors import ExitCode, mistake
    from conformance.proof import score
    from conformance.proof.matrix import matrix
    from conformance.proof.plan import plan, plan_pairs
    from conformance.proof.text import document, render
    from conformance.proof.workers import conducted

    whole = not (faults or variations)
    if listed and record:
        raise mistake("--list tries nothing, so there is no score to keep", hint="leave out --list or --record")
    if listed:
        return _list(faults, variations, file)
    if record and not whole:
        raise mistake("only a whole proof is kept", hint="leave out --fault and --variation beside --record")
    started = time.perf_counter()
    promised, places = specs.load(), [Path(folder) for folder in folders(())]
    scenarios = catalogue.load(places, promised)
    chosen = _choose_all(seed, every=every) if whole else _choose(faults, variations)
    trials = plan(scenarios, chosen.faults, chosen.groups, placed=chosen.placed, tours=chosen.tours, full=full)
    if whole:
        trials += plan_pairs(scenarios, chosen.faults, {key: one.chapter for key, one in promised.register.items()})
    with stoppable(), TemporaryDirectory() as folder:
        if any(trial.secured for trial in trials):
            issuing.issue(Path(folder))
        try_out = partial(conducted, folders=places, opener=partial(bank, Path(folder)), workers=workers)
        results = try_alone(list(try_out(trials)), scenarios, try_out)
    proof, elapsed_s = matrix(results, scenarios, promised.register), time.perf_counter() - started
    sampled = f" of {chosen.of}, seed {seed}" if len(chosen.placed) < chosen.of else ""
    click.echo(render(proof, elapsed_s, whole=whole, sampled=sampled))
    if file is not None:
        document_of = document(proof, elapsed_s, seed=seed, places_of=chosen.of)
        _write(Path(file), orjson.dumps(document_of, option=orjson.OPT_INDENT_2))
    if record:
        counts = {
            "faults": len(proof.faults),
            "caught": len(proof.caught),
            "variations": len(proof.variations),
            "false_alarms": len(proof.alarms),
            "places": len(proof.placements),
            "places_caught": len(proof.placements) - len(proof.missed),
            "places_of": chosen.of,
            "seed": seed,
        }
        click.echo(f"kept in {score.record(promised.folder, specs.scenarios_folder(), counts)}")
    return ExitCode.CONFORM if proof.perfect and (proof.clear or not whole) else ExitCode.NOT_CONFORM


def _list(faults: tuple[str, ...], variations: tuple[str, ...], file: str | None) -> int:
    """Say what can be tried, all of it or what is named, on the terminal and as JSON into a file."""
    from pathlib import Path

    import orjson

    from conformance import specs
    from conformance.commands.output import tell
    from conformance.proof import listing
    from conformance.sandbox.differences import AT
    from conformance.sandbox.faults import FAULTS
    from conformance.sandbox.variations import VARIATIONS

    whole, register = not (faults or variations), specs.load().register
    _check_names(faults, variations)
    named = dict.fromkeys(name.partition(AT)[0] for name in faults)
    known = [
        listing.Known(name=one.name, says=one.says, breaks=one.breaks, places=one.places)
        for one in (FAULTS[name] for name in (FAULTS if whole else named))
    ]
    harmless = [
        listing.Harmless(name=one.name, says=one.says, allowed=one.allowed)
        for one in (VARIATIONS[name] for name in (VARIATIONS if whole else dict.fromkeys(variations)))
    ]
    for line in listing.render(known, harmless, register):
        tell(line)
    if file is not None:
        _write(Path(file), orjson.dumps(listing.document(known, harmless, register), option=orjson.OPT_INDENT_2))
    return 0


def try_alone(
    results: list[Result], scenarios: Sequence[Scenario], try_out: Callable[[Sequence[Trial]], Iterator[Result]]
) -> list[Result]:
    """The results, with those of several variations that turned something replaced by those of each by itself.

    What two of them do together only is nobody's doing, and promised by no text.
    """
    from conformance.proof.matrix import FINE
    from conformance.proof.plan import plan_variations

    red = [
        one
        for one in results
        if len(one.trial.variations) > 1 and any(played.outcome not in FINE for played in one.played)
    ]
    if not red:
        return results
    again = plan_variations(scenarios, [(name,) for one in red for name in one.trial.variations])
    return [*(one for one in results if one not in red), *try_out(again)]


def _choose_all(seed: int, *, every: bool) -> _Chosen:
    """All faults everywhere, each at each place by itself, and some of the rest; all variations."""
    from conformance.proof.placements import sample
    from conformance.sandbox.differences import group_variations, placements
    from conformance.sandbox.faults import FAULTS
    from conformance.sandbox.places import BOTH
    from conformance.sandbox.variations import VARIATIONS

    at = placements(FAULTS)
    single, several = [name for name in at if BOTH not in name], [name for name in at if BOTH in name]
    names = list(at) if every else sample(single, several, seed=seed)
    return _Chosen(
        faults={name: fault.breaks for name, fault in FAULTS.items()},
        placed={name: _placed(at[name]) for name in names},
        of=len(at),
        groups=group_variations(VARIATIONS.values(), 1 if every else TOGETHER),
    )


def _choose(faults: tuple[str, ...], variations: tuple[str, ...]) -> _Chosen:
    """The faults and variations that are named; `name@*` is a fault at every place."""
    from conformance.sandbox.differences import AT, placements, plant
    from conformance.sandbox.faults import FAULTS

    _check_names(faults, variations)
    wild = [name.removesuffix(f"{AT}*") for name in faults if name.endswith(f"{AT}*")]
    everywhere = dict.fromkeys(name for name in faults if AT not in name)
    at = placements({name: FAULTS[name] for name in wild})
    named = {name: plant(name, FAULTS) for name in faults if AT in name and not name.endswith(f"{AT}*")}
    groups = [(name,) for name in dict.fromkeys(variations)]
    placed = {name: _placed(one) for name, one in (at | named).items()}
    return _Chosen(
        faults={name: FAULTS[name].breaks for name in everywhere}, placed=placed, of=len(placed), groups=groups
    )


def _check_names(faults: Sequence[str], variations: Sequence[str]) -> None:
    """Raises Mistakes for every name that is none, with the nearest one, and for a place where a fault cannot stand."""
    from functools import partial

    from conformance.errors import Mistake, Mistakes
    from conformance.sandbox.differences import AT, plant, select_names
    from conformance.sandbox.faults import FAULTS
    from conformance.sandbox.variations import VARIATIONS

    names = dict.fromkeys(name.removesuffix(f"{AT}*") for name in faults)
    wrong = []
    checks: list[Callable[[], object]] = [partial(plant, name, FAULTS) for name in names]
    checks += [partial(select_names, [name], VARIATIONS, "variation") for name in dict.fromkeys(variations)]
    for check in checks:
        try:
            check()
        except ValueError as error:
            wrong.append(Mistake(place=None, says=str(error), hint="stet-conformance prove --list names all"))
    if wrong:
        raise Mistakes(wrong)


def _placed(planted: Planted) -> Placed:
    from conformance.proof.plan import Placed

    return Placed(breaks=planted.breaks, tour=planted.fault.tour)


def _write(file: Path, content: bytes) -> None:
    from conformance.errors import Unreachable

    try:
        file.write_bytes(content)
    except OSError as error:
        raise Unreachable(f"{file} cannot be written: {error.strerror}") from None
