"""The dossier, drawn once the ledger of a run has its end, or from the ledger that is told again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from conformance import wholefiles
from conformance.ledger import in_page, packing
from conformance.plugin.run import Run
from conformance.plugin.sighted import causes_of, seen_in
from conformance.report import finished
from conformance.report.dossier import anchors


def path_of(run: Run) -> Path | None:
    """Where it stands; None where the run has no ledger that it could be drawn from."""
    return run.settings.reports / anchors.NAME if run.story is not None or run.ledger_path.is_file() else None


def write(run: Run) -> None:
    """Draw it, from nothing but the ledger. Raises OSError where it cannot be written, Mistakes where that is none."""
    from conformance.report.dossier import drawing  # noqa: PLC0415 - jinja2 is needed here only
    from conformance.report.dossier.run import Told  # noqa: PLC0415 - as above

    path = path_of(run)
    if path is None:
        with suppress(OSError):  # that of an earlier run is not of this one
            (run.settings.reports / anchors.NAME).unlink(missing_ok=True)
        return
    story = run.told()
    told = Told(
        story=story,
        finished=finished.read(story),
        register=run.register,
        causes=causes_of(seen_in(story.entries), run.register),
    )
    settings, beside = run.settings, story.path.name
    if drawing.may_hold_ledger(told):
        text = drawing.page(told, run.packed(), settings.lang, settings.wording, beside=beside)
    else:
        sha256 = in_page.sha256(packing.unpacked(story.path))
        text = drawing.page_alone(told, sha256, settings.lang, settings.wording, beside=beside)
    path.parent.mkdir(parents=True, exist_ok=True)
    wholefiles.write(path, text)
