"""Causes: what is one defect, what is two, what only follows; and what is told of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.model import Finding, Outcome, Purpose, Request, Seen, Walk
from tests.support import makers
from tests.support.defects import TRANSACTIONS, amount, asked, failed, found, status, step


def test_a_comma_in_many_scenarios_is_one_cause() -> None:
    """With its promise, its numbers, the bank's own name for the first of them, and the scenarios that it touches."""
    verdicts = [
        failed(f"a/{n}", (amount(n), asked(f"/accounts/id-{n}77777/transactions", n, persona=("adam", "marc")[n % 2])))
        for n in range(1, 8)
    ]
    (cause,) = found(*verdicts)
    assert (cause.promise, cause.level, cause.of, cause.source) == ("TRX-02", "must", "bank", "lines 1410")
    assert cause.sentence == (
        "GET /accounts/{accountResourceId}/transactions: `transactions[*].transactionAmount.amount`: "
        "the form is wrong (wanted a decimal point, came 12,50)"
    )
    assert cause.addresses == ("GET /accounts/{accountResourceId}/transactions",)
    assert cause.personas == ("marc", "adam")
    assert (cause.first, cause.request_id) == (1, "bank-1")
    assert cause.scenarios == tuple(f"a/{n}" for n in range(1, 8))
    assert (cause.answers, cause.out_of, cause.intermittent) == (7, 7, False)


def test_numbers_that_differ_are_left_out_where_runs_are_compared() -> None:
    """A reader of one run sees them; what reads alike for another bank or day has none."""
    wrong = makers.finding(says="of 2 pages the first has 50 rows", wanted=None, got=50)
    (cause,) = found(failed("a/b", (wrong, asked("/accounts/i/transactions", 1))))
    assert cause.sentence.endswith(": of 2 pages the first has 50 rows")
    assert str(cause.general).endswith(": of … pages the first has … rows (came 50)")


def test_the_answers_hit_are_told_from_those_that_were_right() -> None:
    """By what they have in common: here whose token it was."""
    step = Request(
        method="GET", addresses=("/accounts",), place=makers.place(9, 5), claims=makers.claims("status", 200)
    )
    wrong = failed("a/b", (status(500), asked("/accounts", 1, status=500, persona="marc")), step=step)
    right = [failed(f"c/{n}", exchanges=(asked("/accounts", n),), step=step) for n in (2, 3)]
    (cause,) = found(wrong, *right)
    assert (cause.answers, cause.out_of) == (1, 3)
    assert str(cause.condition) == "only as `marc`; the 2 other answers checked for this were right"


def test_the_finding_says_whose_text_is_broken() -> None:
    """The constraint knows better than the register."""
    (cause,) = found(failed("a/b", (amount(1, of="stet", source="STET part 2"), asked("/accounts/i/transactions", 1))))
    assert (cause.of, cause.source) == ("stet", "STET part 2")


def test_a_promise_of_stet_alone_says_so() -> None:
    """Where the bank's documentation has no line of it."""
    (cause,) = found(failed("a/b", (amount(1, promise="HDR-01"), asked("/accounts/i/transactions", 1))))
    assert (cause.of, cause.source) == ("stet", "part 1")


def test_two_chapters_are_never_one_cause() -> None:
    """However much alike they look."""
    one = failed("a/b", (amount(1, promise="TRX-02"), asked("/accounts/i/transactions", 1)))
    two = failed("c/d", (amount(1, promise="BAL-03"), asked("/accounts/i/transactions", 2)))
    assert sorted(cause.promise for cause in found(one, two)) == ["BAL-03", "TRX-02"]


@pytest.mark.parametrize(
    "other",
    [
        amount(1, where="transactions[1].bookingDate", wanted="a day"),
        amount(1, says="the type is wrong"),
        amount(1, word="has"),
    ],
    ids=["another member", "another wording", "another word"],
)
def test_what_looks_different_is_another_cause(other: Finding) -> None:
    """At one address, about one promise."""
    one = failed("a/b", (amount(1), asked("/accounts/i/transactions", 1)))
    assert len(found(one, failed("c/d", (other, asked("/accounts/i/transactions", 2))))) == 2


def test_one_promise_broken_alike_at_several_addresses_is_one_cause() -> None:
    """A header that is missing everywhere."""
    header = {"word": "headers", "key": "X-Request-ID", "where": "X-Request-ID", "says": "the header is missing"}
    verdicts = [
        failed(f"a/{n}", (amount(0, promise="HDR-01", got=None, **header), asked(path, n)))
        for n, path in enumerate(("/accounts", "/end-user-identity", "/accounts/i/balances"), 1)
    ]
    (cause,) = found(*verdicts)
    assert len(cause.addresses) == 3


def test_one_form_broken_at_several_members_is_one_cause() -> None:
    """Days written the French way, whichever member holds one."""
    days = [
        failed(
            f"a/{n}",
            (amount(1, where=f"transactions[{n}].{member}", promise="TRX-03"), asked("/accounts/i/transactions", n)),
        )
        for n, member in enumerate(("bookingDate", "valueDate"), 1)
    ]
    assert len(found(*days)) == 1


def test_links_wrong_in_one_way_in_one_answer_are_one_cause() -> None:
    """Of a scenario that is about one promise."""
    answer = asked("/accounts", 1)
    links = [
        amount(0, word="link", where=f"accounts[0]._links.{name}", says="the link leads elsewhere", wanted=name)
        for name in ("balances", "transactions")
    ]
    alone = [failed(f"a/{n}", (link, asked("/accounts", n)), covers=("TRX-02",)) for n, link in enumerate(links, 2)]
    assert len(found(failed("a/b", *((link, answer) for link in links), covers=("TRX-02",)), *alone)) == 1


def test_what_a_rule_finds_in_a_wrong_answer_follows_from_its_status() -> None:
    """A page where a refusal is due is no error body, either."""
    wrong = asked("/accounts", 1)
    seen = Seen(answers=1, of=9, addresses=("/accounts",))
    body = amount(0, where="message", promise="HDR-01", seen=seen)
    rule, status_of_it = failed("rules/errors", (body, wrong)), failed("a/b", (status(200, "404"), wrong))
    assert [cause.promise for cause in found(rule, status_of_it)] == ["TRX-02"]
    often = failed("rules/errors", (replace(body, seen=replace(seen, answers=5)), wrong))
    assert len(found(often, status_of_it)) == 2


def test_what_follows_from_a_wrong_status_is_no_cause() -> None:
    """Neither what else the answer lacks, nor what later steps find."""
    refused = asked("/accounts/i/transactions", 1, status=500)
    later = asked("/accounts/i/balances", 2, step=1)
    verdict = failed("a/b", (status(500), refused), (amount(1), refused), (amount(2, promise="BAL-03", step=1), later))
    (cause,) = found(verdict)
    assert cause.sentence == "GET /accounts/{accountResourceId}/transactions answers 500 where 200 is due"


def test_what_follows_in_one_scenario_is_a_cause_where_it_comes_first_in_another() -> None:
    """Two defects; one scenario meets both."""
    refused, later = asked("/accounts", 1, status=500), asked("/accounts/i/transactions", 2, step=1)
    both = failed("a/b", (status(500, promise="HDR-01"), refused), (amount(1, step=1), later))
    alone = failed("c/d", (amount(1), asked("/accounts/i/transactions", 3)))
    assert [cause.promise for cause in found(both, alone)] == ["HDR-01", "TRX-02"]


def test_a_500_is_one_cause_whatever_was_due() -> None:
    """In scenarios that are about one promise only, an earlier step may fail for a reason of its own."""
    verdicts = [
        failed("a/b", (status(500, "200", "TRX-02"), asked("/accounts", 1, status=500)), covers=("TRX-02",)),
        failed("c/d", (status(500, "403 or 404", "BAL-03"), asked("/accounts", 2, status=500)), covers=("BAL-03",)),
    ]
    assert len(found(*verdicts)) == 1


def test_another_status_is_another_cause() -> None:
    """A 404 and a 500 for one promise at one address."""
    one, two = (failed(f"a/{got}", (status(got), asked("/accounts", got, status=got))) for got in (404, 500))
    assert len(found(one, two)) == 2


def test_a_rule_explains_what_scenarios_find_in_its_place() -> None:
    """At the same address and member; another part of the same answer is another matter."""
    answer = asked("/accounts/i/transactions", 1)
    seen = Seen(answers=67, of=412, addresses=("/accounts/{accountResourceId}/transactions",), personas=("adam", "lea"))
    rule = failed("rules/amounts", (amount(3, seen=seen), answer), covers=("TRX-02",))
    same = failed("a/b", (amount(1, word="equals", promise="BAL-03"), answer), hit=("rules/amounts",))
    date = amount(1, promise="TRX-03", where="transactions[0].bookingDate")
    other = failed("c/d", (date, answer), hit=("rules/amounts",))
    first, second = found(same, other, rule)
    assert (first.promise, first.rules, first.scenarios) == ("TRX-02", ("rules/amounts",), ("a/b", "c/d"))
    assert first.explains == {"a/b", "rules/amounts"}
    assert (first.answers, first.out_of, first.personas) == (67, 412, ("adam", "lea"))
    assert (second.promise, second.scenarios) == ("TRX-03", ("c/d",))


@pytest.mark.parametrize(
    ("where", "says", "explained"),
    [
        ("transactions[4].transactionAmount", "the type is wrong", True),
        ("transactions[4]", "`transactionAmount` is missing", True),
        ("", "the body is not JSON", True),
        ("transactions[4]", "`bookingDate` is missing", False),
        ("transactions[4].transactionAmount.currency", "the value is wrong", False),
    ],
    ids=["around it", "missing around it", "the whole body", "another member is missing", "beside it"],
)
def test_the_place_of_a_rule(where: str, says: str, *, explained: bool) -> None:
    """What scenarios find within it follows; what they find of the list around it does not."""
    answer = asked("/accounts/i/transactions", 1)
    rule = failed("rules/rows", (amount(3, where=where, says=says), answer), covers=("TRX-02",))
    within = failed("a/b", (amount(1, word="equals", promise="BAL-03"), answer), hit=("rules/rows",))
    around = failed("c/d", (amount(1, where="transactions", promise="BAL-03"), answer), hit=("rules/rows",))
    assert len(found(rule, within)) == (1 if explained else 2)
    assert len(found(rule, around)) == (1 if not where else 2)


def test_a_rule_about_links_explains_what_following_one_led_to() -> None:
    """The link is wrong: so is whatever it leads to."""
    answer, wrong = asked("/accounts/i/transactions", 1), asked("/somewhere", 2, status=404)
    seen = Seen(answers=1, of=1, addresses=("/accounts/{accountResourceId}/transactions",))
    rule = failed("rules/links", (amount(0, where="_links.next.href", seen=seen), answer), covers=("TRX-02",))
    walk = Walk(starts=("_links.next",), place=makers.place(9, 5))
    lost = failed("a/b", (status(404, promise="BAL-03"), wrong), hit=("rules/links",), step=walk)
    asked_for = failed("c/d", (status(404, promise="BAL-03"), wrong), hit=("rules/links",))
    assert [cause.scenarios for cause in found(rule, lost)] == [("a/b",)]
    assert len(found(rule, asked_for)) == 2


def test_a_rule_touches_the_scenarios_whose_answers_broke_it() -> None:
    """Those that have passed too; not those that asked for something else."""
    answer, other = asked("/accounts/i/transactions", 1), asked("/end-user-identity", 2)
    rule = failed("rules/amounts", (amount(3), answer), covers=("TRX-02",))
    passed = failed("a/b", exchanges=(answer,), hit=("rules/amounts",))
    elsewhere = failed("c/d", exchanges=(other,), hit=("rules/amounts",))
    (cause,) = found(passed, elsewhere, rule)
    assert cause.scenarios == ("a/b",)


def test_each_finding_of_a_rule_is_a_cause() -> None:
    """No answer follows from another."""
    answer = asked("/accounts/i/transactions", 1)
    date = amount(1, where="transactions[*].bookingDate", promise="TRX-03")
    assert len(found(failed("rules/rows", (amount(1), answer), (date, answer)))) == 2


def test_what_a_rule_finds_together_in_every_answer_is_one_cause() -> None:
    """Two members of one promise that are missing in the same answers; one that is missing more often is another."""
    answer, seen = asked("/accounts", 1), Seen(answers=3, of=9, addresses=("/accounts",))
    status_, text = (amount(0, where="", says=f"`{name}` is missing", seen=seen) for name in ("status", "message"))
    assert len(found(failed("rules/errors", (status_, answer), (text, answer)))) == 1
    oftener = replace(text, seen=replace(seen, answers=4))
    assert len(found(failed("rules/errors", (status_, answer), (oftener, answer)))) == 2


def test_the_gravest_comes_first() -> None:
    """Musts before shoulds, then what explains most."""
    dates = [
        failed(f"d/{n}", (amount(1, promise="TRX-03", must=False, where="a.b"), asked("/accounts/i/transactions", n)))
        for n in range(1, 6)
    ]
    rare = failed("e/1", (amount(1, promise="BAL-03", where="c.d"), asked("/accounts/i/balances", 6)))
    often = [failed(f"f/{n}", (amount(1), asked("/accounts/i/transactions", n))) for n in (7, 8)]
    told = [(cause.number, cause.level, cause.promise) for cause in found(*dates, rare, *often)]
    assert told == [(1, "must", "TRX-02"), (2, "must", "BAL-03"), (3, "should", "TRX-03")]


def test_one_of_forty_is_intermittent() -> None:
    """The same request of the same step was answered well at the other times."""
    step = Request(
        method="GET", addresses=("/accounts",), times=40, place=makers.place(9, 5), claims=makers.claims("status", 200)
    )
    answers = [asked("/accounts", n, status=500 if n in (7, 19, 31) else 200) for n in range(1, 41)]
    answers = [replace(one, asker=replace(makers.asker(0), scenario="a/b")) for one in answers]
    bad = [one for one in answers if one.status == 500]
    (cause,) = found(failed("a/b", *((status(500), one) for one in bad), exchanges=tuple(answers), step=step))
    assert (cause.answers, cause.out_of, cause.intermittent) == (3, 40, True)


def test_what_is_right_at_another_time_of_a_clock_that_was_set_is_not_intermittent() -> None:
    """The moment is the reason."""
    step = Request(
        method="GET", addresses=("/accounts",), times=2, place=makers.place(9, 5), claims=makers.claims("status", 200)
    )
    good, bad = (
        replace(asked("/accounts", n, status=code), asker=replace(makers.asker(0), scenario="a/b"))
        for n, code in ((1, 200), (3, 500))
    )
    clock = makers.exchange(
        number=2, call=makers.call(method="PUT"), asker=replace(makers.asker(None), purpose=Purpose.CONTROL)
    )
    (cause,) = found(failed("a/b", (status(500), bad), exchanges=(good, clock, bad), step=step))
    assert (cause.answers, cause.out_of, cause.intermittent) == (1, 2, False)


def test_what_only_prepares_breaks_no_promise() -> None:
    """It is a cause all the same: something is wrong."""
    on_the_way = status(500, promise="", towards="TRX-02")
    (cause,) = found(failed("a/b", (on_the_way, asked("/accounts", 1, status=500))))
    assert (cause.promise, cause.of, cause.source, cause.says) == ("", "", "", "")


def test_where_nobody_can_say_the_scenarios_have_the_word() -> None:
    """The promise none of whose scenarios holds is the likeliest."""
    broken = failed("a/b", (amount(1, promise=""), asked("/accounts/i/transactions", 1)), covers=("BAL-03", "TRX-02"))
    claim = step(claims=makers.claims("status", 200))
    kept = failed("c/d", covers=("BAL-03",), step=claim, exchanges=(asked("/accounts", 2),))
    (cause,) = found(broken, kept)
    assert cause.promise == "TRX-02"


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.SKIPPED, Outcome.BROKEN, Outcome.PASSED])
def test_where_the_bank_was_not_judged_there_is_no_cause(outcome: Outcome) -> None:
    """Nor where it was kept to."""
    assert found(replace(failed("a/b"), outcome=outcome, reason="why")) == ()


def test_a_deviant_verdict_has_its_cause_too() -> None:
    """It is known, and it is still so."""
    verdict = failed("a/b", (amount(1), asked("/accounts/i/transactions", 1)))
    assert len(found(replace(verdict, outcome=Outcome.DEVIANT, reason="known"))) == 1


def test_the_order_of_the_run_changes_nothing_that_is_told() -> None:
    """With several scenarios in flight the answers come in another order each time."""
    balances, list_ = "/accounts/i/balances", "/accounts/i/transactions"

    def in_flight(*numbers: int) -> list[tuple[object, ...]]:
        verdicts = [
            failed("a/b", (status(200, "403", promise="BAL-03"), asked(balances, numbers[0]))),
            failed("c/d", (status(200, "403", promise="BAL-03"), asked(list_, numbers[1]))),
        ]
        verdicts.sort(key=lambda one: one.exchanges[0].number)
        return [(one.sentence, one.promise, one.addresses, one.first) for one in found(*verdicts)]

    assert in_flight(1, 2) == in_flight(2, 1)


def test_a_refusal_where_either_would_do_is_one_in_place_of_another_unless_answers_are_refused_so() -> None:
    """422 instead of 400, and instead of 200 or 400; where good requests get it as well nobody can tell."""
    one, two, good = (
        failed(f"a/{n}", (status(422, wanted, promise), asked(TRANSACTIONS, n, status=422)))
        for n, (wanted, promise) in enumerate((("400", "TRX-02"), ("200, 204 or 400", "TRX-03"), ("200", "TRX-02")))
    )
    assert len(found(one, two)) == 1
    assert len(found(one, two, good)) == 2
