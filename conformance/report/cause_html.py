"""Causes on top of the HTML report. Pure, and escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from conformance.report.cause_text import breaks, first, seen
from conformance.report.causes import Cause
from conformance.report.new_deviations import entries
from conformance.wording import plural


def section(found: Sequence[Cause]) -> str:
    """What is wrong with the bank, defect by defect; '' where nothing is."""
    return "".join(_section(found)) if found else ""


def links(found: Sequence[Cause], names: Iterable[str]) -> str:
    """The causes that rules have found in the answers to these scenarios, each leading to where it is told."""
    wanted = set(names)
    hit = [cause.number for cause in found if cause.must and cause.rules and wanted.intersection(cause.scenarios)]
    told = ", ".join(f'<a href="#cause-{number}">cause {number}</a>' for number in hit)
    return f"<br>({told})" if told else ""


def _section(found: Sequence[Cause]) -> Iterator[str]:
    musts = sum(cause.must for cause in found)
    told = [(musts, "count against the bank" if musts != 1 else "counts against the bank")]
    told += [(len(found) - musts, "should be better")]
    counted = ", ".join(f"{number} {says}" for number, says in told if number)
    yield f'<details class="stet-tests stet-causes" open><summary>{plural(len(found), "cause")}: {counted}</summary>'
    yield from (part for cause in found for part in _cause(cause))
    yield "</details>"


def _cause(cause: Cause) -> Iterator[str]:
    kind = "must" if cause.must else "should"
    yield f'<div class="stet-finding stet-cause stet-{kind}" id="cause-{cause.number}">'
    yield f"<p><b>{cause.number}. {escape(cause.sentence)}</b> ({kind})</p>"
    yield '<dl class="stet-facts">'
    for label, text in (("breaks", breaks(cause)), ("seen", seen(cause)), ("first", first(cause))):
        if text:
            yield f"<dt>{label}</dt><dd>{escape(text)}</dd>"
    names = (*cause.rules, *cause.scenarios)
    if names:
        links = ", ".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name in names)
        yield f"<dt>touches</dt><dd><details><summary>{_number(cause)}</summary>{links}</details></dd>"
    yield "</dl>"
    accepted = "\n".join(entries(cause))
    if accepted:
        yield "<details><summary>To accept it for a time: the entries for the list of known deviations</summary>"
        yield f"<pre>{escape(accepted)}</pre></details>"
    yield "</div>"


def _number(cause: Cause) -> str:
    parts = [(len(cause.scenarios), "scenario"), (len(cause.rules), "rule")]
    return ", ".join(plural(number, noun) for number, noun in parts if number)
