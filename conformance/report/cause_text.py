"""Causes in words, for the terminal and for reports that know one line only. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from conformance.report.cause import Cause
from conformance.visible import on_one_line
from conformance.wording import plural

MOST: Final = 5
"""How many causes the terminal tells; the reports have them all."""
_FEW: Final = 4
_OF: Final = {"bank": "the bank's own documentation", "stet": "STET"}


def lines(found: Sequence[Cause], where: str) -> Iterator[str]:
    """The first causes, each in a few lines; where the others stand."""
    for cause in found[:MOST]:
        yield on_one_line(f"CAUSE {cause.number}  {cause.sentence}") + ("" if cause.must else "  (should)")
        yield from (on_one_line(f"    {label.ljust(9)}{text}") for label, text in facts(cause) if text)
    if len(found) > MOST:
        yield f"and {plural(len(found) - MOST, 'more cause')} in {where}"


def short(found: Sequence[Cause]) -> Iterator[str]:
    """The first causes, each on a line."""
    for cause in found[:MOST]:
        promise = f"{cause.promise}, " if cause.promise else ""
        number = len(cause.scenarios) + len(cause.rules)
        level = "" if cause.must else "should: "
        yield on_one_line(f"{cause.number}. {level}{cause.sentence} ({promise}met by {plural(number, 'verdict')})")
    if len(found) > MOST:
        yield f"and {len(found) - MOST} more"


def facts(cause: Cause) -> Iterator[tuple[str, str]]:
    """What there is to tell of a cause, label and text."""
    yield "hits", str(cause.condition)
    yield "breaks", breaks(cause)
    yield "seen", seen(cause)
    yield "first", first(cause)
    yield "met by", touches(cause)


def name(cause: Cause) -> str:
    """A cause on one line: `cause 1: status 404 instead of 401 (ERR-30)`."""
    return f"cause {cause.number}: {cause.sentence}" + (f" ({cause.promise})" if cause.promise else "")


def breaks(cause: Cause) -> str:
    """The promise, whose it is and where it stands."""
    if not cause.promise:
        return "no single requirement: the claims that show it only prepare, or stand for several"
    whose = "" if cause.source.startswith("STET") else _OF.get(cause.of, "")
    text = f"{cause.promise} ({', '.join(part for part in (cause.level, whose, cause.source) if part)})"
    return f"{text}: {cause.says}" if cause.says else text


def seen(cause: Cause) -> str:
    """In how many answers, to what, to whom."""
    if not cause.answers:
        return ""
    number = f"in {cause.answers} of {plural(cause.out_of, 'answer')}"
    often = " (intermittent: the same request was answered well too)" if cause.sometimes else ""
    addresses = f" to {_few(cause.addresses)}" if cause.addresses else ""
    return f"{number}{often}{addresses}" + (f", as {_few(cause.personas)}" if cause.personas else "")


def first(cause: Cause) -> str:
    """The first exchange that shows it, by our number and by the bank's own name for it."""
    if not cause.first:
        return ""
    theirs = f", the bank's X-Request-ID {cause.request_id}" if cause.request_id else ""
    return f"exchange {cause.first} of the ledger{theirs}"


def touches(cause: Cause) -> str:
    """The scenarios and rules that it shows in."""
    parts = [(cause.scenarios, "scenario"), (cause.rules, "rule")]
    return "; ".join(f"{plural(len(names), noun)}: {_few(names)}" for names, noun in parts if names)


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more


def categories(found: Sequence[Cause]) -> list[dict[str, Any]]:
    """Allure's categories: one for each cause, which finds its results by the name in their message (report/allure)."""
    return [
        {
            "name": name(cause),
            "description": f"{breaks(cause)}\n{seen(cause)}",
            "messageRegex": rf"(?s)[A-Z]+ (?:{'|'.join(map(re.escape, sorted(cause.explains)))}): .*",
            "matchedStatuses": ["failed"] if cause.must else ["failed", "passed"],
        }
        for cause in found
    ]
