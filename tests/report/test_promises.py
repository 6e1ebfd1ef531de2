"""Which promise a cause breaks: the one that is broken most plainly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.model import ANOTHER_CONSENT, Exchange, Outcome, Purpose, Request, Stage, Verdict
from tests.support import makers
from tests.support.defects import TRANSACTIONS, amount, asked, failed, found, status, step

CHANGE = step("PUT", addresses=("/consents",))
CLAIM = step(addresses=("/accounts/$main.resourceId/transactions",), claims=makers.claims("status", 200))


def fails(name: str, promise: str, number: int, *, before: int = 0, path: str = TRANSACTIONS, **more: Any) -> Verdict:
    """A scenario about one promise, whose answer after so many changes is a 404."""
    wrong, answer = status(404, promise=promise, step=before), asked(path, number, status=404, step=before)
    return failed(name, (wrong, answer), covers=(promise,), steps=(*[CHANGE] * before, CLAIM), **more)


def holds(name: str, promise: str, number: int) -> Verdict:
    return failed(name, covers=(promise,), step=CLAIM, exchanges=(asked(TRANSACTIONS, number),))


def promise(*verdicts: Verdict) -> str:
    """The promise of the only cause."""
    (cause,) = found(*verdicts)
    return cause.promise


def test_what_breaks_without_a_change_needs_none_to_explain_it() -> None:
    """However many scenarios of another promise had changed something before."""
    special = [fails(f"a/{n}", "TRX-02", n, before=2) for n in (1, 2, 3)]
    assert promise(*special, fails("c/d", "TRX-03", 4)) == "TRX-03"
    assert promise(*special, fails("c/d", "TRX-03", 4, before=3)) == "TRX-02"


def test_a_clock_that_was_set_is_a_circumstance_too() -> None:
    """As in the scenarios about the ends of a year."""
    special = fails("a/b", "TRX-02", 1)
    special = replace(special, scenario=replace(special.scenario, given=Stage(clock="2026-12-31T12:00")))
    assert promise(special, fails("c/d", "TRX-03", 2)) == "TRX-03"


def test_each_filter_is_a_circumstance_be_it_carried_by_a_link() -> None:
    """What is wrong with one filter needs no second to explain it, and what is wrong without any needs none."""

    def filtered(name: str, about: str, number: int, query: str) -> Verdict:
        return fails(name, about, number, path=f"{TRANSACTIONS}?{query}")

    both = [filtered(f"a/{n}", "TRX-02", n, "dateFrom=2026-06-01&dateTo=2026-06-09") for n in (1, 2)]
    assert promise(*both, filtered("c/d", "TRX-03", 3, "dateTo=2026-06-09&page=2")) == "TRX-03"
    assert promise(*both, filtered("c/d", "TRX-03", 3, "page=2")) == "TRX-03"
    assert promise(*both, filtered("c/d", "TRX-03", 3, "dateTo=2026-06-09&entryReferenceTo=7")) == "TRX-02"


def test_what_a_rule_names_is_meant_although_it_holds_elsewhere() -> None:
    """A schema names the promise at the very constraint; what else the rule covers is broken by something else."""
    wide = ("TRX-02", "TRX-03")
    texts = failed("rules/rows", (amount(0), asked(TRANSACTIONS, 1)), covers=wide)
    kept = [holds(f"rules/{name}", "TRX-02", n) for n, name in enumerate(("a", "b", "c", "d"), 2)]
    assert promise(texts, *kept) == "TRX-02"


def test_of_two_equally_plain_an_acceptance_test_is_told() -> None:
    """Else what breaks in most scenarios, else what the register has first."""
    several = [fails("a/b", "TRX-03", 1), fails("a/c", "TRX-03", 2), fails("a/d", "TRX-02", 3)]
    assert promise(*several, fails("c/d", "AT-TRX-1", 4)) == "AT-TRX-1"
    assert promise(*several) == "TRX-03"
    assert promise(*several[1:]) == "TRX-02"


def test_a_promise_that_a_scenario_holds_is_not_broken_as_a_whole() -> None:
    """Another is, none of whose scenarios holds."""
    broken = [fails("a/b", "TRX-02", 1), fails("c/d", "TRX-03", 2, before=1)]
    assert promise(*broken) == "TRX-02"
    assert promise(*broken, holds("e/f", "TRX-02", 3)) == "TRX-03"


def test_where_it_holds_elsewhere_its_scenario_may_be_about_something_else() -> None:
    """What no scenario holds of all that it covers."""
    one = fails("a/b", "TRX-02", 1)
    wide = replace(one, scenario=replace(one.scenario, covers=("TRX-02", "TRX-03")))
    kept = [holds(f"c/{n}", "TRX-02", n) for n in (2, 3, 4)]
    assert promise(wide, *kept[:1]) == "TRX-02"
    assert promise(wide, *kept) == "TRX-03"


def test_a_must_is_not_told_as_what_only_should_be() -> None:
    """Although more scenarios are about that."""
    should = [fails(f"a/{n}", "TRX-04", n) for n in (1, 2)]
    assert promise(*should, fails("c/d", "TRX-03", 3, before=1)) == "TRX-03"


def test_at_many_addresses_an_acceptance_test_is_as_likely_as_what_holds_of_all_answers() -> None:
    """A wrong method, refused wrongly wherever it is tried."""
    places = ("/end-user-identity", TRANSACTIONS, "/accounts")
    answers = [asked(path, n, status=404) for n, path in enumerate(places, 1)]
    everywhere = failed("a/b", *((status(404, promise="ERR-01"), one) for one in answers), covers=("ERR-01",))
    header = fails("c/d", "HDR-01", 4)
    assert promise(everywhere, header, fails("e/f", "AT-ACC-1", 5, path="/accounts")) == "AT-ACC-1"
    assert promise(everywhere, header, fails("e/f", "ACC-01", 5, path="/accounts")) == "ERR-01"


def test_where_nothing_came_blocked_scenarios_say_what_was_due() -> None:
    """Of the list that never comes hardly a scenario gets so far as to claim it."""
    silent = asked("/accounts", 2, status=503)
    stage = replace(silent, asker=replace(silent.asker, purpose=Purpose.STAGE, step=None))
    wanted = step(claims=makers.claims("status", 200))

    def blocked(*exchanges: Exchange) -> Verdict:
        made = failed("c/d", covers=("ACC-01",), steps=(wanted,), exchanges=exchanges)
        return replace(made, outcome=Outcome.BLOCKED, reason="no list")

    only = failed("a/b", (status(503, promise="HDR-01"), asked("/accounts", 1, status=503)), covers=("HDR-01",))
    assert promise(only, blocked(stage)) == "ACC-01"
    assert promise(only, blocked()) == "HDR-01"


def test_what_a_bank_neither_lists_nor_opens_is_of_a_consent_that_it_has_not_kept() -> None:
    """Although most scenarios are about lists and rows; unless what it refuses is listed as it was sent."""
    kept = f"the consent of adam {ANOTHER_CONSENT}"

    def closed(reason: str = "") -> list[Verdict]:
        wrong = status(403, promise="TRX-02")
        answers = [asked(TRANSACTIONS, n, status=403) for n in range(1, 6)]
        return [failed(f"a/{one.number}", (wrong, one), covers=("TRX-02",), reason=reason) for one in answers]

    lacks = amount(0, word="values", where="accounts[*].accountId.iban", says="missing: 2", promise="AT-ACC-1")
    listed = [failed(f"b/{n}", (lacks, asked("/accounts", n)), reason=kept) for n in (6, 7)]
    sent = failed(
        "c/d", (replace(lacks, promise="CON-01", step=1), asked("/accounts", 8, step=1)), steps=(CHANGE, step())
    )
    assert [cause.promise for cause in found(*closed(kept), *listed, sent)] == ["CON-01"]
    assert "TRX-02" in {cause.promise for cause in found(*closed(), *listed, sent)}


def test_where_the_bank_fails_the_promise_is_told_that_an_answer_comes() -> None:
    """Not one of its members, at however many addresses it was looked for: of those nothing was to be seen."""
    looks = step(claims=(*makers.claims("status", 200), *makers.claims("has", ["accounts"])))
    places = ("/accounts", TRANSACTIONS, "/end-user-identity")

    def failing(name: str, about: str, asks: Request, came: int, *paths: str) -> Verdict:
        answers = [asked(path, number, status=came) for number, path in enumerate(paths, 10 * (name == "c/d"))]
        return failed(name, *((status(came, promise=about), one) for one in answers), covers=(about,), step=asks)

    for came, told in ((500, "HDR-01"), (202, "HDR-01"), (404, "ERR-01")):
        member, answer = (
            failing("a/b", "ERR-01", looks, came, *places),
            failing("c/d", "HDR-01", CLAIM, came, places[0]),
        )
        assert promise(member, answer) == told
