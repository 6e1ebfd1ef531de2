"""The chapter about the documentation itself: what it leaves open, the reading taken, the scenarios that rest on it.

It judges nobody: it is what a bank may want to mend in its own text, and it can be sent as it stands. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from conformance.specs import Ambiguity

Rests = Mapping[str, Sequence[str]]
"""For each ambiguity the scenarios of this run that rest on its reading."""


def html(ambiguities: Mapping[str, Ambiguity], rests: Rests) -> str:
    """The chapter as part of the HTML report; '' where nothing in this run rests on a reading."""
    used = [key for key in ambiguities if key in rests]
    return "".join(_html(ambiguities, rests, used)) if used else ""


def _html(ambiguities: Mapping[str, Ambiguity], rests: Rests, used: Sequence[str]) -> Iterator[str]:
    yield '<details class="stet-tests stet-documentation"><summary>Findings about the documentation itself: '
    yield f"{len(used)} of {len(ambiguities)} known points matter to this run</summary><table><thead>"
    heads = ("Point", "Lines", "What the text leaves open", "Reading taken", "Scenarios")
    yield f"<tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>"
    yield "</thead><tbody>"
    for key in used:
        point = ambiguities[key]
        links = ", ".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name in rests[key])
        yield f"<tr><td>{key}</td><td>{escape(lines(point))}</td><td><b>{escape(point.chapter)}</b> "
        yield f"({escape(point.kind)}). {escape(point.wrong)}</td>"
        yield f"<td>{escape(point.reading)}</td><td>{links}</td></tr>"
    yield "</tbody></table></details>"


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
