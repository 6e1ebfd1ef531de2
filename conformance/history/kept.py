"""What is kept of a run, and how two of them differ. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from conformance.clock import PARIS
from conformance.fleet.examined import CauseSeen, Examined, Times, without_values
from conformance.fleet.overview import WORST_FIRST
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.report.phrase import Phrase

_QUOTED: Final = pattern(r"\"[^\"]*\"|«[^»]*»")
_BANKS_WORDS: Final = pattern(r"(\banswered [1-5][0-9]{2}(?: to \S*[^\s:])?).*", re.DOTALL)
"""What a bank says of its refusal may hold anything: it comes behind the status."""
_UNCHECKED: Final = frozenset({"skipped", "not checked", "not testable", "blocked", "not judged"})
"""How a requirement stands of which a run says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRun:
    """One run of one bank: its word, what was wrong, how long answers took. No value that a bank has sent."""

    run: str
    """Its id; '' where it came to no ledger."""
    fleet: str
    """The group that it was examined in; '' for none."""
    bank: str
    host: str
    started: str
    ended: str
    word: str
    exit_code: int
    scope: str
    reason: str = ""
    """Why there are no verdicts, or fewer than there could be."""
    causes: tuple[CauseSeen, ...] = ()
    times: tuple[Times, ...] = ()
    requirements: Mapping[str, str]
    """How each requirement stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A requirement that stands otherwise than on the run before."""

    requirement: str
    before: str
    after: str


def of_examined(one: Examined, fleet: str = "") -> KeptRun:
    """What is kept of it: causes without the values that were wanted and came, which may be a customer's."""
    return KeptRun(
        run=one.run,
        fleet=fleet,
        bank=one.short,
        host=one.host,
        started=one.started or datetime.now(PARIS).isoformat(timespec="seconds"),
        ended=one.ended,
        word=one.headline,
        exit_code=int(one.exit_code),
        scope=one.scope,
        reason=_BANKS_WORDS.sub(r"\1", _unquoted(one.reason)),
        causes=tuple(replace(cause, told=_impersonal(cause.told)) for cause in one.causes),
        times=one.times,
        requirements=one.requirements,
    )


def _impersonal(told: Phrase) -> Phrase:
    """As it will be read again: a sentence without values."""
    return Phrase(_unquoted(str(without_values(told))))


def _unquoted(text: str) -> str:
    return _QUOTED.sub('"…"', text)


def with_changes(runs: Iterable[KeptRun]) -> Iterator[tuple[KeptRun, tuple[Changed, ...]]]:
    """Each run with what changed since the last one of its bank, of what both say something about; broken first."""
    last: dict[tuple[str, str], dict[str, str]] = {}
    for run in runs:
        known = last.setdefault((run.fleet, run.bank), {})
        said = {key: stands for key, stands in run.requirements.items() if stands not in _UNCHECKED}
        changed = [
            Changed(requirement=key, before=known[key], after=stands)
            for key, stands in said.items()
            if key in known and known[key] != stands
        ]
        known.update(said)
        yield run, tuple(sorted(changed, key=lambda one: (_gravity(one.after), one.requirement)))


def _gravity(stands: str) -> int:
    return WORST_FIRST.index(stands) if stands in WORST_FIRST else len(WORST_FIRST)


def means(cause: CauseSeen, wanted: str) -> bool:
    """Whether somebody means a cause: by its requirement, or by words of its sentence."""
    return cause.promise.lower() == wanted.lower() or wanted.lower() in cause.sentence.lower()


def requirement_meant(runs: Iterable[KeptRun], wanted: str) -> str:
    """The id of the requirement that somebody means, whatever its case; '' where no run says how it stands."""
    return next((key for run in runs for key in run.requirements if key.lower() == wanted.lower()), "")


def figures(runs: Sequence[KeptRun]) -> list[dict[str, Any]]:
    """As JSON, the oldest first; `changed` is since the last run of the same bank."""
    return [
        {
            "run": run.run,
            "fleet": run.fleet,
            "bank": run.bank,
            "host": run.host,
            "started": run.started,
            "ended": run.ended,
            "word": run.word,
            "exit_code": run.exit_code,
            "scope": run.scope,
            "reason": run.reason,
            "requirements": dict(run.requirements),
            "causes": [
                {"level": one.level, "promise": one.promise, "sentence": one.sentence, "verdicts": one.verdicts}
                for one in run.causes
            ],
            "times": [
                {"endpoint": one.endpoint, "answers": one.answers, "median_ms": one.median_ms, "p95_ms": one.p95_ms}
                for one in run.times
            ],
            "changed": [{"id": one.requirement, "before": one.before, "after": one.after} for one in changed],
        }
        for run, changed in with_changes(runs)
    ]
