"""The rows and the head of the HTML report, which leads into the dossier. Pure; every foreign text is escaped here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final
from urllib.parse import quote

from conformance.catalogue.shipped import Origin
from conformance.ledger.ledger import Entry
from conformance.report.coverage import acceptance, held, standings
from conformance.report.dossier import anchors
from conformance.report.finished import Finished
from conformance.report.junit import endpoint
from conformance.report.summary import ending, when
from conformance.report.tally import CHECKED, Result, count
from conformance.report.text import Register
from conformance.visible import visible
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
    return [f'<th class="sortable" data-column-type="{name}" tabindex="0">{title}</th>' for name, title in COLUMNS]


def row(entry: Entry, dossier: str) -> dict[str, str]:
    """What the columns say of a scenario; `dossier` is the address of the page that tells more."""
    scenario = entry.verdict.scenario
    leads = escape(f"{dossier}#{quote(anchors.of_scenario(scenario.name))}")
    return {
        "verdict": badge(entry.verdict.outcome.value),
        "requirements": _told(", ".join(scenario.covers)),
        "persona": _told(scenario.persona) + (f" ({_told(scenario.scope)})" if scenario.scope != "aisp" else ""),
        "endpoint": _told(endpoint(scenario)),
        "title": f'<a href="{leads}">{_told(scenario.title)}</a>',
        "testId": _told(scenario.name),
    }


def foreign_row(result: str, name: str) -> dict[str, str]:
    """What the columns say of a test that is no scenario."""
    return {"verdict": badge(result.lower()), "testId": _told(name)}


def contents(row: Mapping[str, str], result: str, duration: str) -> dict[str, str]:
    """What stands in the cells of a row, in the order of the columns."""
    texts = {**row, "result": result, "duration": duration}
    return {name: texts.get(name, "") for name, _ in COLUMNS}


def cells(contents: Mapping[str, str]) -> list[str]:
    """The cells of a row."""
    return [f'<td class="col-{name}">{text}</td>' for name, text in contents.items()]


def badge(word: str) -> str:
    """A verdict word in its colour."""
    return f'<span class="stet-badge stet-{_told(word).replace(" ", "-")}">{_told(word)}</span>'


def overview(run: Finished, register: Register, dossier: str) -> str:
    """What stands on top: the verdict, about whom and when, what was counted, and where all of it is told."""
    return "".join(_overview(run, register, dossier))


def _overview(run: Finished, register: Register, dossier: str) -> Iterator[str]:
    says, target, tests = run.statement, run.header["target"], acceptance(standings(register, run.results))
    kind = says.word.value.lower().replace(" ", "-")
    yield f'<section class="stet-overview stet-run-{kind}"><p class="stet-verdict">{_told(says.headline)}</p>'
    yield f'<p class="stet-about"><b>{_told(target["name"])}</b> {_told(target["base_url"])}<br>'
    about = (run.header["api"], when(run.header["started"]), says.scope)
    yield f"{_told(' · '.join(part for part in about if part))}</p>"
    if not run.footer["complete"]:
        yield '<p class="stet-incomplete">This run did not finish.</p>'
    counted = ", ".join(f"{number} {word}" for word, number in count(run.results).items() if number)
    yield f"<p>{held(tests)} of {len(tests)} acceptance tests passed; {counted or 'no verdict'}.</p>"
    if run.results:
        yield f"<p>{_rows(run.results)}</p>"
    yield f"<p>Exit code {_told(ending(says))}.</p>"
    yield f'<p><a class="stet-dossier" href="{escape(dossier)}">The dossier</a> tells the causes, every promise and '
    yield "every exchange; each row below leads there.</p></section>"


def _rows(results: Sequence[Result]) -> str:
    """What the rows of the table are, and how many of them pytest's own line counts as tests below."""
    rules = sum(one.origin is Origin.RULE for one in results)
    generated = sum(one.origin is Origin.GENERATED for one in results)
    kinds = [plural(len(results) - rules - generated, "scenario")]
    kinds += [f"{plural(rules, 'rule')} held against every answer"] * bool(rules)
    kinds += [f"{generated} on generated cases"] * bool(generated)
    counts = count(results)
    checked = sum(counts[word] for word in CHECKED)
    rest = ", ".join(f"{number} {word}" for word, number in counts.items() if number and word not in CHECKED)
    told = f"{plural(len(results), 'row')} below: {', '.join(kinds)}."
    return f"{told} {checked} of them came to a verdict about the bank, {rest} did not." if rest else told


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
        **{f"{name.capitalize()}, SHA-256": digest for name, digest in head["judged_by"]["digests"].items()},
        "Python": head["python"],
        "Platform": head["platform"],
    }
    return {label: _told(text) for label, text in facts.items() if text}


def _told(text: str) -> str:
    return escape(visible(text))
