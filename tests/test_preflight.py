"""Before the catalogue: what is missing is found once, and nothing else is taken for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from conformance import catalogue, specs, yamlfile
from conformance.model import Scenario
from conformance.preflight import Shortfall, inspect, missing_in_cast, standing_on
from conformance.specs import Account
from tests.support.fakebank import Asked, FakeBank, Reply, as_json
from tests.support.played import Bank

CAST = specs.load().cast
ADAM = CAST.personas["adam"]


def busy() -> Account:
    found = ADAM.account("busy")
    assert found is not None
    return found


def about_rows(needed: int) -> Scenario:
    """Adam's, about an account with so many rows at least."""
    text = f"""title: A sentence that is true
covers: [PAG-01]
as: adam
given: {{consent: everything, rows: {{busy: {needed}}}}}
steps:
  - {{GET: /accounts/$busy.resourceId/transactions, expect: {{status: 200}}}}
"""
    return catalogue.parse(yamlfile.parse(text, "s.yaml"), "s", specs.load())


@pytest.fixture(scope="module")
def server() -> Iterator[FakeBank]:
    """One server for all tests of this file."""
    with FakeBank(lambda _: Reply(status=500)) as running:
        yield running


@pytest.fixture
def bank(server: FakeBank) -> Bank:
    """A bank with all of Adam's accounts and five rows on the busy one."""
    server.asked.clear()
    listed = [{"accountId": {"iban": account.iban}} for account in ADAM.accounts]
    bank = Bank(server, {"GET /accounts": as_json({"accounts": listed}), "PUT /consents": as_json({}, 201)})
    bank.routes[rows_route()] = rows(5)
    server.answer = bank.answer
    return bank


def rows_route() -> str:
    return f"GET /accounts/{busy().resource_id}/transactions"


def rows(number: int, **links: str) -> Reply:
    shown = {name: {"href": href} for name, href in links.items()}
    return as_json({"transactions": [{}] * number, "_links": shown})


def found(bank: Bank, needed: int) -> tuple[Shortfall, ...]:
    with bank.world() as world:
        return inspect(world, [about_rows(needed)])


def test_as_many_rows_as_are_needed_are_enough(bank: Bank) -> None:
    """One fewer is a shortfall, which tells both numbers."""
    assert found(bank, 5) == ()
    (short,) = found(bank, 6)
    assert short.rows == 5
    assert "5 transactions" in short.says
    assert standing_on(about_rows(6), [short]) == short.says
    assert standing_on(about_rows(5), [short]) == ""


def test_rows_of_all_pages_count(bank: Bank) -> None:
    """Page by page."""

    def paged(asked: Asked) -> Reply:
        return rows(5) if asked.query else rows(5, next="?page=2")

    bank.routes[rows_route()] = paged
    assert [one.rows for one in found(bank, 11)] == [10]


@pytest.mark.parametrize(
    "answer",
    [
        Reply(headers=(("Content-Type", "application/json"),), body=b'{"transactions": [{}, '),
        rows(5, next="https://elsewhere.example/page2"),
        rows(5, next="http://[broken"),
        Reply(status=500),
    ],
    ids=["no JSON", "a link to another host", "a link that is no URL", "an error"],
)
def test_rows_that_cannot_be_counted_are_not_missing(bank: Bank, answer: Reply) -> None:
    """The scenarios about them tell what is wrong there."""
    bank.routes[rows_route()] = answer
    assert found(bank, 201) == ()


def test_no_rows_at_all_are_missing(bank: Bank) -> None:
    """204 says so."""
    bank.routes[rows_route()] = Reply(status=204)
    assert [one.rows for one in found(bank, 1)] == [0]


def test_an_account_is_missing_where_it_is_never_listed(bank: Bank) -> None:
    """Neither with consent nor without; where the list is empty, nothing can be said."""
    others = [{"accountId": {"iban": account.iban}} for account in ADAM.accounts if account.nickname != "busy"]
    bank.routes["GET /accounts"] = as_json({"accounts": others})
    (short,) = found(bank, 5)
    assert (short.nickname, short.rows) == ("busy", None)
    bank.routes["GET /accounts"] = as_json({"accounts": []})
    assert found(bank, 5) == ()


def test_a_consent_that_is_not_taken_leaves_the_question_open(bank: Bank) -> None:
    """What the list shows then proves nothing."""
    bank.routes["PUT /consents"] = as_json({}, 500)
    bank.routes["GET /accounts"] = as_json({"accounts": []})
    assert found(bank, 5) == ()


def test_an_account_that_the_target_s_own_cast_lacks_is_told_as_that() -> None:
    """Not as a word that means nothing."""
    smaller = replace(ADAM, accounts=tuple(one for one in ADAM.accounts if one.nickname != "busy"))
    reason = "the target's cast gives adam no account `busy`"
    assert missing_in_cast(about_rows(5), smaller, CAST) == reason
    assert missing_in_cast(about_rows(5), ADAM, CAST) == ""


def test_a_persona_of_the_target_s_own_is_not_compared() -> None:
    """The documentation does not know him."""
    stranger: Any = replace(ADAM, id="somebody", accounts=())
    assert missing_in_cast(about_rows(5), stranger, CAST) == ""
