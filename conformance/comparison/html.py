"""A comparison as one HTML file that needs nothing else. Pure: every text of a bank's is escaped here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape as escaped

from conformance.comparison.comparison import Comparison, Drift, Failure, Side
from conformance.comparison.drift import addresses, personas
from conformance.report.summary import when
from conformance.visible import visible
from conformance.wording import plural


def render(found: Comparison) -> str:
    """The whole page."""
    return "".join(_page(found))


def _page(found: Comparison) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Two runs compared: {escape(found.after.name)}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>Two runs compared</h1>{_headline(found)}"
    heads = "".join(f"<th>{head}</th>" for head in ("", "Bank", "Address", "When", "Verdict"))
    yield f"<table><thead><tr>{heads}</tr></thead>"
    yield f"<tbody>{_side('from', found.before)}{_side('to', found.after)}</tbody></table>"
    yield from _failures("Newly failing", "bad", [one for one in found.failing if not one.accepted])
    if found.vanished:
        yield from _list("Vanished: judged in the first run, not there in the second", "bad", found.vanished)
    yield from _list("Not comparable", "bad", found.missing)
    yield from _failures("Newly a known deviation", "fair", [one for one in found.failing if one.accepted])
    yield from _failures("Newly warned", "fair", found.warned)
    yield from _failures("Gone", "good", found.gone)
    yield from _drift(found.drift)
    yield from _list("To be known", "", found.remarks)
    yield "</body></html>\n"


def _headline(found: Comparison) -> str:
    failing = sum(not one.accepted for one in found.failing)
    parts = [
        (failing, f"{plural(failing, 'cause')} newly failing"),
        (len(found.vanished), f"{plural(len(found.vanished), 'scenario')} vanished"),
        (len(found.gone), f"{plural(len(found.gone), 'cause')} gone"),
        (len(found.drift), f"{plural(len(found.drift), 'difference')} in the answers"),
    ]
    told = ", ".join(text for number, text in parts if number) or "nothing differs"
    kind = "bad" if failing or found.vanished else "fair" if found.drifts or found.missing else "good"
    number = plural(found.compared, "scenario or rule", "scenarios and rules")
    return f'<p class="headline {kind}">{escape(told)}</p><p>{number} compared</p>'


def _side(which: str, one: Side) -> str:
    texts = (which, one.name, one.base_url, when(one.started), one.word)
    return f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in texts)}</tr>"


def _list(heading: str, kind: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f'<h2 class="{kind}">{heading}</h2><ul>{"".join(f"<li>{escape(one)}</li>" for one in lines)}</ul>'


def _failures(heading: str, kind: str, failures: Sequence[Failure]) -> Iterator[str]:
    if not failures:
        return
    yield f'<h2 class="{kind}">{heading}: {plural(len(failures), "cause")}</h2>'
    for one in failures:
        promise = f" <b>{escape(one.promise)}</b>" if one.promise else ""
        known = " · known of other scenarios before" if one.known else ""
        level = "" if one.must else "should: "
        yield f'<div class="failure"><p>{level}{escape(one.sentence or "by no single cause")}{promise}{known}</p>'
        if one.names:
            names = ", ".join(map(escape, one.names))
            yield f"<details><summary>{plural(len(one.names), 'verdict')}</summary>{names}</details>"
        if one.exchange:
            theirs = f", the bank's X-Request-ID {escape(one.request_id)}" if one.request_id else ""
            yield f"<p>first in exchange {one.exchange}{theirs}</p>"
        yield "</div>"


def _drift(drift: Sequence[Drift]) -> Iterator[str]:
    if not drift:
        return
    yield f'<h2 class="fair">Drift: {plural(len(drift), "difference")} in the answers</h2><table><thead><tr>'
    yield "<th>What</th><th></th><th>From, to</th><th>Where</th><th>Answers</th><th>Personas</th></tr></thead><tbody>"
    for one in drift:
        requests = [f"{plural(one.requests, 'request')} of {', '.join(one.scenarios)}"] if one.requests else []
        cells = (
            one.aspect.value,
            one.what,
            one.says,
            ", ".join(path for path in one.where if path != one.what),
            "; ".join([*addresses(one.places), *requests]),
            ", ".join(personas(one.places)),
        )
        yield f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in cells)}</tr>"
    yield "</tbody></table>"


_STYLE = """
:root { color-scheme: light dark }
body { font: 14px/1.5 system-ui, sans-serif; max-width: 84rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin-bottom: .3rem } h2 { font-size: 1.1rem; margin: 1.8rem 0 .5rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8884 }
td { overflow-wrap: anywhere } th, td:nth-child(-n+2) { white-space: nowrap }
@media (max-width: 48rem) {
  body { overflow-wrap: anywhere } thead { display: none } td:empty { display: none }
  table, tbody, tr, td { display: block } td { border: 0; padding: .1rem 0 } td:nth-child(-n+2) { white-space: normal }
  tr { border-bottom: 1px solid #8884; padding: .4rem 0 } td:first-child { font-weight: 600 }
}
.headline { font-size: 1.25rem; font-weight: 600; margin: .2rem 0 }
.failure { border-left: 4px solid #c4232b; padding: .1rem .8rem; margin: .6rem 0 } .failure p { margin: .25rem 0 }
.bad { color: #c4232b } .fair { color: #a06a00 } .good { color: #1a7f37 }
@media (prefers-color-scheme: dark) { .bad { color: #ff7b80 } .fair { color: #e0b050 } .good { color: #6fd08c } }
"""


def escape(text: str) -> str:
    """A text as HTML shows it to the letter, signs that nobody would see written out."""
    return escaped(visible(text))
