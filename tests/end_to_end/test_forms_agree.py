"""One ledger, read by every form: each says the same word and the same numbers, and is as others expect it."""

from __future__ import annotations

import json
import re
import string
from collections import Counter
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import lxml.etree
import lxml.html
import pytest
from jsonschema import Draft202012Validator

from conformance import cli
from conformance.ledger.facts import footer
from conformance.ledger.ledger import Batch, Ledger
from conformance.ledger.masks import Masks
from conformance.ledger.record import to_record
from conformance.model import Outcome, Verdict
from conformance.report.causes import causes
from conformance.report.finished import facts, result_of
from conformance.report.github import workflow_commands
from conformance.report.sightings import sightings
from conformance.report.statement import End, statement
from conformance.report.tally import count
from tests.support import makers

SCHEMAS = Path(__file__).parent.parent / "schemas"
UNSEEN = "\x1b]0;t\x07 \x00 \x9b \x85 \u202e \u2028 \ufffe"
"""Signs that nobody sees, or that a terminal obeys: an OSC, NUL, C1, NEL, a turned direction, an end of a line."""
HOSTILE = f"a | line <b>of</b>\nthe `bank`, \x1b[2J and ::error:: {UNSEEN}"
WORDS = {"failures": ("failed",), "errors": ("blocked", "broken"), "skipped": ("skipped", "deviant")}
"""By attribute of JUnit's suite: the verdict words that it counts."""
STATUS = {
    "passed": ("passed", "warned"), "failed": ("failed", "deviant"), "broken": ("blocked", "broken"),
    "skipped": ("skipped",),
}  # fmt: skip
"""By status of Allure's results: the verdict words."""


@dataclass(frozen=True)
class Forms:
    """A run in every form."""

    folder: Path
    terminal: str
    figures: Mapping[str, Any]
    code: int

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


def verdict(number: int, outcome: Outcome) -> Verdict:
    hostile = (makers.finding(says=HOSTILE, got={HOSTILE: [HOSTILE]}),)
    findings = hostile if outcome in (Outcome.FAILED, Outcome.DEVIANT) else ()
    if outcome is Outcome.WARNED:
        findings = (makers.finding(must=False),)
    reason = "" if outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.WARNED) else f"because {outcome}, {HOSTILE}"
    scenario = makers.scenario(name=f"balances/{outcome}-{number}", covers=("AT-BAL-1",))
    return makers.verdict(outcome, scenario=scenario, findings=findings, reason=reason)


def said_by(*words: str) -> tuple[int, str]:
    """The exit code of a command, and what it prints."""
    with redirect_stdout(StringIO()) as out:
        code = cli.cli.main(list(words), prog_name="stet-conformance", standalone_mode=False)
    return code, out.getvalue()


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    """A ledger in which every verdict word stands, each another number of times."""
    played = [verdict(number, one) for times, one in enumerate(Outcome, 1) for number in range(times)]
    header = {**makers.HEADER, "target": {"name": "Bank <i>", "base_url": makers.BASE}}
    path = tmp_path_factory.mktemp("forms")
    ledger, results = Ledger(path / "run" / "ledger.jsonl", header, b""), []
    for one in played:
        record = to_record(one, Masks(), levels=dict.fromkeys(one.scenario.covers, "must"))
        told = {**record, "origin": "shipped", "lacking": ["mtls"] if one.outcome is Outcome.SKIPPED else []}
        ledger.write(Batch.of(one.exchanges, Masks(), told))
        results.append(result_of(told))
    says = statement(facts(header, results, {"end": End.WHOLE.value}))
    foot = footer(
        count(results), exit_code=says.code, word=says.headline, end=End.WHOLE.value, complete=True,
        ended=makers.MOMENT.isoformat(),
    )  # fmt: skip
    ledger.close(foot)
    code, terminal = said_by("report", str(path / "run" / "ledger.jsonl"), f"--reports={path / 'drawn'}", "--lang=en")
    _, figures = said_by("coverage", str(path / "run"), "--json")
    return Forms(folder=path / "drawn", terminal=terminal, figures=json.loads(figures), code=code)


def test_every_form_says_the_same(forms: Forms) -> None:
    """The word, the exit code, the number of every verdict, and how many acceptance tests hold."""
    counts = {word: number for word, number in forms.figures["counts"].items() if number}
    assert counts == {outcome.value: times for times, outcome in enumerate(Outcome, 1)}
    counted = ", ".join(f"{number} {word}" for word, number in counts.items())
    word, code, tests = forms.figures["headline"], forms.figures["exit_code"], forms.figures["acceptance_tests"]
    held = f"{tests['held']} of {tests['of']}"
    assert (forms.code, word) == (code, "BROKEN")

    assert re.search(rf"^{word}  Bank <i> · ", forms.terminal, re.M)
    assert f"  scenarios         {counted}\n" in forms.terminal
    assert f"  acceptance tests  {held} passed" in forms.terminal
    assert f"  exit code         {code}: " in forms.terminal

    markdown = forms.text("summary.md")
    assert markdown.startswith(f"## {word}\n")
    assert all(f"| {name} | {number} |" in markdown for name, number in counts.items())
    assert f"| scenarios | {counted} |" in markdown
    assert f"| exit code | {code}\\: " in markdown

    page = lxml.html.document_fromstring(forms.text("report.html"))
    (overview,) = page.xpath("//section[contains(@class, 'stet-overview')]")
    assert word in overview.text_content()
    assert f"{held} acceptance tests passed; {counted}." in overview.text_content()

    dossier = lxml.html.document_fromstring(forms.text("dossier.html"))
    assert [one.text_content() for one in dossier.xpath("//span[@class='word']")] == [word]
    shown = [one for one in dossier.xpath("//ul[@class='counts']/li") if one.xpath("span")]
    assert {one.findtext("span"): int(one.findtext("b")) for one in shown} == counts
    assert Counter(dossier.xpath("//details[@class='row']/@data-w")) == counts

    suite = ElementTree.fromstring(forms.text("junit.xml")).find("testsuite")
    assert suite is not None
    told = {one.get("name"): one.get("value") for one in suite.iter("property")}
    assert (told["conformance"], told["exit_code"]) == (word, str(code))
    for attribute, words in WORDS.items():
        assert int(suite.get(attribute, "")) == sum(counts[one] for one in words)
    assert Counter(re.findall(r"PROPERTY\|verdict=(\w+)", forms.text("junit.xml"))) == counts

    results = [json.loads(path.read_text()) for path in (forms.folder / "allure-results").glob("*-result.json")]
    assert Counter(one["status"] for one in results) == {
        status: sum(counts[one] for one in words) for status, words in STATUS.items()
    }
    tags = Counter(label["value"] for one in results for label in one["labels"] if label["name"] == "tag")
    assert {one: tags[one] for one in counts} == counts
    assert f"Conformance = {word}\n" in forms.text("allure-results/environment.properties")


def test_every_form_tells_the_same_causes(forms: Forms) -> None:
    """Sentence by sentence, where a form has room for them."""
    sentences = [one["sentence"] for one in forms.figures["causes"]]
    assert sentences
    dossier = lxml.html.document_fromstring(forms.text("dossier.html"))
    assert len(dossier.xpath("//article[starts-with(@id, 'cause-')]")) == len(sentences)
    categories = json.loads(forms.text("allure-results/categories.json"))
    named = [one["name"] for one in categories if one["name"].startswith("cause ")]
    assert len(named) == len(sentences)
    assert len(re.findall(r"^\d+\. \*\*", forms.text("summary.md"), re.M)) == len(sentences)
    assert f"{len(sentences)} cause" in forms.terminal


def test_each_form_is_of_the_form_that_is_expected(forms: Forms) -> None:
    """JUnit by the schemas of Jenkins and GitLab, Allure's results, our own JSON (tests/schemas)."""
    junit = lxml.etree.fromstring(forms.text("junit.xml").encode())
    for name in ("junit-10.xsd", "junit-gitlab.xsd"):
        schema = lxml.etree.XMLSchema(lxml.etree.parse(str(SCHEMAS / name)))
        schema.assertValid(junit)
    assert junit.find("testsuite").get("name") == "Bank <i>"
    assert all("\n" not in one.get("message") for one in junit.iter("failure", "error", "skipped"))
    for path in (forms.folder / "allure-results").glob("*-result.json"):
        holds("allure-result", json.loads(path.read_text()))
    holds("coverage", forms.figures)
    _, listed = said_by("list", "--json", "--only", "journey")
    holds("list", json.loads(listed))


def test_gitlab_is_led_to_the_file(forms: Forms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its own jobs: the schema of Jenkins has no such attribute."""
    ledger = str(forms.folder.parent / "run" / "ledger.jsonl")
    named = {}
    for name, system in (("gitlab", "true"), ("elsewhere", "")):
        monkeypatch.setenv("GITLAB_CI", system)
        said_by("report", ledger, f"--reports={tmp_path / name}", "-q")
        drawn = lxml.etree.parse(str(tmp_path / name / "junit.xml"))
        lxml.etree.XMLSchema(lxml.etree.parse(str(SCHEMAS / "junit-gitlab.xsd"))).assertValid(drawn)
        named[name] = [one.get("file") for one in drawn.iter("testcase")]
    assert named["gitlab"]
    assert all(named["gitlab"])
    assert set(named["elsewhere"]) == {None}


def test_hostile_texts_stay_texts(forms: Forms) -> None:
    """No control character, no line of its own, no mark-up, no command of a pipeline."""
    told = {path.name: path.read_text(encoding="utf-8") for path in (forms.folder / "allure-results").iterdir()}
    told |= {name: forms.text(name) for name in ("summary.md", "junit.xml", "report.html", "dossier.html")}
    for name, text in {**told, "terminal": forms.terminal}.items():
        assert not set(text) & set(UNSEEN) - {" "} - set(string.ascii_letters + "]0;"), name
    assert sum("\\u202e" in text for text in told.values()) > 4
    assert "got      " in forms.terminal
    assert "\\u202e" in forms.terminal
    assert "<b>" not in forms.text("summary.md")
    entries = [sightings(makers.entry(verdict(0, Outcome.FAILED)))]
    for line in workflow_commands(causes(entries, makers.REGISTER)):
        assert re.fullmatch(r"::(error|warning) file=[^,:]+,line=\d+,col=\d+,title=[^,:\n]+::[^\n]*", line)


def holds(name: str, value: Any) -> None:
    """Raises where the value is not of the form of a schema."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(value)
