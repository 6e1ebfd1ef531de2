"""Causes as GitHub's annotations: a workflow command each, which a job's log turns into one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from conformance.report.cause import Cause
from conformance.report.cause_text import breaks, seen
from conformance.visible import visible

MOST: Final = 10
"""So many annotations of a kind GitHub shows of a step."""


def workflow_commands(found: Sequence[Cause]) -> Iterator[str]:
    """`::error file=…,line=…,title=…::…` for each cause that counts against the bank, `::warning` for the others."""
    for kind, causes in (("error", [one for one in found if one.must]), ("warning", [o for o in found if not o.must])):
        for cause in causes[:MOST]:
            place = cause.sightings[0].finding.place if cause.sightings else None
            where = f"file={_property(place.file)},line={place.line},col={place.column}," if place else ""
            says = "\n".join(part for part in (breaks(cause), seen(cause)) if part)
            yield f"::{kind} {where}title={_property(f'Cause {cause.number}: {cause.sentence}')}::{_data(says)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
