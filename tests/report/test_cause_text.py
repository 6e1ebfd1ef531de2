"""Causes in words: for the terminal, for one line, for Allure's categories."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from conformance.model import Outcome, Seen
from conformance.report import allure, cause_text, junit, new_deviations
from conformance.report.cause import Cause
from conformance.report.causes import causes
from conformance.report.sightings import sightings
from tests.support import makers
from tests.support.defects import REGISTER, amount, asked, failed, found, status
from tests.support.golden import same


def several() -> tuple[Cause, ...]:
    """A rule with what it explains, an intermittent failure, and shoulds."""
    answer = asked("/accounts/i/transactions", 3)
    seen = Seen(answers=67, of=412, addresses=("/accounts/{accountResourceId}/transactions",), personas=("adam",))
    rule = failed("rules/amounts", (amount(3, seen=seen, of="stet", source="part 2"), answer), covers=("TRX-02",))
    explained = [failed(f"a/{n}", (amount(1, promise="BAL-03"), answer), hit=("rules/amounts",)) for n in range(1, 8)]
    lost = failed("c/d", (status(500, promise="", towards="TRX-03"), asked("/accounts", 4, status=500)))
    advice = [
        failed(f"e/{n}", (amount(1, must=False, where=f"member{letter}", wanted=letter, promise="TRX-03"), answer))
        for n, letter in enumerate("abcde")
    ]
    return found(rule, *explained, lost, *advice)


def test_the_terminal_tells_five() -> None:
    """What is broken and where that stands, how often and to whom, what it touches; then where the rest is."""
    same("causes.txt", "\n".join(cause_text.lines(several(), "reports/report.html")))


def test_the_last_section_has_them_on_a_line_each() -> None:
    """The summary comes after hundreds of failures."""
    told = list(cause_text.short(several()))
    assert len(told) == 6
    assert told[1] == "2. GET /accounts answers 500 where 200 is due (met by 1 verdict)"
    assert told[2].startswith("3. should: ")
    assert told[-1] == "and 2 more"


def test_an_intermittent_one_says_so() -> None:
    """In so many of so many."""
    cause = replace(several()[1], answers=3, out_of=40, intermittent=True)
    assert cause_text.seen(cause) == (
        "in 3 of 40 answers (intermittent: the same request was answered well too) to GET /accounts, as adam"
    )


def test_what_every_answer_shows_is_not_called_intermittent() -> None:
    """Another claim was content with the same request: no answer to this one was right."""
    cause = replace(several()[1], answers=40, out_of=40, intermittent=True)
    assert cause_text.seen(cause) == "in 40 of 40 answers to GET /accounts, as adam"


def test_allure_groups_its_results_by_cause() -> None:
    """Each category finds the results of its own cause by their message, and no others."""
    one = failed("a/b", (amount(1), asked("/accounts/i/transactions", 1)))
    other = failed("a/b.c", (amount(1, promise="BAL-03"), asked("/accounts/i/transactions", 2)))
    entries = [makers.entry(verdict) for verdict in (one, other)]
    messages = [allure.result(entry, REGISTER, lambda *_: None)["statusDetails"]["message"] for entry in entries]
    categories = cause_text.categories(causes([sightings(entry) for entry in entries], REGISTER))
    assert json.loads(json.dumps(categories)) == categories
    hits = [[bool(re.fullmatch(each["messageRegex"], message)) for message in messages] for each in categories]
    assert sorted(hits) == [[False, True], [True, False]]
    assert {each["name"].rpartition(" ")[2] for each in categories} == {"(TRX-02)", "(BAL-03)"}


def test_a_failure_in_junit_names_its_causes() -> None:
    """With their numbers and promises, on one line."""
    first, second, *_ = several()
    assert junit.told_by({}, (first, second)) == (
        "cause 1: GET /accounts/{accountResourceId}/transactions: `transactions[*].transactionAmount.amount`: "
        "the form is wrong (wanted a decimal point, came 12,50) (TRX-02); "
        "cause 2: GET /accounts answers 500 where 200 is due"
    )


def test_entries_go_by_cause_and_make_the_same_run_green() -> None:
    """One for what many scenarios find; those of what follows come last."""
    answer = asked("/accounts/i/transactions", 1)
    many = [failed(f"a/{n}", (amount(n), answer), (amount(n, where="x.y", step=1), answer)) for n in range(5)]
    verdicts = [sightings(makers.entry(one)) for one in many]
    text = new_deviations.written(causes(verdicts, REGISTER), verdicts)
    assert text.count("promise: TRX-02") == 2
    assert text.index("# Cause 1") < text.index('path: "transactions[*].transactionAmount.amount"') < text.index("x.y")


def test_a_cause_with_signs_that_nobody_sees_is_a_comment_of_one_line() -> None:
    """On the terminal too."""
    hostile = "of\x1b]0;t\x07 \x00 \x85 \u2028 \u202e\n::error::x"
    verdicts = [sightings(makers.entry(failed("a/b", (amount(1, says=hostile), asked("/accounts/i", 1)))))]
    told = causes(verdicts, REGISTER)
    lines = [*new_deviations.written(told, verdicts).split("\n"), *cause_text.lines(told, ""), *cause_text.short(told)]
    assert all(line.isprintable() for line in lines)
    assert sum("\\u202e" in line for line in lines) > 2


def test_no_failure_no_entries() -> None:
    """Warnings and known deviations want none."""
    answer = asked("/accounts/i/transactions", 1)
    warned = failed("a/b", (amount(1, must=False), answer))
    known = replace(failed("c/d", (amount(1), answer)), outcome=Outcome.DEVIANT, reason="known")
    verdicts = [sightings(makers.entry(one)) for one in (warned, known)]
    assert new_deviations.written(causes(verdicts, REGISTER), verdicts) == ""
