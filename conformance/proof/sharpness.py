"""How sharp the catalogue was measured to be, where that speaks of what a run has played."""

from __future__ import annotations

from typing import Final

from conformance import specs
from conformance.catalogue.shipped import Origin
from conformance.model import Outcome
from conformance.proof import score
from conformance.report.statement import Facts, measured

_NOT_MEASURED: Final = "not measured: the set that was played is not the one that it was measured with"


def told(found: Facts) -> str:
    """The score in one sentence, or that it says nothing of this run."""
    if not measured(found):
        return _NOT_MEASURED
    skipped = sum(one.outcome is Outcome.SKIPPED and one.origin is Origin.SHIPPED for one in found.results)
    return score.statement(specs.load().folder, specs.scenarios_folder(), skipped=skipped)
