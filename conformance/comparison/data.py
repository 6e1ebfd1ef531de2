"""A comparison as data, for programs. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from conformance.comparison.comparison import Comparison, Drift
from conformance.comparison.drift import addresses, personas

FORMAT: Final = 1


def data(found: Comparison) -> dict[str, Any]:
    """All that differs, as plain JSON."""
    return {
        "format": FORMAT,
        "before": asdict(found.before),
        "after": asdict(found.after),
        "compared": found.compared,
        "newly_failing": [asdict(one) for one in found.failing],
        "vanished": list(found.vanished),
        "not_comparable": list(found.missing),
        "newly_warned": [asdict(one) for one in found.warned],
        "gone": [asdict(one) for one in found.gone],
        "drift": [_drift(one) for one in found.drift],
        "remarks": list(found.remarks),
    }


def _drift(one: Drift) -> dict[str, Any]:
    return {
        "aspect": one.aspect.value,
        "what": one.what,
        "says": one.says,
        "where": list(one.where),
        "answers": addresses(one.places),
        "personas": personas(one.places),
        "requests": one.requests,
        "scenarios": list(one.scenarios),
    }
