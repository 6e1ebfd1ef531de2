"""The chapter about the documentation itself: what it leaves open, the reading taken, the scenarios that rest on it.

It judges nobody: it is what a bank may want to mend in its own text, and it can be sent as it stands. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conformance.specs import Ambiguity

Rests = Mapping[str, Sequence[str]]
"""For each ambiguity the scenarios of this run that rest on its reading."""


def markdown(ambiguities: Mapping[str, Ambiguity], rests: Rests) -> str:
    """Every known point as a document to send to the bank, those that matter to this run with their scenarios."""
    parts = [
        "# Findings about the documentation\n\nContradictions and gaps of the documentation of the account-information "
        "API (STET 1.4.2.17): with itself, with its samples, with the standard. Each with the reading that the "
        "examination took.\n"
    ]
    for key, point in ambiguities.items():
        parts.append(f"\n## {key} · {point.chapter}\n")
        parts.append(f"{point.kind.capitalize()}, lines {lines(point) or 'none'}.\n")
        parts.append(f"{point.wrong}\n\n*Reading:* {point.reading}\n")
        if key in rests:
            parts.append("*Scenarios:* " + ", ".join(f"`{name}`" for name in rests[key]) + "\n")
    return "\n".join(parts)


def lines(point: Ambiguity) -> str:
    """The lines of the documentation that a point speaks of."""
    return ", ".join(point.lines)
