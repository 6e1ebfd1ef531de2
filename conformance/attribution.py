"""Which promise a finding is about. Pure.

The requirement that is annotated at a broken constraint; else the one that the step names for the claim, by its entry,
by the value that is wanted or by its word; else the scenario's or the rule's, where it has one only. A claim that only
prepares is about none: it is on the way to what the scenario covers. Nor does one break what it is about that found
nothing to be held to: that an empty list shows nothing wrong proves nothing, neither way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from conformance.frozen import dataclass
from conformance.model import AnsweredStep, Claim, Exchange, Finding, Mismatch, Place, Request, Scenario
from conformance.specs import Ambiguity, Requirement

_PREPARING: Final = frozenset({"status", "schema"})
"""The words of claims that a step makes which only brings what later steps need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What a finding says of the text that it is about; each '' where nobody has said."""

    promise: str = ""
    towards: str = ""
    """What a claim is on the way to that only prepares, or had nothing to be held to."""
    of: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What of a claim did not hold, as its file writes it."""

    word: str
    place: Place
    entry: str = ""
    """The entry of the claim; '' where it has none."""


def finding(about: Attribution, claimed: Claimed, mismatch: Mismatch, step: int, shown: Exchange | None) -> Finding:
    """The finding that a mismatch of a claim is, shown by its own exchange or else by this one."""
    return Finding(
        word=claimed.word,
        key=mismatch.key,
        where=mismatch.where,
        says=mismatch.says,
        wanted=mismatch.wanted,
        got=mismatch.got,
        must=not mismatch.advice,
        place=claimed.place,
        step=step,
        exchange=mismatch.exchange or shown,
        promise=about.promise,
        towards=about.towards,
        of=about.of,
        source=about.source,
    )


def of_step(
    scenario: Scenario, index: int, claimed: Claimed, mismatch: Mismatch, register: Mapping[str, Requirement]
) -> Attribution:
    """What a mismatch is about that a claim of a step of a scenario has found."""
    step = scenario.steps[index]
    if mismatch.promise or not isinstance(step, AnsweredStep):
        return _attributed(mismatch.promise, mismatch, register)
    if prepares(scenario, index):
        return Attribution(towards=", ".join(scenario.covers))
    by = (f"{claimed.word} {claimed.entry}", f"{claimed.word} {mismatch.wanted}", claimed.word, "")
    named = next((step.about[one] for one in by if one in step.about), "") or sole(scenario.covers)
    if mismatch.undecided:
        return Attribution(towards=named or ", ".join(scenario.covers))
    return _attributed(named, mismatch, register)


def of_rule(covers: Sequence[str], mismatch: Mismatch, register: Mapping[str, Requirement]) -> Attribution:
    """What a mismatch is about that a rule has found."""
    if mismatch.undecided:
        return Attribution(towards=mismatch.promise or ", ".join(covers))
    return _attributed(mismatch.promise or sole(covers), mismatch, register)


def _attributed(promise: str, mismatch: Mismatch, register: Mapping[str, Requirement]) -> Attribution:
    known = register.get(promise)
    of = mismatch.of or (known.of if known is not None else "")
    source = mismatch.source or (known.source(of) if known is not None else "")
    return Attribution(promise=promise, of=of, source=source)


def tolerance(mismatch: Mismatch, readings: Sequence[str], known: Mapping[str, Ambiguity]) -> str:
    """Which reading or tolerance makes a warning of what a must claims; '' where it is a failure.

    `readings` are those that the scenario or the rule rests on, where the check knows of none.
    """
    if not mismatch.advice:
        return ""
    points = (mismatch.reading,) if mismatch.reading else readings
    told = [f"the reading of {key}: {known[key].reading.rstrip('.')}" for key in points if key in known]
    return "; ".join(told) or "a tolerance of the check: no text demands the strict form"


def sole(covers: Sequence[str]) -> str:
    """The only one of some requirements; '' where there are several, or none."""
    return covers[0] if len(covers) == 1 else ""


def prepares(scenario: Scenario, index: int) -> bool:
    """Whether a step only prepares: it says so, or it keeps something for later steps and asks for no more than that.

    A GET, a link or a login that is not the last step, keeps what later ones need, and claims nothing but a status, a
    document, and that there is what it keeps, or enough of it. One that names what its claims are about is about that.
    """
    step = scenario.steps[index]
    if not isinstance(step, AnsweredStep):
        return False
    if step.prepares or step.about:
        return step.prepares
    reads = not isinstance(step, Request) or step.method == "GET"
    later = index < len(scenario.steps) - 1
    return reads and later and bool(step.keep) and all(_only_brings(claim, step) for claim in step.claims)


def _only_brings(claim: Claim, step: AnsweredStep) -> bool:
    if claim.word == "has" and isinstance(claim.wanted, list):
        return {str(path) for path in claim.wanted} <= set(step.keep.values())
    if claim.word == "count" and isinstance(claim.wanted, dict):
        some = (isinstance(number, dict) and set(number) == {"least"} for number in claim.wanted.values())
        return set(claim.wanted) <= set(step.keep.values()) and all(some)
    return claim.word in _PREPARING
