"""What a row of the HTML report shows when it is opened: the findings, then every exchange. Pure, and escaped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape as escaped
from typing import Any, Final

import orjson

from conformance.catalogue.steps import target
from conformance.deviations import entry as pasted
from conformance.ledger.ledger import Entry
from conformance.ledger.lines import dumps
from conformance.model import NOT_JSON, Asker, Call, Exchange, Finding, Outcome, Step, Verdict
from conformance.report.curl import replay, usual
from conformance.report.text import Register, answer, ordered, shown

BODY: Final = 1_024
"""How much of a body a row shows where no finding blames it; the ledger has more of it."""
BODY_OF_FINDING: Final = 65_536
BUDGET: Final = 2_048
"""How much of all those bodies together a row shows: a page of hundreds of scenarios must open at once."""
_VALUE: Final = 1_000
# Quotes are harmless between tags, and each takes six bytes more in the page; so attributes do without them too.
escape = partial(escaped, quote=False)


def details(entry: Entry, register: Register) -> str:
    """The inside of a row."""
    return f"<div class=stet-details>{''.join(_details(entry, register))}</div>"


def _details(entry: Entry, register: Register) -> Iterator[str]:
    verdict = entry.verdict
    if verdict.reason:
        yield f"<p class=stet-reason>{escape(verdict.outcome.value)}: {escape(verdict.reason)}</p>"
    last: Exchange | None = None
    for finding in ordered(verdict):
        yield from _finding(entry, finding, again=finding.exchange is last)
        last = finding.exchange
    if verdict.counterexample is not None:
        yield f"<p>The smallest case that shows it, as a scenario:</p><pre>{escape(verdict.counterexample)}</pre>"
    if verdict.outcome is Outcome.FAILED:
        yield f"<details><summary>The entries for the list of known deviations</summary><pre>{escape(pasted(verdict))}"
        yield "</pre></details>"
    yield from _requirements(verdict, register)
    yield f"<p class=stet-place>{escape(str(verdict.scenario.place))}</p>"
    yield from _exchanges(verdict)


def _finding(entry: Entry, finding: Finding, *, again: bool) -> Iterator[str]:
    """One finding; `again`: the answer it is about has just been told."""
    kind = "must" if finding.must else "should"
    head = " ".join(part for part in (finding.word, finding.key) if part)
    where = f" at <code>{escape(finding.where)}</code>" if finding.where and finding.where != finding.key else ""
    yield f'<div class="stet-finding stet-{kind}"><p><b>{escape(head)}</b> ({kind}): {escape(finding.says)}{where}</p>'
    source = entry.sources.get(finding.place.line)
    if source is not None:
        yield f"<pre class=stet-source>{escape(str(finding.place))}\n{finding.place.line:6} | {escape(source)}</pre>"
    yield "<table>"
    for label, value in (("wanted", finding.wanted), ("got", finding.got)):
        if value is not None:
            yield f"<tr><th>{label}</th><td><code>{_value(value)}</code></td></tr>"
    if finding.tolerance:
        yield f"<tr><th>warns</th><td>and does not fail, by {escape(finding.tolerance)}</td></tr>"
    if not again and finding.exchange is not None:
        yield f"<tr><th>answer</th><td>{escape(answer(finding.exchange))}</td></tr>"
        curl = escape(replay(finding.exchange.call))
        yield f"<tr><th>replay</th><td><code class=stet-curl>{curl}</code></td></tr>"
    yield "</table></div>"


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else dumps(value).decode("utf-8", "replace")
    return escape(text if len(text) <= _VALUE else f"{text[:_VALUE]} …")


def _requirements(verdict: Verdict, register: Register) -> Iterator[str]:
    covered = [register[key] for key in verdict.scenario.covers if key in register]
    if covered:
        yield "<ul class=stet-shows>"
        yield from (f"<li><b>{one.id}</b> ({one.level}): {escape(one.says)}</li>" for one in covered)
        yield "</ul>"


# ------------------------------------------------------------------------------------------------------ the exchanges


def _exchanges(verdict: Verdict) -> Iterator[str]:
    """Every exchange, folded, below the step that sent it."""
    last: Asker | None = None
    left = BUDGET
    for exchange in verdict.exchanges:
        if exchange.asker != last:
            yield f"<p class=stet-step>{escape(step_title(verdict, exchange.asker.step))}</p>"
            last = exchange.asker
        blamed = verdict.blames(exchange)
        most = BODY_OF_FINDING if blamed else min(BODY, left)
        left -= 0 if blamed else min(most, len(exchange.content))
        yield _exchange(exchange, most, blamed=blamed)


def step_title(verdict: Verdict, index: int | None) -> str:
    """What a step does, as the scenario says it; without an index, the stage. A rule's answers come from anywhere."""
    if verdict.tally is not None:
        return "The answer that shows it"
    return "Setting the stage" if index is None else f"Step {index + 1}: {said(verdict.scenario.steps[index])}"


def said(step: Step) -> str:
    """A step's verb and what it goes to."""
    return f"{step.verb} {shown(target(step))}"


def _exchange(exchange: Exchange, most: int, *, blamed: bool) -> str:
    kind = "stet-exchange stet-blamed" if blamed else "stet-exchange"
    sent = escape(request_text(exchange.call, most))
    came = escape(response_text(exchange, most))
    return (
        f'<details class="{kind}"><summary>{escape(answer(exchange))}</summary>'
        f"<div class=stet-pair><pre>{sent}</pre><pre>{came}</pre></div></details>"
    )


def request_text(call: Call, most: int) -> str:
    """A request as it goes over the wire, its body laid out, without the headers that every request carries."""
    body = "" if call.content is None else "\n\n" + body_text(call.content, _parsed(call.content), most)
    headers = tuple((name, value) for name, value in call.headers if not _dull(name.lower(), value))
    return f"{call.method} {call.url}\n{_headers(headers)}{body}"


def response_text(exchange: Exchange, most: int) -> str:
    """A response as it came over the wire, its body laid out."""
    body = "\n\n" + body_text(exchange.content, exchange.data, most) if exchange.content else ""
    return f"{exchange.status}\n{_headers(exchange.headers)}{body}"


def _dull(name: str, value: str) -> bool:
    return name in ("accept-encoding", "user-agent") or usual(name, value)


def _headers(headers: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in headers)


def body_text(content: bytes, data: Any, most: int) -> str:
    """A body for people: JSON indented, the rest as it is, the end left out where it is long."""
    if most <= 0:
        return f"… {len(content):,} bytes in the ledger"
    if data is not NOT_JSON and len(content) <= most:
        try:
            return orjson.dumps(data, option=orjson.OPT_INDENT_2).decode()
        except TypeError:
            pass
    text = content[:most].decode("utf-8", "replace")
    return text if len(content) <= most else f"{text}\n… {len(content) - most:,} bytes more in the ledger"


def _parsed(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except ValueError:
        return NOT_JSON
