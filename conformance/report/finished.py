"""A run that has ended, as every report draws it; read back from a ledger it is counted again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance.catalogue.shipped import Origin
from conformance.deviations import STILL_FAILS
from conformance.errors import Mistake
from conformance.frozen import dataclass
from conformance.ledger.ledger import Story
from conformance.ledger.reading import Altered
from conformance.model import Outcome
from conformance.report.statement import End, Facts, Statement, statement
from conformance.report.tally import Result, count


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What reports need of a run beside its verdicts."""

    header: Mapping[str, Any]
    footer: Mapping[str, Any]
    results: tuple[Result, ...]
    statement: Statement


def facts(header: Mapping[str, Any], results: Iterable[Result], footer: Mapping[str, Any]) -> Facts:
    """What the word of a run is decided by, from what its ledger says."""
    return Facts(
        results=tuple(results),
        catalogue=int(header.get("catalogue", {}).get("scenarios", 0)),
        end=End(footer["end"]) if "end" in footer else _end_before_it_was_written(footer),
        deviations=sum(one.get("standing") == STILL_FAILS for one in footer.get("deviations", ())),
        stale=bool(footer.get("stale")),
        own_cast=bool(header.get("cast", {}).get("own")),
        split=_split(header),
    )


def _split(header: Mapping[str, Any]) -> str:
    """Of which part of a split run a ledger tells, or of how many; '' where nothing was split."""
    shard, parts = header.get("shard"), header.get("parts", ())
    if shard is not None:
        return f"shard {shard['number']} of {shard['of']}"
    return f"{len(parts)} shards merged" if parts else ""


def _end_before_it_was_written(footer: Mapping[str, Any]) -> End:
    """Ledgers of version 0.1 say only whether they are complete, and the code."""
    if footer["complete"]:
        return End.WHOLE
    codes = {2: End.MISTAKE, 3: End.UNREACHABLE, 4: End.BROKEN, 130: End.INTERRUPTED}
    return codes.get(footer["exit_code"], End.EARLY)


def result_of(record: Mapping[str, Any]) -> Result:
    """What a verdict line says, in short."""
    return Result(
        name=record["name"],
        outcome=Outcome(record["outcome"]),
        covers=tuple(record["covers"]),
        origin=Origin(record.get("origin", Origin.OWN)),
        lacking=tuple(record.get("lacking", ())),
        answers=sum(record.get("tally", {}).values()),
        hit=bool(record.get("hit")),
        broken=_promises(record, must=True) - {""},
        advised=_promises(record, must=False) - {""},
    )


def _promises(record: Mapping[str, Any], *, must: bool) -> frozenset[str]:
    """The requirements that findings are about, '' for one of which nobody can say; what only prepares is about none.

    Of a scenario that covers one requirement only it has always been known (a ledger of before says nothing of it).
    """
    covers = record["covers"]
    sole = covers[0] if len(covers) == 1 else ""
    found = [one for one in record["findings"] if one["must"] is must and "towards" not in one]
    return frozenset(one.get("promise", sole) for one in found)


def read(story: Story) -> Finished:
    """The run of a ledger, counted again. Raises Altered where its last line says something else than the others."""
    results = tuple(result_of(record) for record in story.records)
    footer = story.footer or cut_off(results)
    says = statement(facts(story.header, results, footer))
    if story.footer is not None:
        wrong = list(_disagreements(story.path, footer, results, says))
        if wrong:
            raise Altered(wrong)
    return Finished(header=story.header, footer=footer, results=results, statement=says)


def cut_off(results: Iterable[Result]) -> Mapping[str, Any]:
    """The end that nobody wrote: the process was killed."""
    counts = {outcome.value: number for outcome, number in count(results).items()}
    return {"counts": counts, "complete": False, "end": End.CUT_OFF.value, "ended": "", "reason": _CUT_OFF}


_CUT_OFF = "the ledger has no end: the run was cut off"


def _disagreements(
    path: Path, footer: Mapping[str, Any], results: Iterable[Result], says: Statement
) -> Iterator[Mistake]:
    """What the last line of a ledger says, and its verdicts do not."""
    for outcome, number in count(results).items():
        said = footer["counts"].get(outcome.value)
        if said != number:
            yield _disagreement(path, f"{said} {outcome}", f"{number}")
    if footer["exit_code"] != says.code:
        yield _disagreement(path, f"exit code {footer['exit_code']}", f"{says.code:d}")
    if footer.get("word", says.headline) != says.headline:
        yield _disagreement(path, footer["word"], says.headline)


def _disagreement(path: Path, said: str, counted: str) -> Mistake:
    says = f"{path}: its last line says {said}, its verdicts come to {counted}"
    return Mistake(place=None, says=says, hint="a ledger is used as the run wrote it")
