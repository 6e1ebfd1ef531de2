"""A run in Markdown, for merge requests and the summaries of pipelines. Pure; every foreign text is made plain here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from conformance.late import pattern
from conformance.report.cause import Cause
from conformance.report.cause_text import breaks, seen, touches
from conformance.report.coverage import standings
from conformance.report.finished import Finished
from conformance.report.summary import ending, facts, headline
from conformance.report.tally import count
from conformance.report.text import Register
from conformance.visible import on_one_line

_MEANS_SOMETHING: Final = pattern(r"([\\`*_{}\[\]<>#|~&@:!])")
_MOST: Final = 20
"""How many causes are told; the dossier has them all."""


def markdown(run: Finished, register: Register, causes: Sequence[Cause]) -> str:
    """The word, the causes, and what was counted: as the terminal says it, in a page of Markdown."""
    return "\n".join(_lines(run, register, causes)) + "\n"


def _lines(run: Finished, register: Register, causes: Sequence[Cause]) -> Iterator[str]:
    word = run.statement.headline
    yield f"## {plain(word)}"
    yield ""
    yield plain(headline(run).removeprefix(word).strip())
    yield ""
    yield from _table(("verdict", "number"), ((word, str(n)) for word, n in count(run.results).items() if n))
    if causes:
        yield ""
        yield "### Causes, the gravest first"
        yield ""
        for cause in causes[:_MOST]:
            yield from _cause(cause)
        if len(causes) > _MOST:
            yield f"and {len(causes) - _MOST} more in the dossier"
    yield ""
    told = [(label, text) for label, text in facts(run, standings(register, run.results)) if text]
    yield from _table(("", ""), [*told, ("exit code", ending(run.statement))])


def _cause(cause: Cause) -> Iterator[str]:
    should = "" if cause.must else " (should)"
    yield f"{cause.number}. **{plain(cause.sentence)}**{should}"
    told = ("hits", str(cause.condition)), ("breaks", breaks(cause)), ("seen", seen(cause)), ("touches", touches(cause))
    for label, text in told:
        if text:
            yield f"   - {label} {plain(text)}"


def _table(head: Sequence[str], rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    yield from (f"| {plain(label)} | {plain(text)} |" for label, text in rows)


def plain(text: str) -> str:
    """A text that Markdown shows as it stands: nothing in it is obeyed, no name in it is called."""
    return _MEANS_SOMETHING.sub(r"\\\1", on_one_line(text))
