"""The end of a run: what it says, counted from its verdicts, and the files that only a run which ends can write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from conformance import wholefiles
from conformance.clock import PARIS
from conformance.ledger.facts import footer
from conformance.ledger.ledger import Story
from conformance.plugin.ended import Stopped
from conformance.plugin.verdicts import Verdicts
from conformance.proof import sharpness
from conformance.report import finished, new_deviations
from conformance.report.cause import Cause
from conformance.report.dossier import anchors
from conformance.report.finished import Finished
from conformance.report.statement import End, statement
from conformance.report.tally import count

ENTRIES: Final = "new-deviations.yaml"
"""The file of new failures, as entries for the target's list of deviations."""

ARCHIVE: Final = "traffic.har"
"""What was exchanged, as an HTTP archive."""

DRAWN: Final = (anchors.NAME, "report.html", "junit.xml", "summary.md")
"""What is drawn from the ledger, in the folder of reports."""


def ended(header: Mapping[str, Any], verdicts: Verdicts, stopped: Stopped, mask: Callable[[str], str]) -> Finished:
    """What a run came to; `mask` over what it tells of the user's own texts."""
    stale, annex = verdicts.listed.stale() if stopped.end is End.WHOLE else [], verdicts.listed.annex()
    ending = {"end": stopped.end.value, "stale": stale, "deviations": annex}
    found = finished.facts(header, verdicts.results, ending)
    says = statement(found)
    foot = footer(
        count(verdicts.results),
        exit_code=says.code,
        word=says.headline,
        end=stopped.end.value,
        complete=stopped.end is End.WHOLE,
        ended=datetime.now(PARIS).isoformat(),
        sharpness=sharpness.told(found),
        stale=[mask(one) for one in stale],
        reason=mask(stopped.reason).encode("utf-8", "replace").decode(),
        deviations=annex,
    )
    return Finished(header=header, footer=foot, results=found.results, statement=says)


def remove_drawn(folder: Path) -> None:
    """Take away what was drawn from the ledger before this one: were this run killed, it would be taken for its own."""
    for name in (*DRAWN, ENTRIES, ARCHIVE):
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)


def write_entries(folder: Path, found: tuple[Cause, ...], verdicts: Verdicts) -> None:
    """The entries for new failures, ready to paste; those of an earlier run are removed. Raises OSError."""
    path = folder / ENTRIES
    path.unlink(missing_ok=True)
    text = new_deviations.written(found, verdicts.sightings)
    if text:
        wholefiles.write(path, text)


def write_archive(folder: Path, story: Story) -> None:
    """What was exchanged as an HTTP archive, from the ledger as it stands. Raises OSError."""
    from conformance.har import writing  # noqa: PLC0415 - slow to import, and seldom asked for

    with wholefiles.fresh(folder / ARCHIVE) as file:
        writing.write(file, story.exchanges.values())
