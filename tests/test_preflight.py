"""Before the catalogue: what of the personas is not as documented, and which scenarios stand on that."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conformance import specs
from conformance.model import Scenario, Stage
from conformance.preflight import Shortfall, inspect, standing_on
from conformance.specs import Account
from tests.support.fakebank import Asked, FakeBank, Reply, as_json
from tests.support.played import ROOT, Bank, server, written

__all__ = ["server"]

CAST = specs.load().cast
MARC, ADAM = CAST.personas["marc"], CAST.personas["adam"]
MAIN, SECOND, THIRD = MARC.accounts
EVERYTHING = "given: {consent: everything}\n"
READS = "  - {GET: /accounts, expect: {status: 200}}\n"


@pytest.fixture
def bank(server: FakeBank) -> Bank:
    """A bank with the three accounts of Marc, on which nothing has happened."""
    server.asked.clear()
    bank = Bank(server, {"PUT /consents": as_json({}, 201)})
    listing(bank, MAIN, SECOND, THIRD)
    server.answer = bank.answer
    return bank


def listing(bank: Bank, *accounts: Account) -> None:
    bank.routes["GET /accounts"] = listed(*accounts)


def listed(*accounts: Account) -> Reply:
    return as_json({"accounts": [{"accountId": {"iban": account.iban}} for account in accounts]})


def rows(bank: Bank, account: Account, *pages: int) -> None:
    """So many transactions on each page of an account."""

    def page(asked: Asked) -> Reply:
        number = int(asked.query.get("page", 1))
        more = {"next": {"href": f"{ROOT}{path}?page={number + 1}"}} if number < len(pages) else {}
        return as_json({"transactions": [{}] * pages[number - 1], "_links": more})

    path = f"/accounts/{account.resource_id}/transactions"
    bank.routes[f"GET {path}"] = page


def needing(persona: str = "marc", **rows: int) -> Scenario:
    return replace(written(READS), persona=persona, given=Stage(consent="everything", rows=rows))


def missing(bank: Bank, *scenarios: Scenario) -> list[Shortfall]:
    with bank.world() as world:
        return list(inspect(world, scenarios or [written(READS, EVERYTHING)]))


# -------------------------------------------------------------------------------------------------------- accounts


def test_nothing_is_missing_of_a_persona_as_documented(bank: Bank) -> None:
    """More than is documented is no shortfall either."""
    assert missing(bank) == []
    listing(bank, MAIN, SECOND, THIRD, replace(MAIN, iban="FR0000000000000000000000000"))
    assert missing(bank) == []


def test_an_account_that_is_not_there(bank: Bank) -> None:
    """Told by its documented id and IBAN."""
    listing(bank, MAIN, THIRD)
    says = f"Marc: the documented account …052 ({SECOND.iban}) is not listed"
    assert missing(bank) == [Shortfall(persona="marc", nickname="second", says=says)]


@pytest.mark.parametrize("shown_without", [True, False])
def test_an_account_listed_either_without_or_with_consent_is_there(bank: Bank, shown_without: bool) -> None:
    """That a list loses it is for the scenarios about lists."""

    def accounts(_: Asked) -> Reply:
        puts = [json.loads(asked.body) for asked in bank.server.asked if asked.method == "PUT"]
        consented = bool(puts and puts[-1]["balances"])
        return listed(MAIN, SECOND, THIRD) if consented is not shown_without else listed(MAIN, THIRD)

    bank.routes["GET /accounts"] = accounts
    assert missing(bank) == []


def test_accounts_are_looked_for_on_every_page(bank: Bank) -> None:
    """The list may be long."""

    def page(asked: Asked) -> Reply:
        if "page" in asked.query:
            return listed(SECOND, THIRD)
        first = json.loads(listed(MAIN).body)
        return as_json({**first, "_links": {"next": {"href": f"{ROOT}/accounts?page=2"}}})

    bank.routes["GET /accounts"] = page
    assert missing(bank) == []


@pytest.mark.parametrize("answer", [as_json({"accounts": []}), as_json({}, 500), Reply(status=204), as_json([1])])
def test_where_no_account_is_listed_at_all_nothing_is_said_of_one(bank: Bank, answer: Reply) -> None:
    """That is a question for the scenarios."""
    bank.routes["GET /accounts"] = answer
    assert missing(bank) == []


def test_a_consent_that_is_refused_leaves_the_question_open(bank: Bank) -> None:
    """What is listed under another consent than the one that was meant says nothing."""
    listing(bank, MAIN)
    bank.routes["PUT /consents"] = as_json({}, 403)
    assert missing(bank) == []


def test_a_bank_that_hangs_up_leaves_the_question_open(bank: Bank) -> None:
    """The scenarios tell why."""
    bank.routes["PUT /consents"] = Reply(hang_up=True)
    assert missing(bank) == []


# ------------------------------------------------------------------------------------------------------------ rows


@pytest.mark.parametrize(("pages", "short"), [((2,), 2), ((3,), None), ((4,), None), ((2, 1), None), ((1, 1), 2)])
def test_an_account_has_as_many_transactions_as_are_needed_or_is_short(
    bank: Bank, pages: tuple[int, ...], short: int | None
) -> None:
    """Over all its pages; exactly so many are enough."""
    rows(bank, MAIN, *pages)
    found = missing(bank, needing(main=3))
    assert [one.rows for one in found] == ([] if short is None else [short])


def test_a_short_account_is_told_with_what_is_needed_or_documented(bank: Bank) -> None:
    """Adam's 245 transactions are documented, Marc's are not counted anywhere."""
    rows(bank, MAIN, 2)
    assert [one.says for one in missing(bank, needing(main=3))] == ["Marc: 2 transactions on …051, 3 are needed"]
    busy = ADAM.account("busy")
    assert busy is not None
    listing(bank, *ADAM.accounts)
    rows(bank, busy, 187)
    (found,) = missing(bank, needing("adam", busy=201))
    assert found.says == f"Adam: 187 transactions on …{busy.resource_id[-3:]}, 245 are documented"


def test_the_most_demanding_scenario_counts(bank: Bank) -> None:
    """Of those of the same persona, and for each account by itself."""
    listing(bank, *MARC.accounts, *CAST.personas["marie"].accounts)
    rows(bank, MAIN, 4)
    rows(bank, SECOND, 1)
    found = missing(bank, needing(main=5), needing(main=2, second=1), needing("marie", second=9))
    assert [one.nickname for one in found] == ["main"]


def test_an_account_without_a_transaction_answers_204(bank: Bank) -> None:
    """Chapter "GET /transactions": no content is an empty list."""
    bank.routes[f"GET /accounts/{MAIN.resource_id}/transactions"] = Reply(status=204)
    assert [one.rows for one in missing(bank, needing(main=1))] == [0]


@pytest.mark.parametrize(
    "answer",
    [
        as_json({"transactions": []}, 403),
        as_json({"transactions": []}, 500),
        Reply(headers=(("Content-Type", "application/json"),), body=b'{"transactions": [{}, '),
        as_json({"transactions": [{}], "_links": {"next": {"href": "https://elsewhere.example/page2"}}}),
        as_json({"transactions": [{}], "_links": {"next": {"href": "http://[broken"}}}),
    ],
    ids=["refused", "an error", "no JSON", "a link to another host", "a link that is no URL"],
)
def test_transactions_that_cannot_be_counted_are_not_missing(bank: Bank, answer: Reply) -> None:
    """The scenarios about them tell what is wrong there."""
    bank.routes[f"GET /accounts/{MAIN.resource_id}/transactions"] = answer
    assert missing(bank, needing(main=201)) == []


def test_an_account_that_is_not_there_is_not_counted_too(bank: Bank) -> None:
    """One reason is enough; nor is one asked for that the cast lacks."""
    listing(bank, SECOND, THIRD)
    assert [(one.nickname, one.rows) for one in missing(bank, needing(main=1))] == [("main", None)]
    asked = [one for one in bank.asked if "/transactions" in one]
    assert asked == []


# ----------------------------------------------------------------------------------------------------- what is asked


@pytest.mark.parametrize(
    "scenario",
    [
        written(READS),
        written(READS, "needs: [fallback]\n" + EVERYTHING),
        replace(written(READS, EVERYTHING), persona="nobody"),
    ],
    ids=["no consent", "skipped on this target", "not in the cast"],
)
def test_nobody_is_looked_at_whom_no_scenario_needs(bank: Bank, scenario: Scenario) -> None:
    """Nothing is sent."""
    assert missing(bank, scenario) == []
    assert bank.asked == []


# ------------------------------------------------------------------------------------------------- what stands on it


def about(steps: str, **given_rows: int) -> Scenario:
    given = f"given: {{rows: {json.dumps(given_rows)}}}\n" if given_rows else ""
    return replace(written(steps, given), covers=("ACC-01",))


NAMES_MAIN = "  - {GET: /accounts, expect: {status: 200, values: {'accounts[*].accountId.iban': [$main.iban]}}}\n"
SENDS_MAIN = "  - {PUT: /consents, body: {balances: [{iban: $main.iban}]}, expect: {status: 201}}\n"
ASKS_MAIN = "  - {GET: /accounts/$main.resourceId/balances, expect: {status: 200}}\n"
ABSENT = Shortfall(persona="marc", nickname="main", says="main is not there")
SHORT = Shortfall(persona="marc", nickname="main", says="main is short", rows=3)


@pytest.mark.parametrize("steps", [NAMES_MAIN, SENDS_MAIN, ASKS_MAIN])
def test_a_scenario_that_names_an_absent_account_stands_on_it(steps: str) -> None:
    """In an address, in what is sent, in what is expected."""
    assert standing_on(about(steps), MARC, [ABSENT]) == "main is not there"
    assert standing_on(about(steps.replace("$main", "$second")), MARC, [ABSENT]) == ""


@pytest.mark.parametrize(("needed", "stands"), [(2, False), (3, False), (4, True)])
def test_a_scenario_that_needs_more_rows_than_there_are_stands_on_them(needed: int, stands: bool) -> None:
    """Exactly so many are enough; an account that is only short may be named."""
    assert standing_on(about(ASKS_MAIN, main=needed), MARC, [SHORT]) == ("main is short" if stands else "")
    assert standing_on(about(ASKS_MAIN, second=needed), MARC, [SHORT]) == ""


def test_an_account_without_any_row_is_short_and_not_absent() -> None:
    """0 is a number."""
    empty = replace(SHORT, rows=0)
    assert standing_on(about(ASKS_MAIN, main=1), MARC, [empty]) == "main is short"
    assert standing_on(about(ASKS_MAIN), MARC, [empty]) == ""


def test_what_others_lack_does_not_matter() -> None:
    """The same nickname is another account there; the first shortfall that matters is told."""
    other = replace(ABSENT, persona="adam", says="Adam's is not there")
    assert standing_on(about(ASKS_MAIN), MARC, [other]) == ""
    assert standing_on(about(ASKS_MAIN), MARC, [other, ABSENT]) == "main is not there"


def test_an_acceptance_test_is_judged_all_the_same() -> None:
    """It is what promises the account."""
    assert standing_on(replace(about(ASKS_MAIN), covers=("ACC-01", "AT-ACC-1")), MARC, [ABSENT]) == ""


def test_a_second_nickname_is_the_same_account(bank: Bank) -> None:
    """Adam's `main` is his `busy`: it is counted once, and what it lacks is told of either name."""
    busy = ADAM.accounts[1]
    listing(bank, *ADAM.accounts)
    rows(bank, busy, 3)
    stages = [Stage(consent="everything", rows=one) for one in ({"main": 4}, {"busy": 2})]
    needing = [replace(about(READS), persona="adam", given=stage) for stage in stages]
    with bank.world() as world:
        (short,) = inspect(world, needing)
    assert (short.nickname, short.rows) == ("busy", 3)
    assert standing_on(needing[0], ADAM, [short]) == short.says
    assert standing_on(needing[1], ADAM, [short]) == ""
    absent = replace(short, rows=None)
    assert standing_on(replace(about(ASKS_MAIN), persona="adam"), ADAM, [absent]) == short.says
