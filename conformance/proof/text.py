"""The proof for the terminal, and as one JSON document. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.proof.matrix import FEW, Hit, Matrix
from conformance.wording import plural


def render(proof: Matrix, elapsed_s: float, *, whole: bool, sampled: str = "") -> str:
    """The matrix in words: what survived and who cried wolf in detail, then the score.

    `whole`: every fault was tried, so that what none of them breaks can be told; `sampled`: of how many faults at
    places, and by which seed, those were taken that were tried.
    """
    idle = (*_idle(proof), *_unclear(proof)) if whole else ()
    found = (*_survivors(proof), *_missed(proof), *_alarms(proof), *_single(proof))
    return "\n".join([*found, *idle, *_score(proof, elapsed_s, sampled)])


def _survivors(proof: Matrix) -> Iterator[str]:
    for fault in proof.unnamed:
        yield f"NOT NAMED  {fault}   no finding names a promise that it breaks"
    for hit in proof.survivors:
        yield f"SURVIVED  {hit.fault}   {hit.requirement}"
        yield f"    {_why(hit)}"
        for one in hit.silent:
            yield f"    {one.name}: {one.outcome}" + "".join(f"\n        {line}" for line in one.tells)


def _missed(proof: Matrix) -> Iterator[str]:
    for one in proof.missed:
        yield f"MISSED  {one.name}   {', '.join(one.promises)} ({'must' if one.must else 'should'})"
        yield f"    covered by {plural(len(one.silent), 'scenario')}: {', '.join(each.name for each in one.silent)}"


def _single(proof: Matrix) -> Iterator[str]:
    if proof.single:
        yield f"faults that one scenario alone sees ({sum(len(names) for names in proof.single.values())}):"
    for scenario, names in proof.single.items():
        yield f"    {scenario}: {', '.join(names)}"


def _why(hit: Hit) -> str:
    if not hit.testable:
        return "no scenario covers it that can be played on this bank"
    return f"covered by {plural(len(hit.silent), 'scenario')}, none of which failed"


def _alarms(proof: Matrix) -> Iterator[str]:
    for alarm in proof.alarms:
        yield f"FALSE ALARM  {alarm.variation}   {alarm.played.name}: {alarm.played.outcome}"
        yield from (f"    {line}" for line in alarm.played.tells)


def _idle(proof: Matrix) -> Iterator[str]:
    for label, names in (
        ("scenarios that no fault breaks", proof.idle_scenarios),
        ("check words that no fault breaks", proof.idle_words),
        ("requirements without a fault", proof.unbroken),
    ):
        if names:
            yield f"{label} ({len(names)}): {', '.join(names)}"


def _unclear(proof: Matrix) -> Iterator[str]:
    """Faults that a reader is told too many causes of, or the wrong one first; pairs that he takes for one fault."""
    many = [f"{one.faults[0]} ({one.causes})" for one in proof.told if one.causes > FEW]
    wrong = [f"{one.faults[0]} ({one.first})" for one in proof.told if one.causes and not one.right]
    together = [" + ".join(one.faults) for one in proof.pairs if one.causes <= 1]
    for label, names in (
        (f"faults told as more than {FEW} causes", many),
        ("faults with another promise first", wrong),
        ("pairs told as one cause", together),
    ):
        if names:
            yield f"{label} ({len(names)}): {', '.join(names)}"


def _score(proof: Matrix, elapsed_s: float, sampled: str) -> Iterator[str]:
    total, caught = len(proof.faults), len(proof.caught)
    share = f" ({100 * caught / total:.1f} %)" if total else ""
    yield (
        f"faults       {caught} of {total} caught for the right reason{share}, {len(proof.seen)} by any scenario; "
        f"{len(proof.hits) - len(proof.survivors)} of {len(proof.hits)} broken requirements"
    )
    musts, caught_musts = len(proof.musts), len(proof.musts & set(proof.caught))
    yield (
        f"severity     {caught_musts} of {musts} that break a must caught by a failure, "
        f"{caught - caught_musts} of {total - musts} that break a should by a warning"
    )
    if proof.placements:
        yield from _placements(proof, sampled)
    few, right, of = len(proof.few), len(proof.right), len(proof.told) or 1
    yield (
        f"causes       {few} of {total} told as at most {FEW} causes ({100 * few / of:.1f} %), "
        f"{right} with the right promise first ({100 * right / of:.1f} %)"
    )
    if proof.pairs:
        yield f"pairs        {len(proof.apart)} of {len(proof.pairs)} told as more than one cause"
    yield f"variations   {len(proof.variations)}, {plural(len(proof.alarms), 'false alarm')}"
    yield f"time         {elapsed_s:.0f} s"


def _placements(proof: Matrix, sampled: str) -> Iterator[str]:
    hit = [one for one in proof.placements if one.by]
    musts = [one for one in proof.placements if one.must]
    caught = [one for one in hit if one.must]
    yield (
        f"places       {len(hit)} of {len(proof.placements)} faults at one place caught{sampled}: "
        f"{len(caught)} of {len(musts)} of a must, "
        f"{len(hit) - len(caught)} of {len(proof.placements) - len(musts)} of a should"
    )


def document(proof: Matrix, elapsed_s: float, **more: int) -> dict[str, Any]:
    """The same as JSON, for CI and certificates; with `more` figures of what was tried."""
    return {
        **more,
        "faults": len(proof.faults),
        "caught": len(proof.caught),
        "variations": len(proof.variations),
        "false_alarms": [
            {"variation": one.variation, "scenario": one.played.name, "tells": list(one.played.tells)}
            for one in proof.alarms
        ],
        "matrix": [{"fault": hit.fault, "requirement": hit.requirement, "by": list(hit.by)} for hit in proof.hits],
        "causes": [
            {"faults": list(one.faults), "causes": one.causes, "first": one.first, "right": one.right}
            for one in (*proof.told, *proof.pairs)
        ],
        "places": [
            {"fault": one.name, "promises": list(one.promises), "must": one.must, "by": list(one.by)}
            for one in proof.placements
        ],
        "missed": [one.name for one in proof.missed],
        "seen_by_one": {name: list(faults) for name, faults in proof.single.items()},
        "not_named": list(proof.unnamed),
        "survivors": [
            {"fault": hit.fault, "requirement": hit.requirement, "silent": [one.name for one in hit.silent]}
            for hit in proof.survivors
        ],
        "idle_scenarios": list(proof.idle_scenarios),
        "idle_words": list(proof.idle_words),
        "unbroken_requirements": list(proof.unbroken),
        "elapsed_s": round(elapsed_s, 1),
    }
