"""What is one defect from outside, and what only follows from one; and which promise is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.model import Claim, Finding, Form, LogIn, Request, Verdict
from conformance.model.step import Envelope
from tests.support import makers
from tests.support.defects import (
    BALANCES,
    LOST,
    TOO_LITTLE,
    TOO_MUCH,
    TRANSACTIONS,
    amount,
    asked,
    failed,
    found,
    rows,
    status,
    step,
)

ENTERS = LogIn(place=makers.place(9, 5))
PLACE = makers.place(9, 5)
PLAIN = Request(method="GET", addresses=("$oauth.authorize",), place=makers.place(9, 5))


def garbled(**changed: Any) -> Request:
    """One that carries a token which is none."""
    return step(envelope=Envelope(token="garbled"), **changed)


# ---------------------------------------------------------------------------------------------------------- one defect


def test_one_wrong_status_of_several_chapters_is_one_cause_of_the_chapter_that_it_was_asked_of() -> None:
    """At one address, asked in the usual way: whose promise each scenario says it is makes no defect of it."""
    wrong = {promise: status(403, promise=promise) for promise in ("ERR-01", "HDR-01", "ACC-01", "BAL-03")}
    verdicts = [
        failed(f"a/{key}", (one, asked("/accounts", n, status=403))) for n, (key, one) in enumerate(wrong.items())
    ]
    assert [cause.promise for cause in found(*verdicts)] == ["ACC-01"]


def test_a_status_that_one_chapter_alone_asks_for_is_of_that_chapter() -> None:
    """429, where an answer is due: that is about quotas, whatever was asked for."""
    asks = step(claims=makers.claims("status", 429))
    usual = [
        failed(f"q/{n}", covers=("QUO-02",), step=asks, exchanges=(asked("/accounts", n, status=429),))
        for n in range(1, 6)
    ]
    verdicts = [
        failed(f"a/{n}", (status(429, promise=promise), asked("/accounts", n, status=429)))
        for n, promise in enumerate(("ACC-01", "ACC-01", "QUO-01"), 10)
    ]
    assert [cause.promise for cause in found(*usual, *verdicts)] == ["QUO-01"]
    assert [cause.promise for cause in found(*usual[:2], *verdicts)] == ["ACC-01"]


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


def test_links_to_another_host_are_one_cause_wherever_they_stand() -> None:
    """However they are followed."""
    says = "the link points to https://inside.example; it was followed on https://bank.example"
    verdicts = [
        failed(f"a/{n}", (amount(0, word=word, where=f"_links.{n}", says=says, promise=promise), asked(path, n)))
        for n, (word, path, promise) in enumerate(
            (("follow", "/accounts", "ACC-01"), ("walk", TRANSACTIONS, "TRX-02"), ("link", BALANCES, "BAL-03"))
        )
    ]
    assert len(found(*verdicts)) == 1


def test_a_login_that_the_bank_refuses_is_one_cause_of_the_chapter_about_it() -> None:
    """By whichever verb, or asked as a plain request; a callback without a code is so in whatever word."""
    shown = asked("/authorize", 1, status=404)
    says = "the bank answers the login with an error"
    refused = [
        failed("a/b", (amount(0, word="login", where="", says=says, promise="BAL-03"), shown), step=ENTERS),
        failed("c/d", (status(404, promise="TOK-01"), asked("/authorize", 2, status=404)), step=PLAIN),
        failed(
            "e/f", (amount(0, word="has", where="code", says="code is missing", promise="TRX-02"), shown), step=ENTERS
        ),
    ]
    assert [cause.promise for cause in found(*refused[:2])] == ["TOK-01"]
    lost = amount(0, word="login", where="", says="the callback has no code", promise="BAL-03")
    codes = (failed("g/h", (lost, asked("/confirm", 3)), step=ENTERS), refused[2])
    assert len(found(*codes)) == 1


def test_nothing_where_rows_are_due_is_a_list_that_holds_too_little() -> None:
    """Whichever part of the answer a claim misses; and one list is one, of whatever chapter."""
    empty = asked(TRANSACTIONS, 1, status=204)
    link = amount(0, word="link", where="_links", says="`self` is missing", promise="BAL-03")
    few = failed("e/f", (rows("there is no row", word="latest", promise="HDR-01"), asked(TRANSACTIONS, 2)))
    verdicts = failed("a/b", (status(204), empty)), failed("c/d", (link, empty))
    assert len(found(*verdicts, few)) == 1
    assert len(found(failed("a/b", (status(204, "200 or 204"), asked("/accounts", 1, status=204))), few)) == 2


def test_an_answer_of_a_wrong_kind_is_so_whatever_else_would_have_done() -> None:
    """200 instead of 201, in a scenario that would have taken a refusal too."""
    verdicts = [
        failed(f"a/{n}", (status(200, wanted, promise), asked("/consents", n)))
        for n, (wanted, promise) in enumerate((("201", "CON-01"), ("201, 400 or 403", "ERR-01")))
    ]
    assert len(found(*verdicts)) == 1


def test_one_code_in_place_of_another_is_one_cause_at_whatever_address() -> None:
    """With one status; another code is another defect."""
    code = {"word": "error", "where": "message", "says": "the error code is wrong", "wanted": "NGAC"}
    verdicts = [
        failed(f"a/{n}", (amount(0, got="AC01", promise=key, **code), asked(path, n, status=403)))
        for n, (key, path) in enumerate((("BAL-03", BALANCES), ("TRX-02", TRANSACTIONS)))
    ]
    assert len(found(*verdicts)) == 1
    other = failed("b/c", (amount(0, got="FF01", promise="CON-01", **code), asked("/consents", 9, status=403)))
    assert len(found(*verdicts, other)) == 2


def test_one_wrong_value_at_one_place_is_one_cause() -> None:
    """Whatever was wanted there and came, by whichever word; at another place it is another."""
    place = {"where": "accounts[0].linkedAccount", "says": "the value is different"}
    looks = [
        amount(0, word="equals", promise="ACC-01", wanted="038-A", got="FR76", **place),
        amount(0, word="only", promise="BAL-03", wanted=None, got="FR77", **place),
        amount(0, word="only", promise="CON-01", wanted=None, got="FR76", **{**place, "where": "accounts[0].name"}),
    ]
    verdicts = [failed(f"a/{n}", (one, asked("/accounts", n))) for n, one in enumerate(looks)]
    assert len(found(*verdicts[:2])) == 1
    assert len(found(verdicts[0], verdicts[2])) == 2


def test_a_refresh_that_gives_no_token_is_about_refreshing() -> None:
    """Whatever the scenarios wanted it for; of one that is rightly refused in a wrong way they say what it is about."""
    refresh = step("POST", addresses=("/token",), payload=Form({"grant_type": "refresh_token"}))
    wrong = [
        failed(f"a/{n}", (status(400, "200", promise), asked("/token", n, status=400)), step=refresh)
        for n, promise in enumerate(("ERR-01", "ERR-01", "REF-01"))
    ]
    assert [cause.promise for cause in found(*wrong)] == ["REF-01"]
    other = [
        failed(f"a/{n}", (status(403, "400", promise), asked("/token", n, status=403)), step=refresh)
        for n, promise in enumerate(("ERR-01", "ERR-01", "REF-01"))
    ]
    assert [cause.promise for cause in found(*other)] == ["ERR-01"]


def test_a_token_that_is_unknown_now_and_then_is_one_cause_at_whatever_address() -> None:
    """Where others that asked the same were known; an address that nobody is let in to is another matter."""
    claim = makers.claims("status", 200)
    asks = step(claims=claim)

    def unknown(path: str, number: int, promise: str) -> Verdict:
        return failed(f"a/{number}", (status(401, promise=promise), asked(path, number, status=401)), step=asks)

    def known(path: str, number: int) -> Verdict:
        return failed(f"b/{number}", exchanges=(asked(path, number),), step=asks)

    both = unknown("/accounts", 1, "ACC-01"), unknown(BALANCES, 2, "BAL-03")
    assert len(found(*both, known("/accounts", 3), known(BALANCES, 4))) == 1
    assert len(found(*both)) == 2


def test_what_shows_only_after_a_refused_change_is_one_cause() -> None:
    """What the change was to be refused for does not matter; seen without such a change it is another."""
    put = Request(
        method="PUT",
        addresses=("/consents",),
        place=makers.place(3, 5),
        claims=(Claim(word="status", wanted=[400, 403], must=True, place=makers.place(4, 5)),),
    )
    seen = (
        amount(0, word="has", where="accounts[0].balances", says="it is missing", promise="CON-01", step=1),
        rows("too many: 1", word="values", promise="CON-01", step=1),
        status(403, promise="BAL-03", step=1),
    )
    after = [
        failed(f"a/{n}", (one, asked(("/accounts", "/accounts", BALANCES)[n], n, step=1)), steps=(put, step()))
        for n, one in enumerate(seen)
    ]
    assert len(found(*after)) == 1
    assert len(found(*after[:2], failed("c/d", (status(403, promise="BAL-03"), asked(BALANCES, 9))))) == 2


def test_an_unusual_answer_to_unknown_tokens_is_one_cause_wherever_it_comes() -> None:
    """Whatever is wrong with the token; data shown to one is a matter of the address."""
    places = {"ACC-01": "/accounts", "BAL-03": BALANCES, "TRX-02": TRANSACTIONS}
    away = [failed(f"a/{key}", (status(302, "401", key), asked(path, 1))) for key, path in places.items()]
    assert len(found(*away)) == 1
    shown = [failed(f"a/{key}", (status(200, "401", key), asked(path, 1))) for key, path in places.items()]
    assert len(found(*shown)) == 3


def test_a_page_link_that_is_wrong_alike_in_several_lists_is_one_defect() -> None:
    """Whichever promise of whichever chapter forbids it; another member is another matter."""

    def present(path: str, where: str, promise: str) -> Verdict:
        wrong = amount(0, word="lacks", where=where, says=f"{where} is present", wanted="absent", promise=promise)
        return failed(f"a/{promise}{where}", (wrong, asked(path, 1)))

    lists = [("/accounts", "ACC-01"), (TRANSACTIONS, "TRX-02")]
    assert len(found(*(present(path, "_links.prev", promise) for path, promise in lists))) == 1
    assert len(found(*(present(path, "_links.help", promise) for path, promise in lists))) == 2


def test_one_value_in_the_place_of_another_is_one_defect_wherever_it_comes() -> None:
    """In the list, by a rule, and on its own page, by a scenario; another value is another defect."""

    def comes(name: str, word: str, path: str, where: str, got: str) -> Verdict:
        given = {"word": word, "where": where, "says": f"{word}: no", "wanted": "OTHR", "got": got}
        return failed(name, (amount(0, promise="BAL-03" if "balances" in path else "ACC-01", **given), asked(path, 1)))

    listed = comes("rules/list", "equals", "/accounts", "accounts[0].balances[0].balanceType", "XPCD")
    own = "balances[0].balanceType"
    assert len(found(listed, comes("a/b", "only", BALANCES, own, "XPCD"))) == 1
    assert len(found(listed, comes("a/b", "only", BALANCES, own, "CLBD"))) == 2


def test_what_is_refused_in_the_same_words_whatever_is_due_is_one_defect() -> None:
    """At several addresses, where answers and several other refusals are due; it is about no method."""

    def refused(number: int, path: str, due: str, promise: str, says: str) -> Verdict:
        shown = replace(asked(path, number, status=400), data={"status": 400, "message": says})
        return failed(f"a/{number}", (status(400, due, promise=promise), shown))

    def all_of(*says: str) -> list[Verdict]:
        wanted = zip(("/accounts", BALANCES, TRANSACTIONS, "/accounts"), ("200", "403", "405", "501"), strict=True)
        promises = ("ACC-01", "AT-ACC-1", "CON-01", "ERR-01")
        return [refused(n, *one, promises[n], says[n % len(says)]) for n, one in enumerate(wanted)]

    assert [cause.promise for cause in found(*all_of("FF01"))] == ["ERR-01"]
    assert len(found(*all_of("FF01", "NGAC", "AC01"))) == 4
    assert len(found(*all_of("FF01")[1:])) == 3, "no answer was due: each refusal may be one of its own"


def test_another_answer_than_is_due_comes_to_all_who_ask_where_it_comes_to_one_who_asks_as_usual() -> None:
    """As a refusal does; one that comes in that manner only is of that manner."""
    asks = step(envelope=Envelope(token="garbled"), addresses=(TRANSACTIONS,))
    usual = failed("a/b", (status(202), asked(TRANSACTIONS, 1, status=202)))
    other = failed("c/d", (status(202, "200 or 204", "QUO-01"), asked(TRANSACTIONS, 2, status=202)), step=asks)
    assert len(found(usual, other)) == 1
    elsewhere = failed("a/b", (status(202), asked("/accounts", 1, status=202)))
    assert len(found(elsewhere, other)) == 2


@pytest.mark.parametrize(
    ("came", "due", "causes"), [(502, 200, 1), (302, 200, 1), (204, 200, 3), (404, 200, 3), (200, 404, 3)]
)
def test_what_fails_now_and_then_at_several_addresses_is_one_defect(came: int, due: int, causes: int) -> None:
    """Unless it may answer what was asked there: a refusal, or that there is nothing; or a refusal was due."""
    claim = step(claims=makers.claims("status", due))
    places = ("/accounts", TRANSACTIONS, BALANCES)
    wrong = [
        failed(f"a/{n}", (status(came, str(due), promise), asked(path, n, status=came)), step=claim)
        for n, (path, promise) in enumerate(zip(places, ("ACC-01", "TRX-02", "BAL-03"), strict=True), 1)
    ]
    kept = [failed(f"b/{n}", step=claim, exchanges=(asked(path, n, status=due),)) for n, path in enumerate(places, 4)]
    assert len(found(*wrong, *kept)) == causes
    assert len(found(*wrong)) == 3
