"""Generated cases: sentences that must hold for every case that Hypothesis can think of, judged by a model of the text.

A case is a scenario. The model says what each of its steps must bring, the runner plays it, the checks judge it; so a
counter-example is a scenario file that fails for whoever plays it. Importing this package imports Hypothesis.
"""

from __future__ import annotations

from typing import Final

from conformance.properties import consents, filters, pages, refusals, tokens
from conformance.properties.property import Property
from conformance.properties.text import read
from conformance.properties.trial import BUDGETS, budget, examine, keep, scenario, sources

__all__ = ["BUDGETS", "PROPERTIES", "Property", "budget", "examine", "keep", "read", "scenario", "sources"]

PROPERTIES: Final[tuple[Property, ...]] = (
    consents.PROPERTY,
    filters.PROPERTY,
    filters.OVER_PAGES,
    pages.PROPERTY,
    refusals.PROPERTY,
    tokens.PROPERTY,
)
