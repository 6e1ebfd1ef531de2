"""The page: all parts are there, in both languages; nothing of the bank's is markup, and nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from conformance.ledger.in_page import ledger_of, packed
from conformance.model import NOT_JSON, Outcome, Purpose
from conformance.report.dossier import drawing
from conformance.report.dossier.texts import LANGUAGES, Language, Texts
from conformance.report.statement import Word
from tests.support import dossiers, makers
from tests.support.dossiers import drawn, told

PARTS = [
    "verdict", "mend", "untried", "glance", "scenarios", "times", "deviations", "documentation", "judged", "glossary",
]  # fmt: skip
HOSTILE = "</script><script>alert(1)</script>\u202egnp\x1b[2J\u2028<b>"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_parts_stand_in_their_order(lang: Language) -> None:
    """All ten, each with a heading."""
    page = drawn(told(makers.verdict()), lang)
    assert page.get("lang") == lang
    assert [one.get("id") for one in page.xpath("//main/section")] == PARTS
    assert len(page.xpath("//main/section[.//h1 or .//h2]")) == len(PARTS)


def test_a_cause_is_whole_without_the_script() -> None:
    """Its promise, the answer with the wrong value marked, the line that asks again, the entry that accepts it."""
    wrong = makers.finding(where="transactions[0].amount", says="the form is wrong", wanted="a point", got="1,00")
    answer = makers.exchange(content=b'{"transactions": [{"amount": "1,00"}]}', headers=(("X-Request-ID", "bank-7"),))
    page = drawn(told(makers.verdict(exchanges=(answer,), findings=(replace(wrong, promise="PAG-02"),))))
    (cause,) = page.xpath("//article[@id='cause-1']")
    text = cause.text_content()
    for part in (
        makers.REGISTER["PAG-02"].says,
        "1 of the 1 answer",
        "bank-7",
        "curl -sS -i",
        "TOKEN_ADAM_AISP:?",
        "CHANGE ME",
    ):
        assert part in text
    assert [one.text_content().strip() for one in cause.xpath(".//mark")] == ['"amount": "1,00"']
    assert page.xpath("//section[@id='verdict']//a/@href") == ["#cause-1", "#scenario-transactions/two-pages"]
    first = page.xpath("//section[@id='verdict']//ol")[0].text_content()
    for part in (makers.REGISTER["PAG-02"].says, makers.scenario().title, "1 of the 1 answer", "a point", "1,00"):
        assert part in first
    assert page.xpath("//section[@id='verdict']//mark/text()") == ['      "amount": "1,00"']


def test_an_answer_under_another_request_id_is_told_as_a_clue() -> None:
    """It may have been meant for another request."""
    call = makers.call(headers=(("X-Request-ID", "sent-1"),))
    answers = {id_: makers.exchange(call=call, headers=(("X-Request-ID", id_),)) for id_ in ("sent-1", "other-2")}
    texts = {
        id_: drawn(told(makers.verdict(exchanges=(answer,)))).xpath("//section[@id='mend']")[0].text_content()
        for id_, answer in answers.items()
    }
    assert ["another X-Request-ID" in texts[id_] for id_ in answers] == [False, True]
    assert "sent-1" in texts["other-2"]


def test_no_period_leads_from_one_clock_to_another() -> None:
    """A run with another clock has started by that one, and ended by ours."""
    moment = r"\d+ \w+ \d{4}, [\d:]{8}"
    plain, other = (drawn(told(makers.verdict(), **more)) for more in ({}, {"now": "2030-01-01T10:00:00+01:00"}))
    period = "//section[@id='verdict']//dt[text()='period']/following-sibling::dd[1]"
    assert re.fullmatch(rf"{moment} . {moment} \(Europe/Paris\)", plain.xpath(period)[0].text_content().strip())
    assert re.fullmatch(rf"ended {moment} \(Europe/Paris\)", other.xpath(period)[0].text_content().strip())


def test_links_lead_somewhere() -> None:
    """Every address inside the page has its place."""
    page = drawn(told(makers.verdict(), makers.verdict(Outcome.PASSED, scenario=makers.scenario(name="b/ a é"))))
    ids = set(page.xpath("//@id"))
    assert {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")} - ids == set()
    assert "scenario-b/_20_a_20__e9_" in ids


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_texts_stay_texts(lang: Language) -> None:
    """Markup is text; what nobody would see, or what turns and breaks lines, is written out."""
    call = makers.call(url=f"https://x/{HOSTILE}", headers=((HOSTILE, HOSTILE),), content=HOSTILE.encode())
    sent = makers.exchange(
        call=call, headers=((HOSTILE, HOSTILE),), content=HOSTILE.encode(), data=NOT_JSON, note=HOSTILE
    )
    wrong = makers.finding(word=HOSTILE, key=HOSTILE, where=HOSTILE, says=HOSTILE, wanted=HOSTILE, got=[HOSTILE])
    scenario = makers.scenario(name=HOSTILE, title=HOSTILE, persona=HOSTILE, covers=(HOSTILE,))
    verdict = makers.verdict(exchanges=(sent,), findings=(wrong,), scenario=scenario, reason=HOSTILE)
    run = told(verdict, target={"name": HOSTILE, "base_url": HOSTILE}, api=HOSTILE, reason=HOSTILE)
    page = drawing.page(run, packed(dossiers.LEDGER), lang)
    assert "<script>alert" not in page
    assert not set(page) & {"\u202e", "\x1b", "\u2028"}
    assert "\\u202e" in page


def test_nothing_is_fetched_and_nothing_else_runs() -> None:
    """The policy names our style and our script by their hashes; no address leads out of the page."""
    page = drawing.page(told(makers.verdict()), packed(dossiers.LEDGER), "en")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src &#39;none&#39;" in policy[1]
    inline = [*re.findall(r"<style>(.*?)</style>", page, re.S), *re.findall(r"<script>(.*?)</script>", page, re.S)]
    for text in inline:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy[1]
    assert len(inline) == 2
    tree = drawn(told(makers.verdict()))
    assert set(tree.xpath("//@src | //link/@href")) == {"data:,"}
    assert tree.xpath("//@style | //*[starts-with(name(@*), 'on')]") == []


def test_the_ledger_is_inside_byte_for_byte() -> None:
    """So that the page is what can be verified."""
    assert ledger_of(drawing.page(told(makers.verdict()), packed(dossiers.LEDGER), "en").encode()) == dossiers.LEDGER


def test_a_ledger_too_large_stays_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first screen says so, and names the file."""
    monkeypatch.setattr(drawing, "MOST", 1_000)
    page = drawing.page(told(makers.verdict()), packed(dossiers.LEDGER), "en", beside="run.jsonl.gz")
    assert "they stand in run.jsonl.gz beside it" in page
    with pytest.raises(ValueError, match="no ledger"):
        ledger_of(page.encode())


def test_what_was_not_tried_is_told_by_reason() -> None:
    """With the promises that stay open by it; what is blocked stands on the first screen too."""
    blocked = makers.verdict(Outcome.BLOCKED, reason="no token", exchanges=(), scenario=makers.scenario(name="a/b"))
    page = drawn(told(blocked))
    (reason,) = page.xpath("//section[@id='untried']/article")
    assert "no token" in reason.text_content()
    assert reason.xpath(".//dd[last()]/a/@href")[-1] == "#requirement-AT-TRX-15"
    assert "no token" in page.xpath("//section[@id='verdict']")[0].text_content()


@pytest.mark.parametrize(("status", "told_by"), [(400, ["#cause-1"]), (503, [])])
def test_what_is_blocked_by_a_defect_that_is_a_cause_says_so(status: int, told_by: list[str]) -> None:
    """Where the bank refused what the stage needs in the way that the cause tells, and in no other."""
    put = makers.call(method="PUT", url="https://bank.example/stet/psd2/v1.4.2/consents", content=b"{}")
    answer = makers.exchange(call=put, status=400, content=b'{"message": "FF01"}')
    wrong = makers.finding(word="status", says="the status is wrong", wanted=201, got=400, where="", key="")
    refused = replace(answer, status=status, asker=makers.asker(None))
    blocked = makers.verdict(
        Outcome.BLOCKED, reason="no consent", exchanges=(refused,), findings=(), scenario=makers.scenario(name="a/b")
    )
    page = drawn(told(makers.verdict(exchanges=(answer,), findings=(wrong,)), blocked))
    assert page.xpath("//section[@id='untried']/article/p/a/@href") == told_by


def test_an_answer_got_under_a_clock_that_was_set_says_so() -> None:
    """Asked again at another time the bank may answer otherwise."""
    control = replace(makers.asker(None), purpose=Purpose.CONTROL)
    clock = makers.exchange(number=1, call=makers.call(method="PUT", url="https://x/_sandbox/clock"), asker=control)
    for call, says in ((makers.call(), False), (clock.call, True)):
        first = makers.verdict(
            Outcome.PASSED, exchanges=(replace(clock, call=call),), findings=(), scenario=makers.scenario(name="a/b")
        )
        page = drawn(told(first, makers.verdict()))
        (cause,) = page.xpath("//article[@id='cause-1']")
        assert ("The bank's clock had been set" in cause.text_content()) is says


def test_a_value_that_is_null_is_told_as_null() -> None:
    """It came; what is missing did not."""
    answer = makers.exchange(content=b'{"accounts": [{"balances": null}]}')
    for where, came in (("accounts[0].balances", "null"), ("accounts[0].name", "\u2013")):
        wrong = makers.finding(word="schema", where=where, says="the type is wrong", wanted="array", got=None)
        page = drawn(told(makers.verdict(exchanges=(answer,), findings=(wrong,))))
        assert page.xpath("//article[@id='cause-1']//div[@class='got']/dd/code/text()") == [came]


def test_each_word_of_a_run_is_said_plainly() -> None:
    """In both languages, and never as a code."""
    run = told(makers.verdict()).finished.statement
    for lang in LANGUAGES:
        heads = {drawing.headline(Texts(lang), replace(run, word=word, headline=word.value)) for word in Word}
        assert len(heads) == len(Word)
    assert drawing.plain(Texts("fr"), run).endswith("cela parle contre la banque.")
    assert drawing.headline(Texts("fr"), replace(run, headline="CONFORM WITH 3 KNOWN DEVIATIONS")) == (
        "CONFORME AVEC 3 DÉROGATIONS CONNUES"
    )


def test_who_ran_it_is_told_where_the_ledger_says_so() -> None:
    """The operator, and the job of the build server."""
    run = told(makers.verdict())
    who = {"operator": "Jeanne", "ci": "GitLab", "job": "https://ci.example/7", "commit": "abc"}
    named = replace(run.finished, header={**run.finished.header, "identity": who})
    first = drawn(replace(run, finished=named)).xpath("//section[@id='verdict']")[0].text_content()
    assert "Jeanne" in first
    assert "GitLab · https://ci.example/7 · abc" in first
    assert "not told" in drawn(run).xpath("//section[@id='verdict']")[0].text_content()
