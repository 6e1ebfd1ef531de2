"""A history for a terminal and for spreadsheets. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from conformance.history.kept import KeptRun, means, with_changes
from conformance.report.summary import when
from conformance.wording import plural

_FEW = 5
_COLUMNS = (
    "started",
    "fleet",
    "bank",
    "host",
    "word",
    "exit_code",
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
        yield f"{when(run.started)}  {run.bank.ljust(width)}  {run.word}{causes}{times}{why}"
        for one in changed[:_FEW]:
            yield f"    {one.requirement}: {one.before} -> {one.after}"
        if len(changed) > _FEW:
            yield f"    and {plural(len(changed) - _FEW, 'requirement')} more"


def trend(runs: Sequence[KeptRun], wanted: str) -> Iterator[str]:
    """A cause over time: on which run of which bank it was there, and how many verdicts it touched."""
    width = max((len(run.bank) for run in runs), default=0)
    for run in runs:
        found = [one for one in run.causes if means(one, wanted)]
        number = sum(one.verdicts for one in found)
        told = f"{'#' * min(number, 40)} {plural(number, 'verdict')}" if found else "-"
        yield f"{when(run.started)}  {run.bank.ljust(width)}  {told}"
    sentences = dict.fromkeys(one.sentence for run in runs for one in run.causes if means(one, wanted))
    yield from (f"cause  {one}" for one in sentences)
    if not sentences:
        yield f"no run that is kept has such a cause: {wanted}"


def table(runs: Sequence[KeptRun]) -> str:
    """As CSV: a line for each endpoint of each run, one for a run without any."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for run in runs:
        musts = sum(one.level == "must" for one in run.causes)
        told = [_plain(value) for value in (run.started, run.fleet, run.bank, run.host, run.word)]
        rows: list[Sequence[str | float]] = [
            (one.endpoint, one.answers, one.median_ms, one.p95_ms) for one in run.times
        ]
        for row in rows or [("",) * 4]:
            writer.writerow([*told, run.exit_code, musts, *row])
    return text.getvalue()


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
