"""Verdicts for the terminal: what failed in eight lines, and what the whole run came to. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

from conformance.ledger.ledger import Entry
from conformance.ledger.lines import dumps
from conformance.model import Exchange, Finding, Outcome, Verdict
from conformance.report.curl import astray, replay, without_credentials
from conformance.specs import Requirement
from conformance.visible import visible
from conformance.wording import plural

Register = Mapping[str, Requirement]

_MOST: Final = 8
"""How many findings of one scenario are told in full; the reports have them all."""
_WIDTH: Final = 160
_REPLAY: Final = 2_000
_LABEL: Final = 9


def block(entry: Entry, register: Register) -> str:
    """What there is to say about a verdict: each finding at its place, or the reason where nothing was checked."""
    return visible("\n".join(_lines(entry, register)))


def _lines(entry: Entry, register: Register) -> Iterator[str]:
    verdict = entry.verdict
    scenario = verdict.scenario
    yield f"{verdict.outcome.upper()}  {scenario.name}   {scenario.title}"
    if verdict.reason:
        yield str(scenario.place)
        yield _labelled("reason", verdict.reason)
        if verdict.outcome is Outcome.BROKEN:
            yield _labelled("", "this is a fault of stet-conformance; please report it with this block")
    shown = ordered(verdict)
    last: Exchange | None = None
    for finding in islice(shown, _MOST):
        yield from _finding(entry, finding)
        if finding.exchange is not None and finding.exchange is not last:
            yield from _answered(entry, finding, finding.exchange, register if last is None else None)
            last = finding.exchange
    if len(shown) > _MOST:
        yield f"    and {plural(len(shown) - _MOST, 'more finding')} in the reports"
    if verdict.counterexample is not None:
        yield f"{scenario.place}  the smallest case that shows it, as a scenario"
        yield from (f"    {line}" for line in verdict.counterexample.splitlines())
    if not shown and verdict.outcome is not Outcome.SKIPPED:
        yield from _shows(entry, register)


def ordered(verdict: Verdict) -> tuple[Finding, ...]:
    """The findings, those that count against the bank first."""
    return tuple(sorted(verdict.findings, key=lambda finding: not finding.must))


def _finding(entry: Entry, finding: Finding) -> Iterator[str]:
    """Where the claim stands, what it wanted and what it got."""
    advice = "" if finding.must or entry.verdict.outcome is Outcome.WARNED else "  (should)"
    yield "  ".join(part for part in (str(finding.place), finding.word, _oneline(finding.key)) if part) + advice
    source = entry.sources.get(finding.place.line)
    if source is not None:
        yield f"    {finding.place.line} | {source}"
    wanted, got = apart(finding.wanted, finding.got)
    if finding.wanted is not None:
        yield _labelled("wanted", wanted)
    yield _labelled("got", _got(finding, got))
    if finding.tolerance:
        yield _labelled("warns", f"and does not fail, by {finding.tolerance}")


def _answered(entry: Entry, finding: Finding, exchange: Exchange, register: Register | None) -> Iterator[str]:
    """The answer that shows it, the promise it breaks (once in a block) and the line that asks again."""
    yield _labelled("answer", answer(exchange))
    if register is not None:
        yield from _breaks(finding, register) if finding.promise in register else _shows(entry, register)
    call = exchange.call
    line = replay(without_credentials(call) if entry.base_url and astray(call, entry.base_url) else call)
    long = f"too long for a line ({len(line):,} characters); the reports have the request"
    yield _labelled("replay", line if len(line) <= _REPLAY else long)


def _got(finding: Finding, got: str) -> str:
    says = finding.says
    if finding.where and finding.where != finding.key and finding.where not in says:
        says = f"{says}, at {finding.where}" if says else f"at {finding.where}"
    if finding.got is None:
        return _oneline(says) if says else "null"
    return f"{got}   ({_oneline(says)})" if says else got


def answer(exchange: Exchange) -> str:
    """A request and what came back, without what is the same in every line of a report."""
    parts = urlsplit(exchange.call.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    note = f" ({exchange.note})" if exchange.note else ""
    return f"{exchange.call.method} {_below_version(path)} -> {exchange.status}, {exchange.elapsed_ms:.0f} ms{note}"


def _below_version(path: str) -> str:
    """`/stet/psd2/v1.4.2/accounts` is told as `/accounts`."""
    head, version, tail = path.partition("/v1.")
    return "/" + tail.partition("/")[2] if version and "/" in tail and head.count("/") < 6 else path


def _breaks(finding: Finding, register: Register) -> Iterator[str]:
    """The promise that a finding names, and where that is made."""
    one = register[finding.promise]
    yield _labelled(
        "shows", f"{one.id} ({one.level}): {one.says}" + (f"  ({finding.source})" if finding.source else "")
    )


def _shows(entry: Entry, register: Register) -> Iterator[str]:
    covers = entry.verdict.scenario.covers
    if not covers:
        return
    first, *others = covers
    says = register[first].says if first in register else ""
    level = entry.levels.get(first, "must")
    also = f"  (also {', '.join(others)})" if others else ""
    yield _labelled("shows", f"{first} ({level}): {says}{also}")


def shown(value: Any) -> str:
    """A JSON value on one line, its middle left out where it is long."""
    text = _oneline(value) if isinstance(value, str) else dumps(value).decode("utf-8", "replace")
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 40]} … {text[-36:]}"


def apart(wanted: Any, got: Any) -> tuple[str, str]:
    """Two JSON values on a line each, never alike unless they are the same value.

    `7` and "7" are told apart by their quotes, long texts by what stands around their first difference.
    """
    left, right = shown(wanted), shown(got)
    if left != right:
        return left, right
    left, right = (dumps(value).decode("utf-8", "replace") for value in (wanted, got))
    if max(len(left), len(right)) <= _WIDTH:
        return left, right
    at = next((i for i, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), 0)
    start = max(at - _WIDTH // 2, 0)
    return f"… {left[start : start + _WIDTH]}", f"… {right[start : start + _WIDTH]}"


def _oneline(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


def _labelled(label: str, text: str) -> str:
    return f"    {label.ljust(_LABEL)}{_oneline(text)}"


_COLOURS: Final[tuple[tuple[str, dict[str, bool]], ...]] = (
    ("CAUSE", {"red": True, "bold": True}),
    ("FAILED", {"red": True, "bold": True}),
    ("BLOCKED", {"red": True, "bold": True}),
    ("BROKEN", {"red": True, "bold": True}),
    ("WARNED", {"yellow": True, "bold": True}),
    ("DEVIANT", {"yellow": True, "bold": True}),
    ("SKIPPED", {"cyan": True}),
    ("CONFORM", {"green": True, "bold": True}),
    ("NOT ", {"red": True, "bold": True}),
    ("COULD NOT RUN", {"red": True, "bold": True}),
    ("INCOMPLETE", {"red": True, "bold": True}),
    ("PARTIAL", {"bold": True}),
    ("STALE", {"yellow": True, "bold": True}),
    ("    got", {"red": True}),
    ("    wanted", {"green": True}),
)


def colours(line: str) -> tuple[tuple[str, dict[str, bool]], ...]:
    """A line in pieces, each with the markup of pytest's terminal writer: the leading word is what is coloured."""
    for beginning, markup in _COLOURS:
        if line.startswith(beginning):
            word, gap, rest = line.partition("  ") if not line.startswith(" ") else (line, "", "")
            return ((word, markup), (gap + rest, {}))
    return ((line, {}),)
