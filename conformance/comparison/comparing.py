"""Two ledgers into one comparison. Pure."""

from __future__ import annotations

from conformance.catalogue.renames import Renames
from conformance.comparison import comparable, standing
from conformance.comparison.changes import shifts
from conformance.comparison.comparable import nightly
from conformance.comparison.comparison import Comparison, Drift, Side
from conformance.comparison.drift import drift
from conformance.comparison.observing import observe
from conformance.comparison.requests import otherwise
from conformance.comparison.runs import ComparedRun, run_of
from conformance.ledger.reading import Story
from conformance.report import finished
from conformance.specs import Specs


def compare(before: Story, after: Story, specs: Specs, renames: Renames) -> Comparison:
    """What differs between two runs. Raises Mistakes where the last line of a ledger contradicts the others."""
    sides = tuple(_side(story) for story in (before, after))
    one, other = (run_of(story, specs.register, renames.names) for story in (before, after))
    names = comparable.common(one, other)
    return Comparison(
        before=sides[0],
        after=sides[1],
        failing=standing.failing(one, other),
        warned=standing.warned(one, other),
        gone=standing.gone(one, other),
        vanished=standing.vanished(one, other),
        remarks=tuple(comparable.remarks(one, other)),
        missing=tuple(comparable.missing(one, other)),
        drift=tuple(_drift(one, other, names, specs)),
        compared=len(names),
    )


def _drift(before: ComparedRun, after: ComparedRun, names: frozenset[str], specs: Specs) -> list[Drift]:
    ones, others = before.exchanges(names), after.exchanges(names)
    seen, now = (
        observe(exchanges, run.header["target"]["base_url"], left_out=nightly)
        for exchanges, run in ((ones, before), (others, after))
    )
    lives = any(run.header.get("bank", {}).get("live") for run in (before, after))
    settled = not lives and len({run.header["started"][:10] for run in (before, after)}) == 1
    texts = not (comparable.masked(before) or comparable.masked(after))
    return drift(shifts(seen, now, settled=settled, texts=texts), otherwise(ones, others, specs.codes), seen, now)


def _side(story: Story) -> Side:
    header, run = story.header, finished.read(story)
    return Side(
        name=header["target"]["name"],
        base_url=header["target"]["base_url"],
        started=header["started"],
        word=run.statement.headline,
        run=header.get("run", ""),
    )
