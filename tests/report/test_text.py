"""The failure block and the summary, to the letter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.catalogue.shipped import Origin
from conformance.model import Outcome
from conformance.report import summary, tally, text
from conformance.report.statement import End
from tests.support import makers
from tests.support.golden import same
from tests.support.runs import finished


def test_a_failure_fits_in_eight_lines() -> None:
    """Where, what was wanted, what came, which promise it breaks, and how to see it again."""
    told = text.block(makers.entry(makers.verdict()), makers.REGISTER)
    same("failure.txt", told)
    assert len(told.splitlines()) == 8


def test_several_findings_tell_their_answer_once() -> None:
    """Musts come first; an answer is told with the first of its findings, long values lose their middle."""
    other = makers.exchange(call=makers.call(url=f"{makers.BASE}/accounts"), status=500, content=b"")
    findings = (
        makers.finding(
            word="headers", key="X-Request-ID", says="the header is missing", wanted="present", got=None, must=False
        ),
        makers.finding(says="the number of items is wrong", where="transactions"),
        makers.finding(word="has", key="_links.first", where="_links.first", says="_links.first is missing", got=None),
        makers.finding(
            word="schema", key="", where="transactions[7].amount", says="the form is wrong", wanted="x" * 300,
            got=[1, None],
        ),
        makers.finding(
            word="status", key="", says="the status is wrong", where="", wanted=200, got=500, exchange=other,
            place=makers.place(20, 15),
        ),
    )  # fmt: skip
    first = makers.exchange(note="sent again after 503", asker=makers.asker(0))
    verdict = makers.verdict(findings=findings, exchanges=(first, other))
    same("failures.txt", text.block(makers.entry(verdict), makers.REGISTER))


def test_no_more_than_eight_findings_are_told() -> None:
    """The reports have them all; the terminal must stay readable."""
    told = text.block(makers.entry(makers.verdict(findings=(makers.finding(),) * 50)), makers.REGISTER)
    assert told.endswith("and 42 more findings in the reports")
    assert len(told.splitlines()) < 45


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.BROKEN, Outcome.SKIPPED, Outcome.DEVIANT, Outcome.WARNED])
def test_the_other_verdicts(outcome: Outcome) -> None:
    """Each with its reason, or with what should have held."""
    findings = (
        (makers.finding(must=outcome is Outcome.DEVIANT),) if outcome in (Outcome.WARNED, Outcome.DEVIANT) else ()
    )
    reason = "" if outcome is Outcome.WARNED else "what the runner says"
    verdict = makers.verdict(outcome, findings=findings, reason=reason)
    same(f"{outcome}.txt", text.block(makers.entry(verdict), makers.REGISTER))


@pytest.mark.parametrize(
    ("wanted", "got", "shown"),
    [
        (7, 8, ("7", "8")),
        (7, "7", ("7", '"7"')),
        ("null", None, ('"null"', "null")),
        ([1], "[1]", ("[1]", '"[1]"')),
        ("a\nb", "a b", ('"a\\nb"', '"a b"')),
        ("x" * 400 + "a" + "y" * 400, "x" * 400 + "b" + "y" * 400, None),
        ("x" * 400, "x" * 401, None),
    ],
)
def test_wanted_and_got_are_never_written_alike(wanted: object, got: object, shown: tuple[str, str] | None) -> None:
    """A number and its digits as a text, or long texts that differ in their middle, are told apart."""
    left, right = text.apart(wanted, got)
    assert left != right
    assert shown is None or (left, right) == shown
    assert max(len(left), len(right)) < 170


def test_a_requirement_that_the_register_has_lost_is_still_named() -> None:
    """A ledger may be older than the register."""
    assert "shows    PAG-02 (must): " in text.block(makers.entry(makers.verdict()), {})


def test_a_warning_says_which_reading_made_it_one() -> None:
    """A must that a tolerant reading lets pass is told as such."""
    finding = makers.finding(must=False, tolerance="the reading of C11: the code in the message")
    told = text.block(makers.entry(makers.verdict(Outcome.WARNED, findings=(finding,))), makers.REGISTER)
    assert "    warns    and does not fail, by the reading of C11: the code in the message" in told.splitlines()


def results() -> list[tally.Result]:
    return [
        tally.Result(
            name="transactions/two-pages", outcome=Outcome.FAILED, covers=("PAG-02", "AT-TRX-15"), origin=Origin.SHIPPED
        ),
        tally.Result(name="transactions/other", outcome=Outcome.PASSED, covers=("AT-TRX-15",), origin=Origin.SHIPPED),
        tally.Result(name="balances/unknown", outcome=Outcome.WARNED, covers=("AT-BAL-3",), origin=Origin.SHIPPED),
        tally.Result(name="balances/blocked", outcome=Outcome.BLOCKED, covers=("LIM-01",), origin=Origin.SHIPPED),
    ]


def told(*, under_pytest: bool = False, end: End = End.WHOLE, **more: str) -> str:
    run = finished(results(), end, **more)
    reports = ["reports/report.html", "reports/ledger.jsonl"]
    return "\n".join(summary.summary(run, makers.REGISTER, reports, under_pytest=under_pytest))


def test_the_summary() -> None:
    """The verdict, the acceptance tests, the counts, the requirements, the reports, the exit code and its meaning."""
    same("summary.txt", told(sharpness="all of them"))


def test_the_summary_of_an_interrupted_run() -> None:
    """An incomplete run says so, and why."""
    same("summary-interrupted.txt", told(end=End.INTERRUPTED, reason="interrupted"))


def test_in_few_lines_an_incomplete_run_says_why() -> None:
    """Nobody would know of a full disk otherwise."""
    run = finished([], end=End.NOT_WRITTEN, reason="x.jsonl cannot be written: No space left on device")
    assert list(summary.brief(run, (), ()))[1:] == [
        "  reason            x.jsonl cannot be written: No space left on device"
    ]


def test_under_pytest_the_code_is_only_told() -> None:
    """The session ends with pytest's own."""
    says = "this speaks against the bank (of the run; pytest ends with a code of its own)"
    assert told(under_pytest=True).endswith(f"; {says}")


def test_what_is_the_users_own_is_told_apart() -> None:
    """It proves nothing of the documentation, whatever it says that it covers."""
    own = tally.Result(name="mine/one", outcome=Outcome.PASSED, covers=("AT-BAL-3",), origin=Origin.OWN)
    lines = list(summary.summary(finished([own]), makers.REGISTER, []))
    assert "  acceptance tests  0 of 2 passed; not checked: AT-BAL-3, AT-TRX-15" in lines
    assert "  scenarios         none" in lines
    assert "  own scenarios     1 passed; they prove nothing of the documentation" in lines


def test_what_was_not_played_is_told_by_its_reason() -> None:
    """Fourteen scenarios blocked for one reason are one line."""
    blocked = [
        makers.entry(
            makers.verdict(Outcome.BLOCKED, reason="no token for adam", scenario=makers.scenario(name=f"a/{i}"))
        )
        for i in range(14)
    ]
    skipped = makers.entry(makers.verdict(Outcome.SKIPPED, reason="no clock"))
    found = [summary.aside(entry, makers.REGISTER) for entry in (*blocked, skipped)]
    assert list(summary.asides(found)) == [
        "SKIPPED  no clock: transactions/two-pages",
        "BLOCKED  no token for adam: a/0, a/1, a/2, a/3 and 10 more",
    ]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("FAILED  a   b", "FAILED"),
        ("NOT CONFORM  x", "NOT CONFORM"),
        ("    got      1", "    got      1"),
        ("plain", ""),
    ],
)
def test_only_the_word_is_coloured(line: str, word: str) -> None:
    """The text of a line is the same with and without colours."""
    pieces = text.colours(line)
    assert "".join(piece for piece, _ in pieces) == line
    assert "".join(piece for piece, markup in pieces if markup) == word


def test_a_line_takes_no_credential_to_another_host() -> None:
    """Of a ledger from elsewhere, which may name any: where it tells of the bank, only that is sent a token."""
    entry = makers.entry(makers.verdict())
    assert "STET_TOKEN_ADAM_AISP" in text.block(replace(entry, base_url=makers.BASE), makers.REGISTER)
    told = text.block(replace(entry, base_url="https://another.example"), makers.REGISTER)
    assert "replay   curl -sS -i " in told
    assert "STET_TOKEN" not in told
