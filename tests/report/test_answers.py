"""Which answers a cause hits, of those of the whole run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.model import Exchange, Request, Seen, Verdict
from conformance.report.answers import Answers
from conformance.report.sightings import sightings
from tests.support import makers
from tests.support.defects import amount, asked, failed, status


def step(**changed: Any) -> Request:
    claims = makers.claims("status", [403, 404])
    return Request(**{"method": "GET", "addresses": ("/a",), "place": makers.place(9, 5), "claims": claims, **changed})


def told(first: Verdict, *others: Verdict, counted: tuple[int, int] = (1, 2)) -> str:
    several = [sightings(makers.entry(one)) for one in (first, *others)]
    addresses = [one.symptom.address for one in several[0].found]
    return str(Answers(several).condition(several[0].found, addresses, counted))


def of(account: str, number: int, persona: str, code: int) -> Exchange:
    return asked(f"/accounts/{account}/balances", number, persona=persona, status=code)


def test_whose_account_it_is_is_known_from_the_lists() -> None:
    """Adam's account is in his own list; marc reads it all the same."""
    rows = {"accounts": [{"resourceId": "id-0001", "cashAccountType": "CACC"}]}
    listing = failed("l/1", exchanges=(replace(asked("/accounts", 1), data=rows),))
    wrong = failed("a/b", (status(200, "403 or 404"), of("id-0001", 2, "marc", 200)), step=step(actor="marc"))
    right = failed("c/d", exchanges=(of("id-0001", 3, "adam", 403),), step=step(actor="adam"))
    assert told(wrong, right, listing).startswith("only for another customer's account;")


def test_an_answer_that_broke_the_same_claim_otherwise_is_not_right() -> None:
    """It is hit where it looks alike, and counts for nothing where it does not."""
    wrong = failed("a/b", (status(200, "403 or 404"), of("id-0001", 1, "marc", 200)), step=step())
    other = failed("c/d", (status(500, "403 or 404"), of("id-0001", 2, "adam", 500)), step=step())
    assert told(wrong, other) == ""
    alike = failed("c/d", (status(200, "403 or 404"), of("id-0001", 2, "adam", 200)), step=step())
    assert told(wrong, alike) == "every answer that was checked for this"


def test_a_page_past_the_end_is_known_from_the_first_page() -> None:
    """It says which pages it has, wherever that was asked for."""
    path = "/accounts/id-0001/transactions"
    first = {"_links": {"last": {"href": f"{path}?page=3"}}}
    listing = failed("l/1", exchanges=(replace(asked(path, 1), data=first),))
    wrong = failed("a/b", (status(200, "403 or 404"), asked(f"{path}?page=99", 2, status=200)), step=step())
    right = failed("c/d", exchanges=(asked(f"{path}?page=0", 3, status=403),), step=step())
    assert told(wrong, right, listing).startswith("only with a `page` past the end;")


def test_what_a_rule_has_found_is_known_by_the_scenarios_that_met_it() -> None:
    """Those with one answer there were surely hit; those that met none surely not."""
    seen = Seen(answers=2, of=4, addresses=("/accounts",))
    shown = asked("/accounts", 1, persona="marc")
    rule = failed("rules/amounts", (amount(0, seen=seen), shown), covers=("TRX-02",))
    met = [
        failed(f"m/{n}", exchanges=(asked("/accounts", n, persona="marc"),), step=step(), hit=("rules/amounts",))
        for n in (1, 2)
    ]
    fine = [failed(f"f/{n}", exchanges=(asked("/accounts", n, persona="adam"),), step=step()) for n in (3, 4)]
    assert told(rule, *met, *fine, counted=(2, 4)) == "only as `marc`, as far as can be seen"
    assert told(rule, *met, counted=(2, 2)) == "every answer that was checked for this"
