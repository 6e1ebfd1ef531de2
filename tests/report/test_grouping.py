"""What is one defect from outside, and what only follows from one; and which promise is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance import jsontext
from conformance.model import ANOTHER_CONSENT, Finding, Follow, Request, Seen
from conformance.model.step import Envelope
from tests.support import makers
from tests.support.defects import amount, asked, failed, found, status

BALANCES = "/accounts/i-77777/balances"


def step(method: str = "GET", **changed: Any) -> Request:
    """A request; by default a usual one for the list."""
    return Request(**{"method": method, "addresses": ("/accounts",), "place": makers.place(9, 5), **changed})


def garbled(**changed: Any) -> Request:
    """One that carries a token which is none."""
    return step(envelope=Envelope(token="garbled"), **changed)


def rows(says: str = "", *, word: str = "count", promise: str = "TRX-02", **changed: Any) -> Finding:
    """Something about which rows a list holds."""
    return amount(0, word=word, key="transactions", where="transactions", says=says, promise=promise, **changed)


LOST = "_links.next is missing, so it cannot be followed"


# ---------------------------------------------------------------------------------------------------------- one defect


def test_one_wrong_status_of_several_chapters_is_one_cause_of_the_chapter_that_it_was_asked_of() -> None:
    """At one address, asked in the usual way: whose promise each scenario says it is makes no defect of it."""
    wrong = {promise: status(403, promise=promise) for promise in ("ERR-01", "HDR-01", "ACC-01", "BAL-03")}
    verdicts = [
        failed(f"a/{key}", (one, asked("/accounts", n, status=403))) for n, (key, one) in enumerate(wrong.items())
    ]
    assert [cause.promise for cause in found(*verdicts)] == ["ACC-01"]


def test_what_the_scenarios_had_changed_before_may_be_meant_too() -> None:
    """Where most of them speak of it."""
    steps = step("PUT", addresses=("/consents",)), step()
    verdicts = [
        failed(f"a/{n}", (status(200, "403", promise, step=1), asked("/accounts", n)), steps=steps)
        for n, promise in enumerate(("ACC-01", "CON-01", "CON-01"))
    ]
    assert [cause.promise for cause in found(*verdicts)] == ["CON-01"]


def test_asked_in_another_manner_it_is_another_defect() -> None:
    """A token that is none, let in; a consent that is not there, overlooked."""
    usual = failed("a/b", (status(200, "401", "ACC-01"), asked("/accounts", 1)))
    other = failed("c/d", (status(200, "401", "ERR-01"), asked("/accounts", 2)), step=garbled())
    assert len(found(usual, other)) == 2
    fails = failed("e/f", (status(500, "401", "ERR-01"), asked("/accounts", 3, status=500)), step=garbled())
    everywhere = failed("g/h", (status(500, "200", "ACC-01"), asked("/accounts", 4, status=500)))
    assert len(found(fails, everywhere)) == 1


def test_an_odd_request_refused_in_one_wrong_way_everywhere_is_one_cause() -> None:
    """Whichever chapters speak of it; in two ways it is two."""
    verdicts = [
        failed(f"a/{n}", (status(400, "401", promise), asked(path, n, status=400)), step=garbled())
        for n, (promise, path) in enumerate(
            (("ACC-01", "/accounts"), ("BAL-03", BALANCES), ("ERR-01", "/end-user-identity"))
        )
    ]
    assert len(found(*verdicts)) == 1
    other = failed(
        "b/c", (status(404, "401", "TRX-02"), asked("/trusted-beneficiaries", 9, status=404)), step=garbled()
    )
    assert len(found(*verdicts, other)) == 2


def test_what_fails_together_is_one_cause_and_what_fails_apart_is_two() -> None:
    """The same status at two addresses: in one scenario both, or one of them while the other is answered."""
    balances, rows_of = asked(BALANCES, 1, status=403), asked("/accounts/i-77777/transactions", 2, status=403)
    both = failed("a/b", (status(403, promise="BAL-03"), balances), (status(403), rows_of))
    one = failed("c/d", (status(403), asked("/accounts/i-77777/transactions", 3, status=403)))
    assert len(found(both, one)) == 1
    alone = failed("e/f", (status(403, promise="BAL-03"), asked(BALANCES, 4, status=403)))
    assert len(found(alone, one)) == 2


def test_where_the_usual_manner_is_refused_so_are_others() -> None:
    """An answer that nobody gets is one defect, whoever asks; a refusal of one manner only is another."""
    usual = failed("a/b", (status(403, promise="ACC-01"), asked("/accounts", 1, status=403)))
    batch = step(envelope=Envelope(batch=True))
    odd = failed("c/d", (status(403, promise="ERR-01"), asked("/accounts", 2, status=403)), step=batch)
    token = failed("e/f", (status(403, promise="HDR-01"), asked("/accounts", 3, status=403)), step=garbled())
    assert len(found(usual, odd, token)) == 1
    assert len(found(odd, token)) == 2


def test_a_failure_of_one_chapter_is_one_cause_at_whatever_address() -> None:
    """A refusal that is due and that the bank breaks down over."""
    verdicts = [
        failed(f"a/{n}", (status(500, "429", "ERR-01"), asked(path, n, status=500)))
        for n, path in enumerate(("/accounts", BALANCES, "/end-user-identity"))
    ]
    assert len(found(*verdicts)) == 1


def test_a_value_wrong_in_one_way_in_two_answers_is_one_cause() -> None:
    """A kind of balance is missing in the list and in the balances."""
    gone = {"word": "balances", "says": "CLBD is missing", "wanted": "CLBD"}
    listed = amount(0, where="accounts[0].balances", promise="ACC-01", **gone)
    alone = amount(0, where="balances", promise="BAL-03", **gone)
    assert len(found(failed("a/b", (listed, asked("/accounts", 1))), failed("c/d", (alone, asked(BALANCES, 2))))) == 1


def test_a_login_that_fails_in_one_way_is_one_cause() -> None:
    """By whichever verb."""
    says = "the bank answers the login with an error"
    verbs = [amount(0, word=word, where="", says=says, promise="") for word in ("authorize", "login")]
    assert len(found(*(failed(f"a/{n}", (one, asked("/authorize", n))) for n, one in enumerate(verbs)))) == 1


def test_a_member_that_is_missing_is_so_in_whatever_word() -> None:
    """Wanted, compared, or followed."""
    gone = [
        amount(0, word="has", where="_links.next", says="_links.next is missing", promise="TRX-02"),
        amount(
            0,
            word="follow",
            where="_links.next",
            says=LOST,
            promise="BAL-03",
        ),
        amount(0, word="link", where="_links", says="`next` is missing", promise="HDR-01"),
    ]
    verdicts = [failed(f"a/{n}", (one, asked("/accounts/i-77777/transactions", n))) for n, one in enumerate(gone)]
    assert len(found(*verdicts)) == 1
    other = amount(0, word="has", where="_links.prev", says="_links.prev is missing", promise="TRX-02")
    assert len(found(*verdicts, failed("b/c", (other, asked("/accounts/i-77777/transactions", 9))))) == 2


TOO_LITTLE = [
    rows("the number of items is wrong", wanted="at least 45", got=43),
    rows("missing: 2", word="values"),
    rows("there is no row", word="latest"),
    rows("transactions is an empty list", word="only"),
    rows("2 rows are not in the unfiltered list", word="selects"),
]
TOO_MUCH = [rows("the number of items is wrong", wanted=45, got=46), rows("too many: 2", word="values")]


@pytest.mark.parametrize("looks", [TOO_LITTLE, TOO_MUCH], ids=["too little", "too much"])
def test_a_list_that_holds_too_little_does_so_in_whatever_word(looks: list[Finding]) -> None:
    """By number, by its rows, or by those that another list has and it has not."""
    verdicts = [failed(f"a/{n}", (one, asked("/accounts/i-77777/transactions", n))) for n, one in enumerate(looks)]
    assert len(found(*verdicts)) == 1
    other = failed("b/c", (amount(1), asked("/accounts/i-77777/transactions", 9)))
    assert len(found(*verdicts, other)) == 2


def test_too_little_and_too_much_are_two_defects() -> None:
    """And so are two lists, and a list under a filter."""
    at = "/accounts/i-77777/transactions"
    little, much = failed("a/b", (TOO_LITTLE[0], asked(at, 1))), failed("c/d", (TOO_MUCH[1], asked(at, 2)))
    assert len(found(little, much)) == 2
    filtered = failed("e/f", (TOO_LITTLE[1], asked(at, 3)), step=step(query={"dateFrom": "2026-01-01"}))
    assert len(found(little, filtered)) == 2


def test_links_that_miss_the_root_of_the_api_are_one_cause_that_no_method_is_to_blame_for() -> None:
    """At whichever address; a link that leads to another place below the root is another defect."""
    root = "https://bank.example/elsewhere"
    links = {"/accounts": "ACC-01", "/end-user-identity": "ERR-01", BALANCES: "BAL-03"}
    verdicts = [
        failed(f"a/{n}", (amount(0, word="link", where="_links.self", says="the link leads elsewhere", wanted=path,
                                 got=root + path, promise=promise), asked(path, n)))
        for n, (path, promise) in enumerate(links.items())
    ]  # fmt: skip
    (cause,) = found(*verdicts)
    assert cause.promise in {"ERR-01", "BAL-03"}
    astray = amount(0, word="link", where="_links.self", says="the link leads elsewhere", wanted="/a", got=root + "/b")
    assert len(found(*verdicts, failed("b/c", (astray, asked("/a", 9))))) == 2


# -------------------------------------------------------------------------------------------------------- what follows


def test_what_came_and_then_was_asked_for_is_one_defect() -> None:
    """An id of another account: what is asked of it is not found."""
    wrong = amount(
        0,
        word="matches",
        where="accounts[0].resourceId",
        says="the form is wrong",
        got="038-GFCC013iNW",
        promise="ERR-01",
    )
    listed = failed("a/b", (wrong, asked("/accounts", 1)))
    lost = failed("c/d", (status(404, promise="TRX-02"), asked("/accounts/038-GFCC013iNW/balances", 2, status=404)))
    other = failed("e/f", (status(404, promise="TRX-02"), asked("/accounts/038-OTHER77777/balances", 3, status=404)))
    assert [cause.explains for cause in found(listed, lost)] == [{"a/b", "c/d"}]
    assert len(found(listed, other)) == 2


def test_a_list_that_is_known_to_lack_rows_explains_what_another_has_beside_it() -> None:
    """Not what another lacks: that is a defect of its own."""
    at = "/accounts/i-77777/transactions"
    known = failed("a/b", (TOO_LITTLE[0], asked(at, 1)))
    compares = step(claims=makers.claims("values", {"transactions": "$all"}), keep={"all": "transactions"})
    more = failed("c/d", (rows("too many: 2", word="values", promise="TRX-03"), asked(at, 2)), step=compares)
    assert [cause.explains for cause in found(known, more)] == [{"a/b", "c/d"}]
    absolute = failed("e/f", (rows("too many: 2", word="values", promise="TRX-03"), asked(at, 3)))
    assert len(found(known, absolute)) == 2


def test_an_item_too_many_is_not_as_is_due_either() -> None:
    """Unless what it lacks is lacking in others."""
    body = b'{"accounts": [{"usage": "PRIV"}, {"usage": "PRIV"}, {"name": "a stranger"}], "_links": {}}'
    answer = replace(asked("/accounts", 1), content=body, data=jsontext.read(body))
    place = {"word": "count", "key": "accounts", "where": "accounts", "says": "the number of items is wrong"}
    many = amount(0, promise="ACC-01", wanted=2, got=3, **place)
    known = failed("a/b", (many, answer))
    lacks = amount(0, word="only", where="accounts[2].usage", says="accounts[2].usage is missing", promise="ERR-01")
    assert [cause.explains for cause in found(known, failed("c/d", (lacks, answer)))] == [{"a/b", "c/d"}]
    all_lack = replace(lacks, where="accounts[0].name", says="accounts[0].name is missing")
    others = replace(answer, content=body, data=jsontext.read(body.replace(b"name", b"nom")))
    assert len(found(known, failed("c/d", (all_lack, others)))) == 2


def test_a_stage_that_the_bank_forgot_follows_from_what_it_does_to_consents() -> None:
    """Where a scenario has sent a consent itself, and seen it forgotten."""
    kept = step("PUT", addresses=("/consents",)), step()
    sent = failed(
        "a/b", (rows("too many: 1", word="values", promise="CON-01", step=1), asked("/accounts", 1)), steps=kept
    )
    link = amount(0, word="lacks", where="_links.balances", says="_links.balances is present", promise="ACC-01")
    reason = f"the consent of marc {ANOTHER_CONSENT}"
    assert [cause.promise for cause in found(sent, failed("c/d", (link, asked("/accounts", 2)), reason=reason))] == [
        "CON-01"
    ]
    assert len(found(sent, failed("c/d", (link, asked("/accounts", 2))))) == 2


def test_pages_that_are_too_full_explain_that_there_is_no_next() -> None:
    """Where the very answers broke the rule."""
    answer = asked("/accounts/i-77777/transactions", 1)
    seen = Seen(answers=1, of=9, addresses=("/accounts/{accountResourceId}/transactions",))
    full = rows("page 1 has too many items", word="pages", seen=seen)
    rule = failed("rules/pages", (full, answer), covers=("TRX-02",))
    gone = amount(0, word="follow", where="_links.next", says=LOST, promise="BAL-03")
    follow = Follow(path="_links.next", place=makers.place(9, 5))
    lost = failed("a/b", (gone, answer), hit=("rules/pages",), step=follow)
    assert [cause.promise for cause in found(rule, lost)] == ["TRX-02"]
    assert len(found(rule, failed("a/b", (gone, answer), step=follow))) == 2


def test_a_rule_that_only_wrong_answers_break_follows_from_their_status() -> None:
    """At as many addresses as they come from; not where a scenario met a breach beside them."""
    answers = asked("/accounts", 1, status=403), asked(BALANCES, 2, status=403)
    seen = Seen(answers=40, of=90, addresses=("/accounts", "/accounts/{accountResourceId}/balances"))
    header = amount(0, word="headers", key="X-Request-ID", where="X-Request-ID", says="it is missing", promise="HDR-01")
    rule = failed("rules/echo", (replace(header, seen=seen), answers[0]))
    wrong = failed("a/b", *((status(403, promise="BAL-03"), one) for one in answers), hit=("rules/echo",))
    both = failed("c/d", (status(403, promise="BAL-03"), asked(BALANCES, 4, status=403)), hit=("rules/echo",))
    first = failed("e/f", (status(403, promise="BAL-03"), asked("/accounts", 3, status=403)), hit=("rules/echo",))
    assert [cause.promise for cause in found(rule, wrong, both, first)] == ["BAL-03"]
    beside = failed("g/h", exchanges=(asked("/accounts", 5),), hit=("rules/echo",))
    assert len(found(rule, wrong, both, first, beside)) == 2
