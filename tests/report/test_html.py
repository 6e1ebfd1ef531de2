"""The HTML report's rows and overview: everything is there, and nothing of the bank's is markup."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import html as lxml_html

from conformance.catalogue.shipped import Origin
from conformance.model import NOT_JSON, Outcome
from conformance.report import details, html, tally
from conformance.report.causes import causes
from conformance.report.sightings import sightings
from conformance.report.statement import End
from tests.support import makers
from tests.support.runs import finished

from .test_text import results

ATTACK = '</td></tr><script>alert("x")</script>'


def parsed(markup: str) -> lxml_html.HtmlElement:
    return lxml_html.fragment_fromstring(markup, create_parent="div")


def test_a_row_shows_what_it_is_about() -> None:
    """Requirements, persona, endpoint, title; the name is the row's id, so that the overview can lead there."""
    cells = html.cells(html.row(makers.entry(makers.verdict())), "Failed", "92 ms")
    assert len(cells) == len(html.COLUMNS) == len(html.header())
    assert [re.sub(r"<.*?>", "", cell) for cell in cells] == [
        "Failed", "failed", "PAG-02, AT-TRX-15", "adam", "GET /accounts/{id}/transactions",
        "245 transactions come as a page of 200, then a page of 45", "transactions/two-pages", "92 ms",
    ]  # fmt: skip
    assert cells[6].startswith('<td class="col-testId">')


def test_a_test_that_is_no_scenario_has_a_row_in_the_same_columns() -> None:
    """A project's own tests may run beside the scenarios."""
    assert len(html.cells(html.foreign_row("Passed", "tests/test_x.py::test"), "Passed", "1 ms")) == len(html.COLUMNS)


def test_the_overview_leads_to_the_rows() -> None:
    """The verdict, the counts with the warned ones, and every acceptance test with its sentence and its scenarios."""
    found = results()
    page = parsed(html.overview(finished(found, End.EARLY), makers.REGISTER))
    text = page.text_content()
    assert "NOT CONFORM" in text
    assert "1 passed, 1 warned, 1 failed, 1 blocked" in text
    assert "did not finish" in text
    assert "Bank <i>" in text
    rows = [[cell.text_content() for cell in row.findall("td")] for row in page.xpath("//tbody/tr")]
    assert rows[0][:2] == ["AT-BAL-3", "kept"]
    assert rows[1][:2] == ["AT-TRX-15", "overshadowed"]
    tests = page.xpath("//details[contains(., 'acceptance tests')][1]//a/@href")
    assert tests[:3] == ["#balances/unknown", "#transactions/two-pages", "#transactions/other"]


def test_every_promise_stands_in_its_chapter() -> None:
    """The coverage by chapter tells what the run says of each requirement, and links the scenarios that said it."""
    found = results()
    page = parsed(html.overview(finished(found), makers.REGISTER))
    chapters = page.xpath("//details[@class='stet-chapter']")
    assert {row.findtext("td") for row in page.xpath("//details[@class='stet-chapter']//tr")} == set(makers.REGISTER)
    assert any("#transactions/two-pages" in chapter.xpath(".//a/@href") for chapter in chapters)


def test_the_inside_of_a_row() -> None:
    """The findings on top, then every exchange below the step that sent it, requests and answers laid out."""
    put = makers.call(method="PUT", content=b'{"psuIdentity":true}')
    stage = makers.exchange(
        call=put,
        status=201,
        content=b"",
        asker=makers.asker(None),
    )
    verdict = makers.verdict(exchanges=(stage, makers.exchange()), shown=1)
    page = parsed(details.details(makers.entry(verdict), makers.REGISTER))
    text = page.text_content()
    assert text.index("wanted") < text.index("Setting the stage") < text.index("Step 2: follow _links.next")
    assert "    count: {transactions: 45}" in text
    assert "curl -H" in text
    assert '{\n  "psuIdentity": true\n}' in text
    assert '  "transactions": [\n' in text
    assert [one.get("class") for one in page.xpath("//details[contains(@class, 'stet-exchange')]")] == [
        "stet-exchange", "stet-exchange stet-blamed",
    ]  # fmt: skip
    assert "CHANGE ME" in text, "the entry for the list of known deviations"


def test_nothing_of_the_banks_is_markup() -> None:
    """A bank, a mock or a scenario may send anything."""
    call = makers.call(url=f"https://x/{ATTACK}", headers=((ATTACK, ATTACK),), content=ATTACK.encode())
    exchange = makers.exchange(
        call=call, headers=((ATTACK, ATTACK),), content=ATTACK.encode(), data=NOT_JSON, note=ATTACK
    )
    finding = makers.finding(word=ATTACK, key=ATTACK, where=ATTACK + "!", says=ATTACK, wanted=ATTACK, got=[ATTACK])
    scenario = makers.scenario(name=ATTACK, title=ATTACK, persona=ATTACK, scope=ATTACK, covers=(ATTACK,))
    verdict = makers.verdict(exchanges=(exchange,), findings=(finding,), scenario=scenario, reason=ATTACK)
    entry = makers.entry(verdict, sources={21: ATTACK})
    head = {**makers.HEADER, "target": {"name": ATTACK, "base_url": ATTACK}, "api": ATTACK, "selection": [ATTACK]}
    found = [tally.Result(name=ATTACK, outcome=Outcome.PASSED, covers=("AT-BAL-3",), origin=Origin.SHIPPED)]
    run = finished(found, target=head["target"], api=ATTACK, reason=ATTACK, sharpness=ATTACK)
    drawn = [
        details.details(entry, makers.REGISTER),
        *html.row(entry).values(), *html.foreign_row("Passed", ATTACK).values(),
        html.overview(run, makers.REGISTER), *html.environment(head).values(),
    ]  # fmt: skip
    assert not [text for text in drawn if "<script" in text]


def test_a_long_walk_does_not_bloat_the_page() -> None:
    """Bodies that no finding blames share a budget; the ledger has them."""
    page = makers.exchange(content=b'{"transactions": ["' + b"x" * 60_000 + b'"]}')
    verdict = makers.verdict(Outcome.PASSED, exchanges=(page,) * 25)
    drawn = details.details(makers.entry(verdict), makers.REGISTER)
    assert len(drawn) < 40_000
    assert "bytes in the ledger" in drawn


def test_what_a_finding_blames_is_shown_in_full() -> None:
    """Up to what the ledger keeps."""
    page = makers.exchange(content=b'{"transactions": ["' + b"x" * 60_000 + b'"]}')
    drawn = details.details(makers.entry(makers.verdict(exchanges=(page,))), makers.REGISTER)
    assert "x" * 60_000 in drawn


def test_an_acceptance_test_with_a_broken_body_leads_to_the_cause() -> None:
    """Answered, and what was wrong with the answer is told once, on top."""
    answer = replace(makers.exchange(), number=1)
    wrong = makers.finding(word="schema", where="accounts[0].name", promise="PAG-02", step=0, exchange=answer)
    ruled = replace(
        makers.verdict(Outcome.PASSED),
        scenario=makers.scenario(name="rules/accounts", covers=("PAG-02",)),
        outcome=Outcome.FAILED,
        findings=(wrong,),
        exchanges=(answer,),
    )
    passed = makers.verdict(Outcome.PASSED, exchanges=(replace(makers.exchange(), number=1),), hit=("rules/accounts",))
    told = causes([sightings(makers.entry(one)) for one in (passed, ruled)], makers.REGISTER)
    result = tally.Result(
        name=passed.scenario.name, outcome=Outcome.PASSED, covers=("AT-TRX-15",), origin=Origin.SHIPPED, hit=True
    )
    page = parsed(html.overview(finished([result]), makers.REGISTER, told))
    (row,) = page.xpath("//tr[td[1]='AT-TRX-15']")[:1]
    assert row.xpath("td[2]//a/@href") == ["#cause-1"]
    assert row.findall("td")[1].text_content() == "answered, but with a broken body(cause 1)"
