"""Every answer is held to the rules that fit it, once, and counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from conformance import rules, specs
from conformance.checks import CHECKS
from conformance.clock import PARIS
from conformance.model import NO_ANSWER, Asker, Call, Exchange, Mismatch, Outcome, Purpose, Seen, Tally
from conformance.rules import Judge
from conformance.target.target import OAuth, Target
from tests.support.answers import ROOT, exchange

TOKEN_URL = "http://bank.test/oauth2/give"
TARGET = Target(
    name="bank",
    base_url=ROOT,
    oauth=OAuth(authorize_url="http://bank.test/a", token_url=TOKEN_URL, client_id="x", redirect_uri="http://x.test"),
)
PAGE = {"accounts": [], "_links": {"self": {"href": "/accounts"}}}
BROKEN = {
    "accounts": [{"name": "A", "cashAccountType": "SVGS", "_links": {}}],
    "_links": {"self": {"href": "/accounts"}},
}
NOON = datetime(2026, 6, 17, 12, 0, tzinfo=PARIS)


def judge() -> Judge:
    return Judge(rules.load(), specs.load(), TARGET)


def heard(several: list[Exchange]) -> Judge:
    found = judge()
    for number, one in enumerate(several, 1):
        found.hear(replace(one, number=number))
    return found


def asked(body: Any, path: str = "/accounts", persona: str = "marc", **more: Any) -> Exchange:
    one = exchange(body, **more)
    sent = (("X-Request-ID", "i"),)
    return replace(
        one,
        call=replace(one.call, url=path if path.startswith("http") else ROOT + path, persona=persona, headers=sent),
        headers=(*one.headers, ("X-Request-ID", "i")),
        asker=Asker(purpose=Purpose.STEP, scenario="s", step=0),
    )


def outcomes(found: Judge) -> dict[str, tuple[Outcome, Tally | None]]:
    return {one.scenario.name: (one.outcome, one.tally) for one in found.verdicts(NOON)}


def test_what_is_broken_in_the_same_way_is_one_finding_that_tells_where() -> None:
    """The first answer shows it; the tally and what is seen count all, also those like one before."""
    found = heard([asked(PAGE), asked(BROKEN), asked(BROKEN, persona="adam"), asked(BROKEN, "/accounts?page=1")])
    (verdict,) = [one for one in found.verdicts(NOON) if one.scenario.name == "rules/accounts"]
    assert (verdict.outcome, verdict.tally) == (Outcome.FAILED, Tally(held=1, broken=3))
    (finding,) = [one for one in verdict.findings if one.must]
    assert (finding.promise, finding.of, finding.exchange and finding.exchange.number) == ("SCH-03", "stet", 2)
    assert finding.seen == Seen(answers=3, of=4, addresses=("/accounts",), personas=("adam", "marc"))


def test_a_body_that_was_seen_before_has_been_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is asked once, and once more for another body."""
    calls: list[str] = []
    word = CHECKS["schema"]

    def counting(wanted: Any, *rest: Any) -> Any:
        calls.append(wanted)
        return word.check(wanted, *rest)

    monkeypatch.setitem(CHECKS, "schema", replace(word, check=counting))
    heard([asked(PAGE), asked(PAGE), asked(PAGE), asked(BROKEN)]).verdicts(NOON)
    assert calls == ["accounts", "accounts"]


def test_only_answers_of_their_kind_are_looked_at() -> None:
    """Not what was not answered, no other host's page, no other address; each kind by its own rules."""
    silent = replace(asked(PAGE), status=NO_ANSWER)
    foreign = replace(asked(PAGE), call=Call(method="GET", url="http://bank.test/elsewhere/accounts"))
    token = asked({"access_token": "a", "token_type": "Bearer"}, TOKEN_URL)
    token = replace(token, call=replace(token.call, method="POST"))
    found = outcomes(heard([silent, foreign, token]))
    assert found["rules/accounts"] == (Outcome.SKIPPED, Tally(held=0, broken=0))
    assert found["rules/tokens"] == (Outcome.PASSED, Tally(held=1, broken=0))
    assert found["rules/token-not-cached"] == (Outcome.FAILED, Tally(held=0, broken=1))


def test_a_header_of_the_request_and_the_status_are_words_of_a_rule() -> None:
    """So what is echoed can be told from what is not, in bodies that are the same."""
    other = replace(asked(PAGE), headers=(("Content-Type", "application/json"), ("X-Request-ID", "j")))
    error = asked({"status": 500, "message": "AC01"}, "/accounts/1/balances", status=404)
    found = outcomes(heard([asked(PAGE), other, error]))
    assert found["rules/request-id"] == (Outcome.FAILED, Tally(held=1, broken=1))
    assert found["rules/error-status"] == (Outcome.FAILED, Tally(held=0, broken=1))


def test_an_id_that_comes_back_vouches_for_no_other() -> None:
    """Each request has one of its own; what is judged by headers alone is judged alike whatever the bodies say."""

    def echoed(sent: str, *came: str, name: str = "A") -> Exchange:
        one = asked({**PAGE, "accounts": [{"name": name}]})
        headers = (("Content-Type", "application/json"), *(("X-Request-ID", each) for each in came))
        return replace(one, call=replace(one.call, headers=(("X-Request-ID", sent),)), headers=headers)

    right = [echoed("a", "a"), echoed("b", "b"), echoed("c", "c", name="B")]
    wrong = [echoed("d", "c"), echoed("e", "e", "a"), echoed("f"), echoed("g", "h", name="B")]
    assert outcomes(heard([*right, *wrong, *right]))["rules/request-id"] == (Outcome.FAILED, Tally(held=6, broken=4))


def test_scenarios_are_told_what_rules_have_judged() -> None:
    """The documents, the rules whose breach counts, and whether a mismatch of their own is the same one."""
    found = heard([asked(BROKEN), asked(PAGE, headers=())])
    broken, unlabelled = replace(asked(BROKEN), number=1), replace(asked(PAGE), number=2)
    assert found.documents(broken) == {"accounts"}
    assert found.hit([broken]) == ("rules/accounts",)
    assert "rules/media-type" in found.hit([unlabelled])
    same = Mismatch(says="the header is missing", where="Content-Type")
    assert found.tells("headers", "PLU-11", same, unlabelled)
    assert found.tells("headers", "", same, unlabelled)
    assert not found.tells("headers", "PLU-12", same, unlabelled)
    assert not found.tells("headers", "PLU-11", same, broken)


def test_a_rule_that_cannot_be_judged_is_our_own_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is broken, not the bank."""

    def wrong(*_: Any) -> Any:
        raise RuntimeError("oh")

    monkeypatch.setitem(CHECKS, "schema", replace(CHECKS["schema"], check=wrong))
    (verdict,) = [one for one in heard([asked(PAGE)]).verdicts(NOON) if one.scenario.name == "rules/accounts"]
    assert (verdict.outcome, verdict.reason) == (Outcome.BROKEN, "RuntimeError: oh")


def test_observations_of_several_workers_add_up() -> None:
    """Tallies and what was seen; the first finding is told."""
    one, other = heard([asked(BROKEN)]).take(), heard([asked(PAGE), asked(BROKEN, persona="lea")]).take()
    found = rules.added([*one, *other])["rules/accounts"]
    assert (found.held, found.broken) == (1, 2)
    seen = [way.finding.seen for way in found.ways if way.finding.must]
    assert seen == [Seen(answers=2, of=3, addresses=("/accounts",), personas=("lea", "marc"))]


def test_another_status_is_another_way() -> None:
    """Who accepts a broken body of a 404 for a time has not accepted that of a 403."""
    several = [asked({"message": 7}, "/accounts/1/balances", status=status) for status in (404, 403, 403)]
    found = [
        (finding.exchange.status, finding.seen.answers)
        for verdict in heard(several).verdicts(NOON)
        if verdict.scenario.name == "rules/errors"
        for finding in verdict.findings
        if finding.where == "message" and finding.exchange is not None and finding.seen is not None
    ]
    assert sorted(found) == [(403, 2), (404, 1)]


def test_an_answer_is_judged_when_there_is_time_or_somebody_asks() -> None:
    """One after the other, a long one not before somebody asks; which documents it is held to is known at once."""
    found = heard([asked(PAGE), asked(BROKEN), asked(BROKEN)])
    assert found.documents(replace(asked(BROKEN), number=3)) >= {"accounts"}
    assert [found.judge_one(10), found.judge_one(), found.judge_one(10_000)] == [False, True, True]
    assert found.hit([replace(asked(BROKEN), number=3)])
    assert not found.judge_one()


def test_an_answer_is_shown_as_it_is_told_in_the_end() -> None:
    """With the remark that came later, whether it was judged by then or not."""
    for ahead in (False, True):
        found, first = judge(), replace(asked(BROKEN), number=1)
        found.hear(first)
        found.amend(first)
        if ahead:
            found.judge_one()
        found.amend(replace(first, note="and once more"))
        (verdict,) = [one for one in found.verdicts(NOON) if one.scenario.name == "rules/accounts"]
        assert {one.exchange.note for one in verdict.findings if one.exchange} == {"and once more"}


def test_an_answer_whose_judging_was_interrupted_is_judged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """And counted once, by every rule."""
    word = CHECKS["headers"]

    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt

    found = heard([asked(BROKEN)])
    with monkeypatch.context() as patched:
        patched.setitem(CHECKS, "headers", replace(word, check=interrupted))
        with pytest.raises(KeyboardInterrupt):
            found.judge_one()
    assert outcomes(found) == outcomes(heard([asked(BROKEN)]))
