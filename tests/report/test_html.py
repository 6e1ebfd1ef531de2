"""The HTML report's rows and head: each leads into the dossier, and nothing of the bank's is markup."""

from __future__ import annotations

import re

from lxml import html as lxml_html

from conformance.catalogue.shipped import Origin
from conformance.model import Outcome
from conformance.report import html, tally
from conformance.report.statement import End
from tests.support import makers
from tests.support.runs import finished

from .test_text import results

ATTACK = '</td></tr><script>alert("x")</script>\u202e'
DOSSIER = "reports/dossier.html"


def parsed(markup: str) -> lxml_html.HtmlElement:
    return lxml_html.fragment_fromstring(markup, create_parent="div")


def test_a_row_says_what_it_is_about_and_leads_into_the_dossier() -> None:
    """Requirements, persona, endpoint, title."""
    cells = html.cells(html.contents(html.row(makers.entry(makers.verdict()), DOSSIER), "Failed", "92 ms"))
    assert len(cells) == len(html.COLUMNS) == len(html.header())
    assert [re.sub(r"<.*?>", "", cell) for cell in cells] == [
        "Failed", "failed", "PAG-02, AT-TRX-15", "adam", "GET /accounts/{id}/transactions",
        "245 transactions come as a page of 200, then a page of 45", "transactions/two-pages", "92 ms",
    ]  # fmt: skip
    assert parsed(cells[5]).xpath(".//a/@href") == ["reports/dossier.html#scenario-transactions/two-pages"]
    assert cells[6].startswith('<td class="col-testId">')


def test_a_test_that_is_no_scenario_has_a_row_in_the_same_columns() -> None:
    """A project's own tests may run beside the scenarios."""
    foreign = html.foreign_row("Passed", "tests/test_x.py::test")
    assert list(html.contents(foreign, "Passed", "1 ms")) == [name for name, _ in html.COLUMNS]


def test_the_head_has_the_word_the_counts_and_the_way_to_the_dossier() -> None:
    """All else is told there, once."""
    page = parsed(html.overview(finished(results(), End.EARLY), makers.REGISTER, DOSSIER))
    text = page.text_content()
    for part in ("NOT CONFORM", "1 passed, 1 warned, 1 failed, 1 blocked", "1 of 2 acceptance", "did not finish"):
        assert part in text
    assert "Bank <i>" in text
    assert page.xpath("//a/@href") == [DOSSIER]


def test_the_head_says_what_the_rows_are() -> None:
    """Scenarios, rules and generated cases; pytest's line under it counts only those that came to a verdict."""
    origins = (Origin.SHIPPED, Origin.OWN, Origin.RULE, Origin.GENERATED, Origin.GENERATED)
    words = (Outcome.PASSED, Outcome.SKIPPED, Outcome.FAILED, Outcome.BLOCKED, Outcome.PASSED)
    found = [
        tally.Result(name=str(number), outcome=word, covers=(), origin=origin)
        for number, (word, origin) in enumerate(zip(words, origins, strict=True))
    ]
    text = parsed(html.overview(finished(found), makers.REGISTER, DOSSIER)).text_content()
    kinds = "5 rows below: 2 scenarios, 1 rule held against every answer, 2 on generated cases."
    assert f"{kinds} 3 of them came to a verdict about the bank, 1 blocked, 1 skipped did not." in text
    text = parsed(html.overview(finished(found[:1]), makers.REGISTER, DOSSIER)).text_content()
    assert "1 row below: 1 scenario.Exit code" in text


def test_nothing_of_the_banks_is_markup() -> None:
    """A bank, a mock or a scenario may be called anything."""
    scenario = makers.scenario(name=ATTACK, title=ATTACK, persona=ATTACK, scope=ATTACK, covers=(ATTACK,))
    entry = makers.entry(makers.verdict(scenario=scenario, reason=ATTACK))
    head = {**makers.HEADER, "target": {"name": ATTACK, "base_url": ATTACK}, "api": ATTACK, "selection": [ATTACK]}
    found = [tally.Result(name=ATTACK, outcome=Outcome.PASSED, covers=("AT-BAL-3",), origin=Origin.SHIPPED)]
    run = finished(found, target=head["target"], api=ATTACK, reason=ATTACK, sharpness=ATTACK)
    drawn = [
        *html.row(entry, DOSSIER).values(), *html.foreign_row("Passed", ATTACK).values(),
        html.overview(run, makers.REGISTER, DOSSIER), *html.environment(head).values(),
    ]  # fmt: skip
    assert not [text for text in drawn if "<script" in text or "\u202e" in text]
