"""What looks like a word and is none, names that no body has, claims that may all be left out: told before a run."""

from __future__ import annotations

import re

import pytest

from conformance import catalogue, specs, yamlfile
from conformance.errors import Mistakes
from conformance.model import Scenario


def written(steps: str, who: str = "marc") -> Scenario:
    text = (
        f"title: A sentence that is true\ncovers: [ACC-01]\nas: {who}\ngiven: {{consent: everything}}\nsteps:\n{steps}"
    )
    return catalogue.parse(yamlfile.parse(text, "s.yaml"), "s", specs.load())


def told(steps: str) -> list[str]:
    """The mistakes, without the file and the line (the first step stands in line 6)."""
    try:
        written(steps)
    except Mistakes as wrong:
        return [re.sub(r"^s\.yaml:", "", str(one)) for one in wrong.mistakes]
    return []


def get(address: str, more: str = "expect: {status: 200}") -> str:
    return f"  - GET: {address}\n    {more}\n"


@pytest.mark.parametrize(
    ("address", "column", "says", "hint"),
    [
        ("/accounts/{main.resourceId}/balances", 10, "{main.resourceId}", "$main.resourceId"),
        ("/accounts/${main.resourceId}/balances", 10, "${main.resourceId}", "$main.resourceId"),
        ("/accounts/{{main.resourceId}}/balances", 10, "{{main.resourceId}}", "$main.resourceId"),
        ("/accounts/<main.resourceId>/balances", 10, "<main.resourceId>", "$main.resourceId"),
        ("/accounts/{resourceId}/balances", 10, "{resourceId}", "$main.resourceId"),
    ],
)
def test_what_is_braced_is_no_word(address: str, column: int, says: str, hint: str) -> None:
    """In an address a brace means nothing."""
    (mistake,) = told(get(f"'{address}'"))
    assert mistake.startswith(f"6:{column}: `{says}` is no word, and would stand there as it is (")
    assert hint in mistake


@pytest.mark.parametrize(
    "step",
    [
        get("/accounts/main.resourceId/balances"),
        get("/accounts", "query: {a: main.iban}\n    expect: {status: 200}"),
        get("/accounts", "expect: {status: 200, equals: {'accounts[0].accountId.iban': main.iban}}"),
        get("/accounts", "expect: {status: 200, has: ['accounts[resourceId=main.resourceId]']}"),
        "  - PUT: /consents\n    body: {balances: [{iban: marie.main.iban}]}\n    expect: {status: 201}\n",
    ],
)
def test_a_word_without_its_dollar(step: str) -> None:
    """Wherever it stands."""
    (mistake,) = told(step)
    assert "has no dollar sign, and would stand there as it is" in mistake
    assert re.search(r"\(`\$(main|marie)\.", mistake)


@pytest.mark.parametrize(
    "day",
    ["$today - 30d", "$today -30d", "$today- 30d", "$today-30", "$today-30D", "$today-1m", "$today+2w", "today-30d"],
)
def test_a_day_that_is_none(day: str) -> None:
    """Days are moved by days, written in one."""
    (mistake,) = told(
        get("/accounts/$main.resourceId/transactions", f"query: {{dateFrom: '{day}'}}\n    expect: {{status: 200}}")
    )
    assert mistake.startswith(f"7:23: `{day}` is no day (`$today")


@pytest.mark.parametrize("text", ["costs 5 $", "$", "a$1", "$$$ x"])
def test_a_dollar_that_no_word_follows(text: str) -> None:
    """It is written twice."""
    (mistake,) = told(get("/accounts", f"query: {{a: '{text}'}}\n    expect: {{status: 200}}"))
    assert mistake == f"7:16: `{text}` has a `$` that no word follows (a dollar sign is written `$$`)"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("account[0].name", "`account[0].name`: no body of GET /accounts has `account` (did you mean `accounts`?)"),
        ("konten[*].iban", "`konten[*].iban`: no body of GET /accounts has `konten`"),
        ("accounts[*].balance", "`accounts[*].balance`: `accounts` has no `balance` (did you mean `balances`?)"),
        ("_links.sel", "`_links.sel`: `_links` has no `sel` (did you mean `self`?)"),
        ("accounts[linkedAcount=x].name", "`accounts[linkedAcount=x].name`: `accounts` has no `linkedAcount` "
         "(did you mean `linkedAccount`?)"),
        ("accounts[*].accountId.iben", "`accounts[*].accountId.iben`: `accounts.accountId` has no `iben` "
         "(did you mean `iban`?)"),
    ],
)  # fmt: skip
def test_a_name_that_no_body_has(path: str, says: str) -> None:
    """In a claim, in what is kept, in a link that is followed."""
    claim = get("/accounts", f"expect: {{status: 200, has: ['{path}']}}")
    keep = get("/accounts", f"expect: {{status: 200}}\n    keep: {{a: '{path}'}}")
    assert told(claim) == [f"7:33: {says}"]
    assert told(keep) == [f"8:15: {says}"]
    follow = get("/accounts") + f"  - follow: '{path}'\n    expect: {{status: 200}}\n"
    assert told(follow) == [f"8:13: {says}"]


@pytest.mark.parametrize(
    "steps",
    [
        get("/accounts", "expect: {status: 200, lacks: [account, 'accounts[*].balance']}"),
        get("/accounts", "expect: {status: 200, has: ['accounts[*].somethingOfTheirOwn']}"),
        get("/accounts", "expect: {status: 403, equals: {message: BADS}}"),
        get("/elsewhere", "expect: {status: 200, has: ['konten[*].iban']}"),
        get("/accounts") + "  - follow: accounts[*]._links.balances\n    expect: {has: ['balances[*].name']}\n",
        get("/accounts", "query: {a: '{x}', b: 'x@main.example', c: $$5, d: $today-8dT0}\n    should: {status: 200}"),
        get("/accounts", "expect: {link: {'accounts[*]._links.balances': '/accounts/{resourceId}/balances'}}"),
        get("/accounts", "expect: {status: 200, matches: {'accounts[*].name': '[A-Z]{2}.*$'}}"),
        get("/accounts", "expect: {status: 200}\n    keep: {balances: 'accounts[*].balances'}")
        + get("/accounts", "expect: {status: 200, has: ['accounts[*].balances[*].name']}"),
        "  - PUT: /consents\n    raw: '{\"balances\": $'\n    expect: {status: 400}\n",
        "  - {authorize: {state: '{main}'}, expect: {has: [code]}}\n",
    ],
)  # fmt: skip
def test_what_may_be_meant_as_it_is(steps: str) -> None:
    """No false alarm; the shipped scenarios have none either, or they could not be read."""
    assert told(steps) == []


def test_claims_that_may_all_be_left_out() -> None:
    """Such a scenario may come to nothing; one claim that always stands is enough."""
    optional = "  - follow: _links.next\n    optional: true\n    expect: {status: 200}\n"
    keeps = "  - {GET: /accounts, keep: {a: accounts}}\n"
    says = "every claim stands in a step that is optional, so that this may claim nothing"
    assert told(keeps + optional) == [f"8:5: {says} (claim something in a step that is always played)"]
    assert told(get("/accounts") + optional) == []
