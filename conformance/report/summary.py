"""What a whole run came to, for the terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conformance.ledger.ledger import Entry
from conformance.model import Outcome
from conformance.report.coverage import Standing, acceptance, held, standings
from conformance.report.tally import CHECKED, MEANINGS, Result
from conformance.report.text import Register, block

_FIRST_NAMES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What the summary says of a verdict that the tests' own sections leave out."""

    outcome: Outcome
    name: str
    reason: str
    text: str
    """Its block; '' where the reason is all there is to tell."""


def aside(entry: Entry, register: Register) -> Aside:
    """Warnings and deviations are told as blocks, what was not played by its reason."""
    verdict = entry.verdict
    text = block(entry, register) if verdict.outcome in (Outcome.WARNED, Outcome.DEVIANT) else ""
    return Aside(outcome=verdict.outcome, name=verdict.scenario.name, reason=verdict.reason, text=text)


def asides(found: Sequence[Aside]) -> Iterator[str]:
    """The blocks, then every reason once with the scenarios it kept from being played."""
    for one in found:
        if one.text:
            yield from one.text.splitlines()
            yield ""
    for outcome in (Outcome.SKIPPED, Outcome.BLOCKED):
        for reason, names in _by_reason(found, outcome).items():
            more = f" and {len(names) - _FIRST_NAMES} more" if len(names) > _FIRST_NAMES else ""
            yield f"{outcome.upper()}  {reason}: {', '.join(names[:_FIRST_NAMES])}{more}"


def _by_reason(found: Iterable[Aside], outcome: Outcome) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for one in found:
        if one.outcome is outcome:
            groups.setdefault(one.reason, []).append(one.name)
    return groups


def summary(
    header: Mapping[str, Any],
    footer: Mapping[str, Any],
    results: Sequence[Result],
    register: Register,
    reports: Iterable[str],
) -> Iterator[str]:
    """The verdict line, what was counted, where the reports are, the exit code and its meaning."""
    found = standings(register, results)
    yield headline(header, footer)
    yield from (_told("hint", hint) for hint in header.get("hints", ()))
    yield from (_told(label, text) for label, text in facts(footer, found) if text)
    yield from (_told("sharpness", text) for text in (header.get("sharpness"),) if text)
    yield _told("reports", ", ".join(reports))
    code = footer["exit_code"]
    yield _told("exit code", f"{code}: {MEANINGS[code][1]}")


def headline(header: Mapping[str, Any], footer: Mapping[str, Any]) -> str:
    """The verdict, about whom and when, on one line."""
    target = header["target"]
    about = (target["name"], target["base_url"], header["api"], when(header["started"]))
    incomplete = "" if footer["complete"] else "  (incomplete)"
    return f"{MEANINGS[footer['exit_code']][0]}  {' · '.join(part for part in about if part)}{incomplete}"


def facts(footer: Mapping[str, Any], found: Sequence[Standing]) -> Iterator[tuple[str, str]]:
    """What was counted, label and text."""
    tests = acceptance(found)
    yield "reason", footer.get("reason", "")
    for stale in footer.get("stale", ()):
        yield "stale", stale
    yield "acceptance tests", f"{held(tests)} of {len(tests)} passed{_not_held(tests)}"
    yield "scenarios", ", ".join(f"{number} {word}" for word, number in footer["counts"].items() if number) or "none"
    testable = [
        standing for standing in found if not standing.requirement.not_tested and standing.requirement.level != "info"
    ]
    checked = sum(standing.outcome in CHECKED for standing in testable)
    yield "requirements", f"{checked} of {len(testable)} checked on this run"


def _not_held(tests: Iterable[Standing]) -> str:
    """The acceptance tests that did not pass, by the word that says why."""
    groups: dict[str, list[str]] = {}
    for standing in tests:
        if standing.outcome not in (Outcome.PASSED, Outcome.WARNED):
            groups.setdefault(standing.word, []).append(standing.requirement.id)
    return "".join(f"; {word}: {_few(ids)}" for word, ids in groups.items())


def _few(ids: Sequence[str], most: int = 6) -> str:
    return ", ".join(ids[:most]) + (f" and {len(ids) - most} more" if len(ids) > most else "")


def when(moment: str) -> str:
    """A moment for people: `22 Nov 2026, 14:05 (Paris)`."""
    return datetime.fromisoformat(moment).strftime("%d %b %Y, %H:%M (Paris)").removeprefix("0")


def _told(label: str, text: str) -> str:
    return f"  {label.ljust(18)}{text}"
