"""Known deviations: failures of a target that are listed with reason, owner, ticket and expiry date.

They are still played. One that no longer fails, names no scenario, or has expired is red (exit code 5), so that the
list cannot rot. All four particulars are required: a deviation nobody owns is a defect nobody mends.

An entry speaks of one claim of one step of a scenario, or of a cause: a promise broken at one address. Both pin what
came: an accepted 404 hides no 500. One entry may list several `failures` with the same particulars, as those of one
cause are; each is a deviation of its own. Entries that pin nothing are of an older form; they hold, and are warned of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from pathlib import Path
from typing import Final

from conformance import yamlfile
from conformance.errors import Mistake, Mistakes
from conformance.frozen import dataclass
from conformance.grammar import Grammar
from conformance.model import JSON, Finding, Follow, Outcome, Place, Request, Step, Verdict, Walk
from conformance.model.values import EMPTY, nothing
from conformance.specs import grammar
from conformance.symptoms import address, asked_for, general_path, general_wording, wording
from conformance.wording import as_json
from conformance.yamlfile import Document, KeyPath

STILL_FAILS: Final = "it still fails"
"""The standing of a deviation that failed as listed."""
NO_SCENARIO: Final = "there is no such scenario"
"""The standing of one that is stale because nobody knows its scenario."""
_JUDGED: Final = (Outcome.PASSED, Outcome.WARNED, Outcome.FAILED, Outcome.DEVIANT)
_PINS: Final = ("step", "claim", "came")
"""What an entry about a scenario has to say, to speak of one failure only."""
_OF_ONE: Final = ("scenario", "step", "claim", "promise", "address", "path", "came")
"""What an entry, or each of its `failures`, says of one failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of a claim, as far as an entry pins it."""

    status: int | None = None
    """Of the answer; None for whichever."""
    value: JSON = None
    """What was found where something else was wanted; it counts where `pins_value`."""
    pins_value: bool = False
    says: str = ""
    """What is wrong with it, numbers and ids left out; '' for whatever."""

    def is_that_of(self, finding: Finding) -> bool:
        """Whether a finding tells just this."""
        if self.status is not None and self.status != status_of(finding):
            return False
        if self.pins_value and (type(self.value), self.value) != (type(finding.got), finding.got):
            return False
        return not self.says or general_wording(self.says) == general_wording(wording(finding))

    def told(self) -> dict[str, JSON]:
        """As a file writes it."""
        members: dict[str, JSON] = {"status": self.status} if self.status is not None else {}
        members |= {"value": self.value} if self.pins_value else {}
        return members | ({"says": self.says} if self.says else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One accepted failure: of a scenario, or (`promise`) wherever a promise is broken at an address in this way."""

    scenario: str = ""
    step: int | str | None = None
    """The number of its step, from 1, or what the step does (`follow _links.next`); None for any."""
    claim: str = ""
    """`count transactions`, `status`, or '' for whatever fails."""
    promise: str = ""
    address: str = ""
    """Of an entry by cause: `GET /accounts/{accountResourceId}/balances`."""
    path: str = ""
    """Of an entry by cause: where in the answer, with `[*]` for every index; '' for the answer as a whole."""
    came: Came | None = None
    """None where nothing is pinned: the older form."""
    reason: str
    owner: str
    ticket: str
    expires: date
    place: Place
    places: Mapping[str, Place] = field(default_factory=nothing, compare=False)
    """Of each of its members, as the file has it."""

    @property
    def by_cause(self) -> bool:
        """Whether it speaks of a promise, in whatever scenario that shows."""
        return bool(self.promise)

    @property
    def about(self) -> str:
        """What it speaks of, in short."""
        return f"{self.promise} at {self.address}" if self.by_cause else self.scenario

    def at(self, member: str) -> Place:
        """The place of a member; of the whole entry where it has none of that name."""
        return self.places.get(member, self.place)

    def masked(self, mask: Callable[[str], str]) -> Deviation:
        """The same as reports may tell it, for findings that have been masked too."""
        if self.came is None:
            return self
        value = mask(self.came.value) if isinstance(self.came.value, str) else self.came.value
        return replace(self, came=replace(self.came, value=value, says=mask(self.came.says)))

    def covers(self, verdict: Verdict, finding: Finding) -> bool:
        """Whether it speaks of this finding of this verdict."""
        if self.claim not in ("", finding.word, claim_of(finding)):
            return False
        if self.came is not None and not self.came.is_that_of(finding):
            return False
        if not self.by_cause:
            return self.scenario == verdict.scenario.name and self._is_step(verdict, finding)
        return (
            self.promise == finding.promise
            and self.address == address(finding)
            and self.path == general_path(finding.where or finding.key)
        )

    def _is_step(self, verdict: Verdict, finding: Finding) -> bool:
        steps = verdict.scenario.steps
        if isinstance(self.step, str):
            return finding.step < len(steps) and self.step == step_name(steps[finding.step])
        return self.step in (None, finding.step + 1)

    def members(self) -> dict[str, str]:
        """Its members as texts, for ledger and reports; those that say nothing left out, but for scenario and claim."""
        more = {"step": "" if self.step is None else str(self.step), "promise": self.promise, "address": self.address}
        more |= {"path": self.path, "came": as_json(self.came.told()) if self.came is not None else ""}
        told = {"scenario": self.scenario, "claim": self.claim} | {key: text for key, text in more.items() if text}
        return told | {
            "reason": self.reason,
            "owner": self.owner,
            "ticket": self.ticket,
            "expires": self.expires.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one verdict says of the list; deviations by their place in it."""

    name: str
    outcome: Outcome
    failing: frozenset[int] = frozenset()
    """Those that fail there as listed."""
    asked: frozenset[int] = frozenset()
    """Those by cause whose address was asked there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A deviation that must be taken out of the list, and why."""

    deviation: Deviation
    why: str


def load(path: Path) -> tuple[Deviation, ...]:
    """The deviations of a file. Raises Mistakes with every mistake at its place."""
    document = yamlfile.read(path)
    mistakes = Grammar(grammar("deviations")).mistakes(document)
    found: list[Deviation] = []
    for index, entry in enumerate(document.data["deviations"] if not mistakes else ()):
        at: KeyPath = ("deviations", index)
        try:
            date.fromisoformat(entry["expires"])
        except ValueError:
            says = f"`{entry['expires']}` is not a valid date"
            mistakes.append(Mistake(place=document.place((*at, "expires")), says=says))
            continue
        if "failures" not in entry:
            mistakes += _contradicted(entry, at, document)
            found.append(_deviation(entry, at, document))
            continue
        mistakes += [
            Mistake(place=document.key_place((*at, name)), says=f"`{name}` goes into each of `failures`")
            for name in entry
            if name in _OF_ONE
        ]
        shared = {name: entry[name] for name in entry if name not in (*_OF_ONE, "failures")}
        for number, failure in enumerate(entry["failures"]):
            below = (*at, "failures", number)
            mistakes += _contradicted(failure, below, document)
            found.append(_deviation(failure, below, document, shared))
    if mistakes:
        raise Mistakes(mistakes)
    return tuple(found)


def _deviation(
    written: Mapping[str, JSON], at: KeyPath, document: Document, shared: Mapping[str, JSON] = EMPTY
) -> Deviation:
    """One accepted failure; `shared` is what its entry says of all of its failures."""
    places = {name: document.place((*at[:2], name)) for name in shared}
    places |= {name: document.place((*at, name)) for name in written}
    members = {**shared, **written}
    came = _came(written["came"]) if "came" in written else None
    expires = date.fromisoformat(members["expires"])
    return Deviation(**{**members, "came": came, "expires": expires, "place": document.place(at), "places": places})


def _contradicted(written: Mapping[str, JSON], at: KeyPath, document: Document) -> Iterator[Mistake]:
    for below, says in _contradictions(written):
        yield Mistake(place=document.key_place((*at, *below)), says=says)


def read_members(listed: Iterable[Mapping[str, str]]) -> tuple[Deviation, ...]:
    """The deviations that `Deviation.members` tells. Raises ValueError or KeyError where one is not told so."""
    return tuple(_of_members(one) for one in listed)


def _of_members(told: Mapping[str, str]) -> Deviation:
    step = told.get("step", "")
    return Deviation(
        scenario=told["scenario"],
        step=int(step) if step.isdecimal() else step or None,
        claim=told["claim"],
        promise=told.get("promise", ""),
        address=told.get("address", ""),
        path=told.get("path", ""),
        came=_came(json.loads(told["came"])) if "came" in told else None,
        reason=told["reason"],
        owner=told["owner"],
        ticket=told["ticket"],
        expires=date.fromisoformat(told["expires"]),
        place=Place(file="", line=1, column=1),
    )


def _contradictions(entry: Mapping[str, JSON]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the members of an entry lack of each other, and at which of them."""
    if "promise" not in entry:
        yield from (((name,), f"`{name}` goes with `promise`") for name in ("address", "path") if name in entry)
        return
    if "step" in entry:
        yield ("step",), "`step` goes with `scenario`"
    yield from (
        ((), f"`{name}` is missing here: it goes with `promise`") for name in ("address", "came") if name not in entry
    )
    if "came" in entry and "status" not in entry["came"]:
        yield ("came",), "`came.status` is missing here: an entry by cause speaks of one status only"


def _came(written: Mapping[str, JSON]) -> Came:
    return Came(
        status=written.get("status"),
        value=written.get("value"),
        pins_value="value" in written,
        says=written.get("says", ""),
    )


def warnings(listed: Iterable[Deviation]) -> list[str]:
    """What to say of entries of the older form: each pins less than it could, and may hide another failure."""
    found = []
    for one in listed:
        pinned = {"step": one.step is not None, "claim": bool(one.claim), "came": one.came is not None}
        missing = [f"`{name}`" for name in _PINS if not pinned[name]]
        if missing and not one.by_cause:
            says = f"the deviation of {one.scenario} has no {', no '.join(missing)}, and may hide another failure"
            found.append(f"{one.place}: {says}; new-deviations.yaml has the whole form")
    return found


# ------------------------------------------------------------------------------------------------------------- judged


def applied(verdict: Verdict, deviations: Sequence[Deviation], today: date) -> Verdict:
    """The verdict, `deviant` where every must that failed is listed and not expired.

    Where the status of an answer is listed, so is whatever else its step wanted of that very answer.
    """
    if verdict.outcome is not Outcome.FAILED:
        return verdict
    valid = [one for one in deviations if one.expires >= today]
    by = {id(finding): next((one for one in valid if one.covers(verdict, finding)), None) for finding in musts(verdict)}
    used: list[Deviation] = []
    for finding in musts(verdict):
        one = by[id(finding)] or next((by[id(other)] for other in spoiling(verdict, finding) if by[id(other)]), None)
        if one is None:
            return verdict
        used.append(one)
    reasons = dict.fromkeys(f"{one.reason} ({one.ticket}, {one.owner}, until {one.expires})" for one in used)
    return replace(verdict, outcome=Outcome.DEVIANT, reason="; ".join(reasons))


def musts(verdict: Verdict) -> tuple[Finding, ...]:
    """The findings that count against the bank."""
    return tuple(finding for finding in verdict.findings if finding.must)


def spoiling(verdict: Verdict, finding: Finding) -> tuple[Finding, ...]:
    """The findings of a wrong status from which this one follows: they are shown by the very same answer."""
    if finding.word == "status" or finding.exchange is None:
        return ()
    return tuple(
        one
        for one in musts(verdict)
        if one.word == "status" and one.step == finding.step and one.exchange is finding.exchange
    )


def judged(verdict: Verdict, deviations: Sequence[Deviation]) -> Judged:
    """What a verdict says of the list."""
    failing = {
        at for at, one in enumerate(deviations) if any(one.covers(verdict, finding) for finding in musts(verdict))
    }
    wanted = {one.address for one in deviations if one.by_cause}
    there = {asked_for(one.call) for one in verdict.exchanges} if wanted else set()
    asked = {at for at, one in enumerate(deviations) if one.by_cause and one.address in there}
    return Judged(
        name=verdict.scenario.name, outcome=verdict.outcome, failing=frozenset(failing), asked=frozenset(asked)
    )


def stale(
    deviations: Iterable[Deviation], verdicts: Sequence[Judged], known: set[str], today: date
) -> tuple[Stale, ...]:
    """The deviations to take out: expired, of no known scenario, or no longer failing on this run."""
    found = []
    for at, one in enumerate(deviations):
        why = _why_stale(at, one, verdicts, known, today)
        if why:
            found.append(Stale(deviation=one, why=why))
    return tuple(found)


def annex(
    deviations: Iterable[Deviation], verdicts: Sequence[Judged], known: set[str], today: date
) -> tuple[dict[str, str], ...]:
    """The whole list as reports append it: each with its particulars and what this run says of it."""
    return tuple(
        one.members() | {"standing": _why_stale(at, one, verdicts, known, today) or _standing(at, one, verdicts)}
        for at, one in enumerate(deviations)
    )


def _standing(at: int, one: Deviation, verdicts: Sequence[Judged]) -> str:
    if any(at in verdict.failing for verdict in verdicts):
        return STILL_FAILS
    if one.by_cause:
        return "not all that could show it was judged on this run"
    verdict = next((verdict for verdict in verdicts if verdict.name == one.scenario), None)
    return "not played on this run" if verdict is None else f"{verdict.outcome.value}, so it cannot be judged"


def _why_stale(at: int, one: Deviation, verdicts: Sequence[Judged], known: set[str], today: date) -> str:
    if one.expires < today:
        return f"it expired on {one.expires}"
    if not one.by_cause and one.scenario not in known:
        return NO_SCENARIO
    if any(at in verdict.failing for verdict in verdicts) or not _tried(at, one, verdicts, known):
        return ""
    return "none of what it covers fails any more"


def _tried(at: int, one: Deviation, verdicts: Sequence[Judged], known: set[str]) -> bool:
    """Whether this run would have shown it: its scenario was judged; for one by cause, all there is was."""
    names = {verdict.name for verdict in verdicts if verdict.outcome in _JUDGED}
    if not one.by_cause:
        return one.scenario in names
    skipped = {verdict.name for verdict in verdicts if verdict.outcome is Outcome.SKIPPED}
    return known <= names | skipped and any(at in verdict.asked for verdict in verdicts)


# -------------------------------------------------------------------------------------------------------------- named


def claim_of(finding: Finding) -> str:
    """How a deviation names the claim of a finding: its word and entry."""
    return f"{finding.word} {finding.key}".strip()


def step_name(step: Step) -> str:
    """What a step does, as a deviation may name it: `GET /accounts`, `follow _links.next`."""
    match step:
        case Request(addresses=goes_to) | Walk(starts=goes_to):
            return f"{step.verb} {', '.join(goes_to)}"
        case Follow():
            return f"{step.verb} {step.path}"
    return step.verb


def status_of(finding: Finding) -> int | None:
    """The status of the answer that shows a finding; None where no answer does."""
    return finding.exchange.status if finding.exchange is not None and finding.exchange.answered else None
