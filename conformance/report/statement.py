"""What a run may say: one word, the exit code, and what both stand on. Pure; the one place where that is decided.

A run never says more than it measured. `CONFORM` is said of the whole shipped set only; whatever leaves a part of it
out makes the run `PARTIAL`, which is no statement on conformity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from conformance.catalogue.shipped import Origin
from conformance.errors import ExitCode, weightiest
from conformance.frozen import dataclass
from conformance.model import Outcome
from conformance.report.tally import CHECKED, Result, count


class Word(StrEnum):
    """The words of a run."""

    CONFORM = "CONFORM"
    WITH_DEVIATIONS = "CONFORM WITH KNOWN DEVIATIONS"
    PARTIAL = "PARTIAL"
    NOT_CONFORM = "NOT CONFORM"
    NOT_RUN = "NOT RUN"
    COULD_NOT_RUN = "COULD NOT RUN"
    BROKEN = "BROKEN"
    STALE = "STALE"
    INCOMPLETE = "INCOMPLETE"


class End(StrEnum):
    """How a run ended; its values stand in the ledger."""

    WHOLE = "whole"
    """Everything that was selected was played."""
    EARLY = "early"
    """A limit of the user's own ended it (`-x`, `--maxfail`): the rest was not selected, one may say."""
    INTERRUPTED = "interrupted"
    """Ctrl-C or SIGTERM."""
    CUT_OFF = "cut off"
    """Nobody wrote an end: the process was killed."""
    WORKER_LOST = "worker lost"
    """A worker of xdist died, and with it a verdict."""
    NOT_WRITTEN = "not written"
    """What was measured could no longer be written: the disk is full, the folder gone."""
    UNREACHABLE = "unreachable"
    """The bank could not be reached at all."""
    MISTAKE = "mistake"
    """An option or a file is wrong."""
    BROKEN = "broken"
    """We, pytest or one of its plugins failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the word of a run is decided by."""

    results: tuple[Result, ...]
    catalogue: int
    """How many scenarios the shipped set has."""
    end: End = End.WHOLE
    deviations: int = 0
    """How many listed, unexpired deviations failed as listed."""
    stale: bool = False
    """Whether a deviation of the list is stale or expired."""
    own_cast: bool = False
    """Whether the target brought a cast of its own."""
    split: str = ""
    """`shard 2 of 4`, or `4 shards merged`; '' of a run that was not split."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a run says."""

    word: Word
    code: ExitCode
    headline: str
    """The word as it is printed, with its number where it has one."""
    scope: str
    """How much of the shipped set it speaks of, for the same line; '' where it speaks of nothing."""
    meaning: str
    """What the exit code means."""
    fault: str
    """Whose fault it is, where something is wrong; '' where nothing is."""


_ENDS: Final[Mapping[End, tuple[Word, ExitCode]]] = {
    End.INTERRUPTED: (Word.INCOMPLETE, ExitCode.INTERRUPTED),
    End.CUT_OFF: (Word.INCOMPLETE, ExitCode.INTERRUPTED),
    End.WORKER_LOST: (Word.INCOMPLETE, ExitCode.BROKEN),
    End.NOT_WRITTEN: (Word.INCOMPLETE, ExitCode.COULD_NOT_RUN),
    End.UNREACHABLE: (Word.COULD_NOT_RUN, ExitCode.COULD_NOT_RUN),
    End.MISTAKE: (Word.NOT_RUN, ExitCode.MISTAKE),
    End.BROKEN: (Word.BROKEN, ExitCode.BROKEN),
}
"""Where the end decides, whatever the verdicts say."""
_WORDS: Final[Mapping[ExitCode, Word]] = {
    ExitCode.BROKEN: Word.BROKEN,
    ExitCode.MISTAKE: Word.NOT_RUN,
    ExitCode.NOT_CONFORM: Word.NOT_CONFORM,
    ExitCode.COULD_NOT_RUN: Word.COULD_NOT_RUN,
    ExitCode.STALE: Word.STALE,
}
"""Where the code decides."""
_MEANINGS: Final[Mapping[Word, str]] = {
    Word.CONFORM: "every mandatory claim that could be tried held",
    Word.WITH_DEVIATIONS: "every mandatory claim that could be tried held, but for the known deviations on the list",
    Word.PARTIAL: "nothing in the selected part failed; no statement on conformity",
    Word.NOT_CONFORM: "at least one mandatory claim did not hold",
    Word.NOT_RUN: "an option, the target file or a scenario file is wrong",
    Word.COULD_NOT_RUN: "something could not be tried, or not one claim was evaluated",
    Word.BROKEN: "the harness itself failed",
    Word.STALE: "nothing failed, but a known deviation is stale or has expired",
    Word.INCOMPLETE: "the run did not finish",
}
_FAULTS: Final[Mapping[Word, str]] = {
    Word.NOT_CONFORM: "this speaks against the bank",
    Word.NOT_RUN: "this is for you to fix, and says nothing about the bank",
    Word.COULD_NOT_RUN: "this says nothing about the bank's conformity",
    Word.BROKEN: "this is our own fault, and says nothing about the bank",
    Word.STALE: "the list of deviations needs fixing, not the bank",
    Word.INCOMPLETE: "what was found so far is reported, and is not a verdict on the bank",
}
_LOST: Final = "a verdict was lost through no fault of the bank"


def statement(facts: Facts) -> Statement:
    """What a run may say."""
    word, code = _ENDS.get(facts.end) or _judged(facts)
    number = facts.deviations
    deviations = f"CONFORM WITH {number} KNOWN DEVIATIONS"
    return Statement(
        word=word,
        code=code,
        headline=deviations if word is Word.WITH_DEVIATIONS else word.value,
        scope=_scope(facts),
        meaning=_MEANINGS[word],
        fault=_LOST if facts.end is End.WORKER_LOST else _FAULTS.get(word, ""),
    )


def without_verdicts(end: End) -> Statement:
    """What is said of a run that never began: an option is wrong, the bank is out of reach, we are broken."""
    return statement(Facts(results=(), catalogue=0, end=end))


def _judged(facts: Facts) -> tuple[Word, ExitCode]:
    """The word and the code of a run that came to an end of its own."""
    counts = count(facts.results)
    applies = {
        ExitCode.BROKEN: counts[Outcome.BROKEN] > 0,
        ExitCode.NOT_CONFORM: counts[Outcome.FAILED] > 0,
        ExitCode.COULD_NOT_RUN: counts[Outcome.BLOCKED] > 0 or not any(counts[word] for word in CHECKED),
        ExitCode.STALE: facts.stale,
    }
    code = weightiest(code for code, true in applies.items() if true)
    if code is not ExitCode.CONFORM:
        return _WORDS[code], code
    if not whole(facts):
        return Word.PARTIAL, code
    return (Word.WITH_DEVIATIONS if counts[Outcome.DEVIANT] else Word.CONFORM), code


def whole(facts: Facts) -> bool:
    """Whether the whole shipped set was selected and came to a verdict."""
    return facts.end is End.WHOLE and 0 < facts.catalogue <= len(_shipped(facts))


def measured(facts: Facts) -> bool:
    """Whether the whole shipped set was played, but for what the target does not offer."""
    return whole(facts) and not any(
        one.outcome in (Outcome.BLOCKED, Outcome.BROKEN) for one in _shipped(facts).values()
    )


def _shipped(facts: Facts) -> Mapping[str, Result]:
    return {one.name: one for one in facts.results if one.origin is Origin.SHIPPED}


def _scope(facts: Facts) -> str:
    """`374 of 436 scenarios; 62 not offered: mtls 40, signature 22; 3 of your own; a cast of its own`."""
    shipped = _shipped(facts).values()
    checked = sum(one.outcome in CHECKED for one in shipped)
    parts = [f"{checked} of {facts.catalogue} scenarios"] if facts.catalogue else []
    skipped = [one for one in shipped if one.outcome is Outcome.SKIPPED]
    if skipped:
        parts.append(f"{len(skipped)} not offered: {_features(skipped)}")
    own = sum(one.origin is Origin.OWN and one.outcome in CHECKED for one in facts.results)
    generated = sum(one.origin is Origin.GENERATED and one.outcome in CHECKED for one in facts.results)
    held_to = [one for one in facts.results if one.origin is Origin.RULE and one.answers]
    if held_to:
        parts.append(f"{len(held_to)} rules, held against answers {sum(one.answers for one in held_to):,} times")
    parts += [f"{own} of your own"] * bool(own) + [f"{generated} on generated cases"] * bool(generated)
    parts += ["a cast of its own"] * facts.own_cast + [facts.split] * bool(facts.split)
    return "; ".join(parts)


def _features(skipped: Iterable[Result]) -> str:
    """What the target does not offer, and how many scenarios that leaves out, most of them first."""
    numbers: dict[str, int] = {}
    for one in skipped:
        feature = one.lacking[0] if one.lacking else "not told"
        numbers[feature] = numbers.get(feature, 0) + 1
    return ", ".join(f"{name} {number}" for name, number in sorted(numbers.items(), key=lambda pair: -pair[1]))
