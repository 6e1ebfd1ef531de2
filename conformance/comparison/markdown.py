"""A comparison as Markdown, for a merge request or a page of a wiki. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from conformance.comparison.comparison import Comparison
from conformance.comparison.text import sections, side
from conformance.late import pattern
from conformance.visible import on_one_line

_SPECIAL: Final = pattern(r"([\\`*_\[\]<>|#])")


def render(found: Comparison) -> str:
    """The same as the text, as a document of its own."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Comparison) -> Iterator[str]:
    yield "# Two runs compared"
    yield ""
    yield f"- from {escape(side(found.before))}"
    yield f"- to {escape(side(found.after))}"
    if found.empty:
        yield ""
        yield f"Nothing differs; {found.compared} scenarios and rules were compared."
    for heading, lines in sections(found):
        name, _, number = heading.partition("  ")
        yield ""
        yield f"## {name.capitalize()}" + (f": {number}" if number else "")
        yield ""
        for line in lines:
            text = escape(line.strip())
            yield f"  - {text}" if line.startswith("    ") else f"- {text}"


def escape(text: str) -> str:
    """A text as Markdown shows it to the letter."""
    return _SPECIAL.sub(r"\\\1", on_one_line(text))
