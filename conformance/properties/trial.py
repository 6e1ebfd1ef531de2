"""examine(property, world, examples, seed) -> Verdict: like a scenario's, its steps those of the counter-example."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from conformance.errors import Blocked, Unreachable, mistake
from conformance.model import Examples, Outcome, Place, Scenario, Verdict
from conformance.overtaken import may_be_of_two_days
from conformance.properties.property import Ground, Property
from conformance.properties.search import RefutedError, Search
from conformance.properties.text import read, written
from conformance.runner import Shortfall, play
from conformance.stage import missing_feature
from conformance.world import World

BUDGETS: Final[Mapping[str, int]] = {"quick": 25, "deep": 300}


def budget(text: str) -> int:
    """How many cases `--examples` asks for: quick, deep or a number. Raises Mistakes."""
    if text in BUDGETS:
        return BUDGETS[text]
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise mistake(f"--examples {text}: this is not a number of examples", hint="quick, deep, or a number from 1 on")


def examine(
    prop: Property,
    world: World,
    examples: int = BUDGETS["quick"],
    seed: int = 0,
    shortfalls: Iterable[Shortfall] = (),
) -> Verdict:
    """The verdict on a property. Raises nothing: what stops it is in the verdict. `shortfalls` as for a scenario.

    Like a scenario, one that failed while the day may have changed in Paris is examined once more.
    """
    missing = tuple(shortfalls)
    began = world.clock.now()
    verdict = _examined(prop, world, (examples, seed), missing)
    if may_be_of_two_days(verdict, began, world.clock):
        world.sender.rest(world.clock.turning_s())
        return _examined(prop, world, (examples, seed), missing)
    return verdict


def _examined(prop: Property, world: World, tries: tuple[int, int], missing: tuple[Shortfall, ...]) -> Verdict:
    started, ticks = world.clock.now(), time.perf_counter()
    verdict = Verdict(scenario=scenario(prop), outcome=Outcome.PASSED, started=started)
    skipped = missing_feature(verdict.scenario, world)
    if skipped:
        verdict = replace(verdict, outcome=Outcome.SKIPPED, reason=skipped)
    else:
        search = Search(
            lambda text: play(read(text, prop, world.specs), world, missing), lambda case: written(prop, case)
        )
        verdict = _tried(prop, world, search, verdict, tries)
        verdict = replace(verdict, examples=Examples(budget=tries[0], seed=tries[1], cases=search.played))
    return replace(verdict, started=started, elapsed_ms=round((time.perf_counter() - ticks) * 1000, 3))


def _tried(prop: Property, world: World, search: Search, blank: Verdict, tries: tuple[int, int]) -> Verdict:
    try:
        persona = world.cast.personas.get(prop.persona)
        if persona is None:
            raise Blocked(f"the target's cast has no persona {prop.persona}")
        ground = Ground(
            persona=persona, cast=world.cast, target=world.target, today=world.clock.today, look=search.look
        )
        search.run(prop.cases(ground), *tries)
    except RefutedError:
        pass  # the search itself knows
    except (Blocked, Unreachable) as stopped:
        return replace(blank, outcome=Outcome.BLOCKED, reason=str(stopped))
    except Exception as error:  # our own fault, and must not look like the bank's
        return _broken(blank, error)
    if search.refuted is not None:
        return _refuted(*search.refuted)
    if search.broken is not None:
        return _broken(blank, search.broken)
    return search.stopped or blank


def _broken(blank: Verdict, error: Exception) -> Verdict:
    return replace(blank, outcome=Outcome.BROKEN, reason=f"{type(error).__name__}: {error}")


def scenario(prop: Property) -> Scenario:
    """What a property looks like in a list of scenarios; its steps come with a counter-example."""
    name = f"properties/{prop.name}"
    return Scenario(
        name=name,
        title=prop.title,
        place=Place(file=f"{name}.yaml", line=1, column=1),
        covers=prop.covers,
        persona=prop.persona,
        needs=prop.needs,
        reading=prop.reading,
    )


def _refuted(text: str, verdict: Verdict) -> Verdict:
    """The verdict on the smallest case that failed: what broke a must, and the case itself."""
    musts = tuple(finding for finding in verdict.findings if finding.must)
    return replace(verdict, findings=musts, counterexample=text)


def sources(verdict: Verdict) -> Mapping[int, str]:
    """The lines of the counter-example that findings point at."""
    lines = (verdict.counterexample or "").splitlines()
    wanted = {finding.place.line for finding in verdict.findings}
    return {line: lines[line - 1] for line in sorted(wanted) if 0 < line <= len(lines)}


def keep(verdict: Verdict, folder: Path) -> Path | None:
    """Write the counter-example as a scenario file; None where there is none. The same one gets the same name."""
    text = verdict.counterexample
    if text is None:
        return None
    name = verdict.scenario.name.rpartition("/")[2]
    path = folder / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
