"""A comparison as text for a terminal. Pure; '' where there is nothing to tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from conformance.comparison.comparison import Comparison, Drift, Failure, Side
from conformance.comparison.drift import addresses, personas
from conformance.report.summary import when
from conformance.visible import on_one_line
from conformance.wording import plural

_MOST: Final = 40
"""So much drift is told here; JSON and HTML have all of it."""
_FEW: Final = 4


def render(found: Comparison) -> str:
    """What differs between two runs, the gravest first; nothing where nothing does."""
    return "" if found.empty else "\n".join(map(on_one_line, _lines(found))) + "\n"


def _lines(found: Comparison) -> Iterator[str]:
    yield f"from  {side(found.before)}"
    yield f"to    {side(found.after)}"
    for heading, lines in sections(found):
        yield ""
        yield heading
        yield from (f"  {line}" for line in lines)


def side(one: Side) -> str:
    """One of the runs on a line."""
    return f"{one.name} · {one.base_url} · {when(one.started)} · {one.word}"


def sections(found: Comparison, most: int = _MOST) -> Iterator[tuple[str, list[str]]]:
    """What is told, part by part: a heading and its lines."""
    yield from _failures("NEWLY FAILING", [one for one in found.failing if not one.accepted])
    if found.vanished:
        yield f"VANISHED  {plural(len(found.vanished), 'scenario')}", [few(found.vanished)]
    if found.missing:
        yield "NOT COMPARABLE", list(found.missing)
    yield from _failures("NEWLY A KNOWN DEVIATION", [one for one in found.failing if one.accepted])
    yield from _failures("NEWLY WARNED", found.warned)
    yield from _failures("GONE", found.gone)
    if found.drift:
        lines = [drift_line(one) for one in found.drift[:most]]
        more = [f"and {len(found.drift) - most} more: --format json or html"] if len(found.drift) > most else []
        yield f"DRIFT  {plural(len(found.drift), 'difference')} in the answers", [*lines, *more]
    if found.remarks:
        yield "TO BE KNOWN", list(found.remarks)


def _failures(heading: str, failures: Sequence[Failure]) -> Iterator[tuple[str, list[str]]]:
    if failures:
        yield f"{heading}  {plural(len(failures), 'cause')}", [line for one in failures for line in _failure(one)]


def _failure(one: Failure) -> Iterator[str]:
    promise = f" ({one.promise})" if one.promise else ""
    level = "" if one.must else "should: "
    yield f"{level}{one.sentence or 'by no single cause'}{promise}"
    names = (
        f"{plural(len(one.names), 'verdict')}: {few(one.names)}" if one.names else "where something else failed before"
    )
    known = "; known of other scenarios before" if one.known else ""
    yield f"    {names}{known}"
    if one.exchange:
        theirs = f", the bank's X-Request-ID {one.request_id}" if one.request_id else ""
        yield f"    first in exchange {one.exchange}{theirs}"


def drift_line(one: Drift) -> str:
    """One difference on a line: what, from what to what, in which answers."""
    what = f" {one.what}" if one.what else ""
    return f"{one.aspect}{what}: {one.says}{_at(one)}{_in(one)}"


def _at(one: Drift) -> str:
    """The places in a body; of one alone only where it says more than its last name."""
    paths = [path for path in one.where if path != one.what]
    return f" (at {few(paths)})" if paths else ""


def _in(one: Drift) -> str:
    parts = [few(addresses(one.places))] if one.places else []
    who = personas(one.places)
    parts += [f"as {few(who)}"] if who else []
    if one.requests:
        parts.append(f"{plural(one.requests, 'request')} of {few(one.scenarios)}")
    return "".join(f" · {part}" for part in parts)


def few(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more
