"""The rows and the overview of the HTML report. Pure: every text of the bank's or the user's is escaped here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from conformance.ledger.ledger import Entry
from conformance.report import cause_html
from conformance.report.causes import Cause
from conformance.report.coverage import ChapterStanding, Stand, Standing, acceptance, chapters, standings
from conformance.report.finished import Finished
from conformance.report.junit import endpoint
from conformance.report.summary import ending, facts, when
from conformance.report.text import Register
from conformance.wording import plural

COLUMNS: Final = (
    ("result", "Result"),
    ("verdict", "Verdict"),
    ("requirements", "Requirements"),
    ("persona", "Persona"),
    ("endpoint", "Endpoint"),
    ("title", "What is true of a conforming bank"),
    ("testId", "Scenario"),
    ("duration", "Duration"),
)
"""The result is pytest's own word; it stays, unseen, because the report filters and sorts by it."""


def header() -> list[str]:
    """The head of the table of scenarios."""
    return [f'<th class="sortable" data-column-type="{name}">{title}</th>' for name, title in COLUMNS]


def row(entry: Entry) -> dict[str, str]:
    """What the columns say of a scenario."""
    scenario = entry.verdict.scenario
    return {
        "verdict": badge(entry.verdict.outcome.value),
        "requirements": escape(", ".join(scenario.covers)),
        "persona": escape(scenario.persona) + (f" ({escape(scenario.scope)})" if scenario.scope != "aisp" else ""),
        "endpoint": escape(endpoint(scenario)),
        "title": escape(scenario.title),
        "testId": escape(scenario.name),
    }


def foreign_row(result: str, name: str) -> dict[str, str]:
    """What the columns say of a test that is no scenario."""
    return {"verdict": badge(result.lower()), "testId": escape(name)}


def cells(contents: Mapping[str, str], result: str, duration: str) -> list[str]:
    """The cells of a row, in the order of the columns."""
    texts = {**contents, "result": result, "duration": duration}
    return [_cell(name, texts.get(name, "")) for name, _ in COLUMNS]


def _cell(name: str, content: str) -> str:
    return f'<td class="col-{name}">{content}</td>'


def badge(word: str, kind: str = "") -> str:
    """A word, in the colour of the verdict word that is its kind, or its own."""
    return f'<span class="stet-badge stet-{(kind or word).replace(" ", "-")}">{escape(word)}</span>'


# ------------------------------------------------------------------------------------------------------- the overview


def overview(run: Finished, register: Register, causes: Sequence[Cause] = ()) -> str:
    """What stands on top: the verdict, about whom and when, what was counted, the causes, the acceptance tests."""
    return "".join(_overview(run, standings(register, run.results), causes))


def _overview(run: Finished, found: Sequence[Standing], causes: Sequence[Cause]) -> Iterator[str]:
    says, target = run.statement, run.header["target"]
    kind = says.word.value.lower().replace(" ", "-")
    incomplete = "" if run.footer["complete"] else '<p class="stet-incomplete">This run did not finish.</p>'
    yield f'<section class="stet-overview stet-run-{kind}"><p class="stet-verdict">{escape(says.headline)}</p>'
    yield f'<p class="stet-about"><b>{escape(target["name"])}</b> {escape(target["base_url"])}<br>'
    about = (run.header["api"], when(run.header["started"]), says.scope)
    yield f"{escape(' · '.join(part for part in about if part))}</p>{incomplete}"
    yield '<dl class="stet-facts">'
    yield f"<dt>exit code</dt><dd>{escape(ending(says))}</dd>"
    yield from (f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in facts(run, found) if text)
    yield from (f"<dt>hint</dt><dd>{escape(hint)}</dd>" for hint in run.header.get("hints", ()))
    yield "</dl></section>"
    yield cause_html.section(causes)
    yield from _acceptance(acceptance(found), causes)
    yield from _coverage(chapters(found))
    yield from _annex(run.footer.get("deviations", ()))


def _acceptance(tests: Sequence[Standing], causes: Sequence[Cause]) -> Iterator[str]:
    yield f'<details class="stet-tests" open><summary>The {len(tests)} documented acceptance tests</summary><table>'
    yield "<thead><tr><th>Test</th><th>Verdict</th><th>What it asks for</th><th>Scenarios</th></tr></thead><tbody>"
    for test in tests:
        links = ", ".join(f'<a href="#{escape(one.name)}">{escape(one.name)}</a>' for one in test.scenarios)
        why = cause_html.links(causes, [one.name for one in test.scenarios]) if test.word is Stand.BROKEN_BODY else ""
        yield f"<tr><td>{test.requirement.id}</td><td>{badge(test.word, test.kind)}{why}</td>"
        yield f"<td>{escape(test.requirement.says)}</td><td>{links}</td></tr>"
    yield "</tbody></table></details>"


def _annex(listed: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """The list of known deviations, as an annex: who accepted what until when, and what this run says of it."""
    if not listed:
        return
    heads = ("scenario", "promise", "step", "claim", "came", "reason", "owner", "ticket", "expires", "standing")
    number = plural(len(listed), "known deviation")
    yield f'<details class="stet-tests" open><summary>{number}</summary><table><thead><tr>'
    yield "".join(f"<th>{escape(head.capitalize())}</th>" for head in heads) + "</tr></thead><tbody>"
    for one in listed:
        yield f"<tr>{''.join(f'<td>{escape(one.get(head, str()))}</td>' for head in heads)}</tr>"
    yield "</tbody></table></details>"


def _coverage(found: Sequence[ChapterStanding]) -> Iterator[str]:
    """Chapter by chapter what this run says of each promise."""
    yield '<details class="stet-tests"><summary>Coverage: every promise of the documentation, by chapter</summary>'
    for chapter in found:
        yield f'<details class="stet-chapter"><summary>{escape(chapter.title)}: {escape(chapter.summary)}</summary>'
        yield "<table><tbody>"
        for standing in chapter.standings:
            links = ", ".join(f'<a href="#{escape(one.name)}">{escape(one.name)}</a>' for one in standing.scenarios)
            one = standing.requirement
            yield f"<tr><td>{one.id}</td><td>{badge(standing.word, standing.kind)}</td><td>{one.level}</td>"
            yield f"<td>{escape(one.says)}</td>"
            yield f"<td>{links or escape(one.not_tested)}</td></tr>"
        yield "</tbody></table></details>"
    yield "</details>"


def environment(head: Mapping[str, Any]) -> dict[str, str]:
    """The facts that make a run repeatable, escaped."""
    facts = {
        "Target": head["target"]["name"],
        "Base URL": head["target"]["base_url"],
        "API": head["api"],
        "Started": head["started"],
        "Clock set to": head.get("now", ""),
        "The bank's maintenance": head.get("maintenance", ""),
        "Personal data": head.get("personal_data", ""),
        "Selection": ", ".join(head["selection"]),
        "stet-conformance": head["harness"],
        "Sharpness of the catalogue": head.get("sharpness", ""),
        **{f"{name.capitalize()}, SHA-256": digest for name, digest in head["judged_by"]["digests"].items()},
        "Python": head["python"],
        "Platform": head["platform"],
    }
    return {label: escape(text) for label, text in facts.items() if text}
