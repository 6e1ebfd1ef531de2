"""What only follows from a defect, and is no cause of its own."""

from __future__ import annotations

from dataclasses import replace

from conformance import jsontext
from conformance.model import ANOTHER_CONSENT, Follow, Seen
from tests.support import makers
from tests.support.defects import (
    BALANCES,
    LOST,
    TOO_LITTLE,
    TRANSACTIONS,
    amount,
    asked,
    failed,
    found,
    rows,
    status,
    step,
)


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
    """At as many addresses as they come from; not where many scenarios met a breach beside them."""
    answers = asked("/accounts", 1, status=403), asked(BALANCES, 2, status=403)
    seen = Seen(answers=40, of=90, addresses=("/accounts", "/accounts/{accountResourceId}/balances"))
    header = amount(0, word="headers", key="X-Request-ID", where="X-Request-ID", says="it is missing", promise="HDR-01")
    rule = failed("rules/echo", (replace(header, seen=seen), answers[0]), covers=("HDR-01",))
    wrong = failed("a/b", *((status(403, promise="BAL-03"), one) for one in answers), hit=("rules/echo",))
    both = failed("c/d", (status(403, promise="BAL-03"), asked(BALANCES, 4, status=403)), hit=("rules/echo",))
    first = failed("e/f", (status(403, promise="BAL-03"), asked("/accounts", 3, status=403)), hit=("rules/echo",))
    assert [cause.promise for cause in found(rule, wrong, both, first)] == ["BAL-03"]
    beside = [failed(f"g/{n}", exchanges=(asked("/accounts", n),), hit=("rules/echo",)) for n in (5, 6)]
    assert len(found(rule, wrong, both, first, *beside)) == 2


def test_no_next_page_explains_that_a_list_holds_too_little() -> None:
    """At the same address only."""
    gone = amount(0, word="has", where="_links.next", says="_links.next is missing", promise="TRX-03")
    lost = failed("a/b", (gone, asked(TRANSACTIONS, 1)))
    short = failed("c/d", (TOO_LITTLE[0], asked(TRANSACTIONS, 2)))
    assert [cause.promise for cause in found(lost, short)] == ["TRX-03"]
    assert len(found(failed("a/b", (gone, asked("/accounts", 1))), short)) == 2


def test_a_list_that_repeats_rows_explains_what_is_held_against_it() -> None:
    """Whether more or less is found there, or one row that should not be."""
    repeats = rows("repeats transactions[*].resourceId", word="unique", promise="TRX-03")
    known = failed("a/b", (repeats, asked(TRANSACTIONS, 1)))
    compares = step(claims=makers.claims("selects", {"transactions": "$all"}), keep={"all": "transactions"})
    little = rows("2 rows are missing that the filter selects", word="selects")
    less = failed("c/d", (little, asked(TRANSACTIONS, 2)), step=compares)
    assert [cause.promise for cause in found(known, less)] == ["TRX-03"]
    assert len(found(known, failed("c/d", (little, asked(TRANSACTIONS, 2))))) == 2


def test_a_filter_that_is_known_to_be_wrong_explains_one_row_of_a_filtered_list() -> None:
    """Not a row of the whole list."""
    wrong = rows("2 rows are missing that the filter selects", word="selects")
    row = amount(0, word="only", where="transactions[0].entryReference", says="it is not allowed", promise="TRX-03")
    known = failed("a/b", (wrong, asked(f"{TRANSACTIONS}?dateFrom=2026-01-01", 1)))
    assert len(found(known, failed("c/d", (row, asked(f"{TRANSACTIONS}?dateFrom=2026-02-01", 2))))) == 1
    assert len(found(known, failed("c/d", (row, asked(TRANSACTIONS, 2))))) == 2


def test_dates_that_are_wrong_explain_which_rows_a_filter_seems_to_select() -> None:
    """In the answers that broke the rule about them; amounts do not."""
    answer = asked(TRANSACTIONS, 1)
    seen = Seen(answers=9, of=9, addresses=("/accounts/{accountResourceId}/transactions",))
    wrong = rows("2 rows are outside the filter", word="selects")
    chosen = failed("a/b", (wrong, answer), hit=("rules/rows",))
    days = amount(0, where="transactions[0].bookingDate", promise="TRX-03", seen=seen)
    assert [cause.promise for cause in found(failed("rules/rows", (days, answer)), chosen)] == ["TRX-03"]
    assert len(found(failed("rules/rows", (amount(0, promise="TRX-03", seen=seen), answer)), chosen)) == 2


def test_the_code_of_a_refusal_whose_status_is_wrong_goes_with_it() -> None:
    """At the same address, in answers with that status."""
    code = amount(0, word="error", where="message", says="the error code is wrong", promise="TRX-03")
    wrong = failed("a/b", (status(403, "404", "BAL-03"), asked(BALANCES, 1, status=403)))
    assert len(found(wrong, failed("c/d", (code, asked(BALANCES, 2, status=403))))) == 1
    assert len(found(wrong, failed("c/d", (code, asked(BALANCES, 2, status=400))))) == 2


def test_a_token_that_lives_shorter_than_is_said_follows_from_what_is_said() -> None:
    """Whoever is refused by it; a refusal of another kind does not."""
    token = {"path": "/token", "number": 1}
    said = amount(0, where="expires_in", says="the number is too large", promise="REF-01")
    rule = failed("rules/tokens", (said, asked(**token)))
    ended = failed("a/b", (status(401), asked("/accounts", 2, status=401)))
    assert [cause.promise for cause in found(rule, ended)] == ["REF-01"]
    assert len(found(rule, failed("a/b", (status(403), asked("/accounts", 2, status=403))))) == 2


def test_a_body_that_is_none_of_the_apis_explains_what_its_answer_lacks() -> None:
    """A page instead of a refusal has neither code nor headers; an answer of data at that address is another matter."""
    page, refused = "the body is not JSON: it starts with `<`", asked("/accounts", 1, status=403)
    seen = Seen(answers=3, of=3, addresses=("/accounts",))
    rule = failed("rules/errors", (amount(0, where="", says=page, promise="HDR-01", seen=seen), refused))
    coded = amount(0, word="error", where="", says="there is no error body with a code", promise="ERR-01", must=False)
    header = amount(0, word="headers", where="Allow", says="the header is missing", promise="ERR-01", must=False)
    lacking = (
        failed("a/b", (coded, asked("/accounts", 2, status=403))),
        failed("c/d", (header, asked("/accounts", 3, status=405))),
    )
    assert [cause.promise for cause in found(rule, *lacking)] == ["HDR-01"]
    assert len(found(rule, failed("e/f", (header, asked("/accounts", 4))))) == 2


def test_what_follows_from_a_wrong_status_follows_where_no_status_was_claimed() -> None:
    """Asked for the same, and answered with the same."""
    page = asked("/token", 1)
    gone = {"word": "redirect", "where": "", "says": "the answer is not a redirect"}
    wrong = failed("a/b", (status(200, "302", promise="TOK-01"), page), (amount(0, **gone), page))
    assert [cause.promise for cause in found(wrong, failed("c/d", (amount(0, **gone), asked("/token", 2))))] == [
        "TOK-01"
    ]
    other = failed("c/d", (amount(0, **gone), asked("/token", 2, status=303)))
    assert len(found(wrong, other)) == 2


def test_what_is_looked_for_by_a_wrong_member_is_not_found() -> None:
    """Items of a list that are known by it; by another member that is another matter."""
    wrong = amount(0, word="only", where="accounts[0].linkedAccount", says="not allowed", promise="ACC-01", got="FR76")
    lost = {"word": "count", "says": "accounts has no such item", "promise": "BAL-03"}
    cards = amount(0, key="accounts[linkedAccount=038-1]", where="accounts[linkedAccount=038-1]", **lost)
    first = failed("a/b", (wrong, asked("/accounts", 1)))
    assert [cause.promise for cause in found(first, failed("c/d", (cards, asked("/accounts", 2))))] == ["ACC-01"]
    private = amount(0, key="accounts[usage=PRIV]", where="accounts[usage=PRIV]", **lost)
    assert len(found(first, failed("c/d", (private, asked("/accounts", 2))))) == 2


def test_a_consent_that_opens_and_closes_at_once_explains_what_is_open_and_what_is_not() -> None:
    """Seen in one answer: what was stored is another consent than was sent."""
    answer, about = asked("/accounts", 1), {"promise": "CON-01"}
    shown = amount(0, word="lacks", where="accounts[0].balances", says="accounts[0].balances is present", **about)
    gone = amount(0, word="has", where="accounts[0]._links.transactions", says="it is missing", **about)
    mixed = failed("a/b", (shown, answer), (gone, answer))
    refused = failed("c/d", (status(403, promise="BAL-03"), asked(BALANCES, 2, status=403)))
    assert [cause.promise for cause in found(mixed, refused)] == ["CON-01"]
    assert len(found(failed("a/b", (shown, answer)), refused)) == 2


def test_balances_without_their_kind_are_one_defect() -> None:
    """By it the word `balances` knows them."""
    untyped = amount(0, where="balances[0]", says="`balanceType` is missing", promise="ERR-01", wanted="balanceType")
    seen = Seen(answers=1, of=1, addresses=("/accounts/{accountResourceId}/balances",))
    rule = failed("rules/balances", (replace(untyped, seen=seen), asked(BALANCES, 1)), covers=("ERR-01",))
    kinds = amount(0, word="balances", where="balances", says="CLBD is missing", promise="BAL-03", wanted="CLBD")
    verdict = failed("a/b", (kinds, asked(BALANCES, 1)), hit=("rules/balances",))
    (cause,) = found(rule, verdict)
    assert (cause.promise, cause.explains) == ("ERR-01", {"rules/balances", "a/b"})


def test_a_claim_held_to_nothing_follows_from_the_change_that_went_wrong() -> None:
    """A consent is taken that should be refused, and then the list is empty."""
    consent = step("PUT", addresses=("/consents",), claims=makers.claims("status", 400))
    answer = replace(asked("/consents", 1, status=201), call=makers.call(method="PUT", url=makers.BASE + "/consents"))
    taken = failed("a/b", (status(201, "400", promise="CON-01"), answer), step=consent)
    nothing = {"word": "none", "where": "accounts", "says": "accounts is an empty list, which proves nothing"}
    empty = amount(0, **nothing, promise="", towards="ACC-01", wanted="not x", got=None, step=1)
    after = failed("c/d", (empty, asked("/accounts", 2, step=1)), steps=(consent, step(), step()))
    before = failed("e/f", (empty, asked("/accounts", 3, step=1)))
    assert [cause.explains for cause in found(taken, after)] == [{"a/b", "c/d"}]
    assert len(found(taken, before)) == 2


def test_a_value_of_another_type_is_not_the_one_wanted_either() -> None:
    """Found by two rules, or by a scenario; at another place it is another defect."""
    place = {"word": "schema", "where": "status", "wanted": "integer", "got": "403"}
    typed = failed("rules/errors", (amount(0, says="the type is wrong", promise="ERR-01", **place), asked("/x", 1)))
    equal = {"word": "equals", "says": "the value is different", "wanted": 403, "got": "403", "promise": "HDR-01"}
    same = failed("rules/status", (amount(0, where="status", **equal), asked("/accounts", 2, status=403)))
    other = failed("rules/status", (amount(0, where="code", **equal), asked("/accounts", 2, status=403)))
    assert [cause.explains for cause in found(typed, same)] == [{"rules/errors", "rules/status"}]
    assert len(found(typed, other)) == 2


def test_a_body_that_is_none_has_no_rows_to_choose_either() -> None:
    """Whatever part of it a scenario wanted to read; not where the rule is about a part of the body only."""
    answer = asked(TRANSACTIONS, 1)
    page = amount(0, where="", says="the body is not JSON: it is HTML", promise="HDR-01")
    rule = failed("rules/rows", (page, answer), covers=("HDR-01", "TRX-02"))
    chooses = amount(0, word="selects", where="", says=page.says, promise="TRX-03")
    filtered = failed("filters/a", (chooses, answer), hit=("rules/rows",))
    assert [cause.promise for cause in found(rule, filtered)] == ["HDR-01"]
    part = replace(rule, findings=(amount(0, where="transactions[0].amount", promise="HDR-01", exchange=answer),))
    assert len(found(part, filtered)) == 2


def test_where_there_is_no_body_nothing_says_of_which_type_it_is() -> None:
    """As with a body that another than the API has written."""
    seen = Seen(answers=1, of=1, addresses=("/accounts/{accountResourceId}/transactions",))
    answer = asked(TRANSACTIONS, 1)
    none = failed("rules/rows", (amount(0, where="", says="there is no body", promise="TRX-02", seen=seen), answer))
    media = amount(0, word="headers", key="Content-Type", where="Content-Type", says="the header is missing", seen=seen)
    typed = failed("rules/media", (replace(media, promise="HDR-01"), answer), covers=("HDR-01",))
    assert [cause.promise for cause in found(none, typed)] == ["TRX-02"]


def test_a_refusal_without_a_body_has_no_code_either() -> None:
    """At the addresses where a scenario looked for a body; elsewhere the code alone is missing."""
    refused = asked(TRANSACTIONS, 1, status=404)
    none = failed("a/b", (amount(0, where="", says="there is no body", promise="ERR-01"), refused))
    code = amount(0, word="error", where="", says="there is no error body with a code", promise="TRX-03")
    assert [one.promise for one in found(none, failed("c/d", (code, asked(TRANSACTIONS, 2, status=404))))] == ["ERR-01"]
    assert len(found(none, failed("c/d", (code, asked("/accounts", 2, status=404))))) == 2
