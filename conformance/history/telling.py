"""A history for a terminal and for spreadsheets. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from conformance.history.kept import KeptRun, means, requirement_meant, with_changes
from conformance.late import pattern
from conformance.report.summary import when
from conformance.visible import on_one_line
from conformance.wording import plural

_FEW = 5
_EXTENT = pattern(r"[1-9].* scenarios|.* of your own|shard .*|.* merged")
"""What of a scope stands on a line."""
_COLUMNS = (
    "started",
    "fleet",
    "bank",
    "host",
    "word",
    "exit_code",
    "scope",
    "reason",
    "causes",
    "endpoint",
    "answers",
    "median_ms",
    "p95_ms",
)


def lines(runs: Sequence[KeptRun]) -> Iterator[str]:
    """Each run on a line, the oldest first, and below it what changed since the last one of its bank."""
    if not runs:
        yield "no run is kept yet"
    width = max((len(run.bank) for run in runs), default=0)
    for run, changed in with_changes(runs):
        musts = sum(one.level == "must" for one in run.causes)
        causes = f"  {plural(musts, 'cause')}" if musts else ""
        first = next(iter(run.times), None)
        times = f"  {first.endpoint} {first.median_ms:g} ms" if first is not None else ""
        why = f"  {run.reason}" if run.reason else ""
        yield on_one_line(f"{when(run.started)}  {run.bank.ljust(width)}  {run.word}{_extent(run)}{causes}{times}{why}")
        for one in changed[:_FEW]:
            yield on_one_line(f"    {one.requirement}: {one.before} -> {one.after}")
        if len(changed) > _FEW:
            yield f"    and {plural(len(changed) - _FEW, 'requirement')} more"


def _extent(run: KeptRun) -> str:
    """`  12 of 510 scenarios, shard 2 of 4`: how much its word speaks of; '' where nobody says."""
    parts = [part for part in run.scope.split("; ") if _EXTENT.fullmatch(part)]
    return f"  {', '.join(parts)}" if parts else ""


def knows(runs: Sequence[KeptRun], wanted: str) -> bool:
    """Whether any run says something about it."""
    return bool(requirement_meant(runs, wanted)) or any(means(one, wanted) for run in runs for one in run.causes)


def trend(runs: Sequence[KeptRun], wanted: str) -> Iterator[str]:
    """A cause over time: on which run of which bank it was there, and how many verdicts it touched.

    Of a requirement, how it stood on each.
    """
    width = max((len(run.bank) for run in runs), default=0)
    requirement = requirement_meant(runs, wanted)
    for run in runs:
        found = [one for one in run.causes if means(one, wanted)]
        number = sum(one.verdicts for one in found)
        stood = [run.requirements.get(requirement, "-")] if requirement else [] if found else ["-"]
        told = "  ".join([*stood, *([f"{'#' * min(number, 40)} {plural(number, 'verdict')}"] if found else [])])
        yield on_one_line(f"{when(run.started)}  {run.bank.ljust(width)}  {told}")
    sentences = dict.fromkeys(one.sentence for run in runs for one in run.causes if means(one, wanted))
    yield from (on_one_line(f"cause  {one}") for one in sentences)
    if not sentences and not requirement:
        yield f"no run that is kept has such a cause: {wanted}"


def table(runs: Sequence[KeptRun]) -> str:
    """As CSV: a line for each endpoint of each run, one for a run without any."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for run in runs:
        musts = sum(one.level == "must" for one in run.causes)
        told = [_plain(value) for value in (run.started, run.fleet, run.bank, run.host, run.word)]
        why = [_plain(value) for value in (run.scope, run.reason)]
        rows: list[Sequence[str | float]] = [
            (_plain(one.endpoint), one.answers, one.median_ms, one.p95_ms) for one in run.times
        ]
        for row in rows or [("",) * 4]:
            writer.writerow([*told, run.exit_code, *why, musts, *row])
    return text.getvalue()


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and no terminal for an order."""
    return on_one_line(f"'{text}" if text.startswith(("=", "+", "-", "@")) else text)
