"""One request: what it carries, how often it is made, to which addresses, and its answer."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import quote

import pytest

from conformance.model import Outcome
from conformance.runner import play
from tests.support.fakebank import Reply, as_json
from tests.support.played import ROOT, Bank, said, written


def test_a_query_leaves_out_null_and_repeats_lists(bank: Bank) -> None:
    """And writes booleans as JSON does."""
    query = "{a: 1, b: true, c: null, d: [x, false], e: a b&c}"
    verdict = bank.play(f"  - GET: /x\n    query: {query}\n    expect: {{status: 404}}\n")
    assert verdict.exchanges[-1].call.url.endswith("/x?a=1&b=true&d=x&d=false&e=a+b%26c")


def test_a_path_is_percent_encoded_where_it_must_be(bank: Bank) -> None:
    """What a URL may have stays as it is written."""
    bank.play("  - GET: /accounts/a b é/%2e?x=1\n    expect: {status: 404}\n")
    assert bank.server.asked[-1].path == f"{ROOT}/accounts/a%20b%20%C3%A9/%2e"
    assert bank.server.asked[-1].query == {"x": "1"}


@pytest.mark.parametrize("name", ["a/b", "a?b=c", "50 %", "é#1", "..a%2Fb", "$x"])
def test_an_id_leads_to_its_own_resource_whatever_it_holds(bank: Bank, name: str) -> None:
    """In a request, in a walk, and in the path that a link is compared with."""
    there = f"/accounts/{quote(name, safe='$=')}/transactions"
    page = as_json({"transactions": [], "_links": {"self": {"href": f"{ROOT}{there}"}}})
    bank.routes = {"GET /accounts": as_json({"accounts": [{"resourceId": name}]}), f"GET {there}": page}
    verdict = bank.play(
        "  - {GET: /accounts, expect: {status: 200}, keep: {id: 'accounts[0].resourceId'}}\n"
        "  - GET: /accounts/$id/transactions\n"
        "    expect: {status: 200, link: {_links.self: /accounts/$id/transactions}}\n"
        "  - {walk: /accounts/$id/transactions, expect: {status: 200, pages: {count: 1}}}\n"
    )
    assert said(verdict) == []
    assert [asked.path for asked in bank.server.asked[-2:]] == [ROOT + there] * 2


@pytest.mark.parametrize(
    ("send", "body", "kind"),
    [
        ("body: {a: [1, true, null], b: $today}", None, "application/json"),
        ("raw: '{broken'", b"{broken", "application/json"),
        ("form: {a: x y, b: null, c: true}", b"a=x+y&c=true", "application/x-www-form-urlencoded; charset=utf-8"),
    ],
)
def test_a_body_is_json_text_or_a_form(bank: Bank, send: str, body: bytes | None, kind: str) -> None:
    """With the media type it needs; words in it are filled in."""
    bank.play(f"  - POST: /x\n    {send}\n    expect: {{status: 404}}\n")
    sent = bank.server.asked[-1]
    assert sent.headers["content-type"] == kind
    if body is None:
        assert json.loads(sent.body) == {"a": [1, True, None], "b": bank.clock.today.isoformat()}
    else:
        assert sent.body == body


def test_headers_are_set_over_the_usual_ones(bank: Bank) -> None:
    """Whatever their case; of a request without a body there is no media type."""
    bank.play(
        "  - POST: /x\n    raw: x\n"
        "    headers: {content-type: text/plain, X-A: true, X-B: 5}\n    expect: {status: 404}\n"
    )
    headers = bank.server.asked[-1].headers
    assert (headers["content-type"], headers["x-a"], headers["x-b"]) == ("text/plain", "true", "5")
    bank.play("  - GET: /x\n    headers: {X-Request-ID: null}\n    batch: true\n    expect: {status: 404}\n")
    headers = bank.server.asked[-1].headers
    assert not {"content-type", "x-request-id", "psu-ip-address"} & set(headers)


@pytest.mark.parametrize(
    ("token", "authorization"),
    [
        ("", "Bearer secret-of-marc"),
        ("token: none", None),
        ("token: garbled", "Bearer this-is-no-token-the-bank-ever-issued"),
        ("token: altered", "Bearer secret-Af-marc"),
        ("token: altered_start", "Bearer Aecret-of-marc"),
        ("token: altered_end", "Bearer secret-of-marA"),
        ("token: shortened", "Bearer secret-of-mar"),
        ("token: lengthened", "Bearer secret-of-marcAb9Z"),
        ("token: other_case", "Bearer SECRET-OF-MARC"),
        ("token: $kept", "Bearer a-kept-one"),
        ("as: marie", "Bearer secret-of-marie"),
        ("scope: piisp", "Bearer other"),
    ],
)
def test_a_step_carries_the_token_it_says(bank: Bank, token: str, authorization: str | None) -> None:
    """That of who acts, unless it says none, another one, or a kept one."""
    bank.routes["GET /token"] = as_json({"t": "a-kept-one"})
    bank.changes = {
        "tokens": {"marc": {"aisp": "secret-of-marc", "piisp": "other"}, "marie": {"aisp": "secret-of-marie"}}
    }
    keeps = "  - {GET: /token, expect: {status: 200}, keep: {kept: t}}\n"
    verdict = bank.play(f"{keeps}  - GET: /x\n    expect: {{status: 404}}\n    {token}\n")
    assert verdict.outcome is Outcome.PASSED, verdict.reason
    assert bank.server.asked[-1].headers.get("authorization") == authorization


def test_somebody_whom_the_cast_of_a_mock_lacks_blocks(bank: Bank) -> None:
    """A target may have personas of its own; that is no fault of ours."""
    with bank.world() as world:
        alone = replace(world, cast=replace(world.cast, personas={"marc": world.cast.personas["marc"]}))
        verdict = play(written("  - {GET: /x, as: marie, expect: {status: 404}}\n"), alone)
    assert (verdict.outcome, verdict.reason) == (Outcome.BLOCKED, "the target's cast has no persona marie")


def test_a_request_is_made_so_many_times(bank: Bank) -> None:
    """What is expected holds of every answer; each finding is shown by its own, what is kept is of the last."""
    numbers = iter(range(1, 9))
    bank.routes["GET /x"] = lambda _: as_json({"n": next(numbers)})
    bank.routes["GET /y"] = as_json({"n": 3})
    steps = "  - GET: /x\n    times: 3\n    expect: {equals: {n: 2}}\n    keep: {n: n}\n"
    verdict = bank.play(f"{steps}  - {{GET: /y, expect: {{equals: {{n: $n}}}}}}\n")
    assert bank.asked[1:] == ["GET /x", "GET /x", "GET /x", "GET /y"]
    assert [finding.exchange and finding.exchange.data["n"] for finding in verdict.findings] == [1, 3]
    assert [one.asker.step for one in verdict.exchanges] == [None, 0, 0, 0, 1]


def test_a_link_is_followed_from_page_to_page(bank: Bank) -> None:
    """`times` follows the link of each answer in turn; every answer is checked, and the last one is kept."""
    for number in (1, 2, 3):
        bank.routes[f"GET /{number}"] = as_json({"n": number, "_links": {"next": {"href": f"/{number + 1}"}}})
    bank.routes["GET /4"] = as_json({"n": 4})
    steps = "  - {GET: /1, expect: {status: 200}}\n"
    steps += "  - follow: _links.next\n    times: 3\n    expect: {has: [_links]}\n    keep: {n: n}\n"
    verdict = bank.play(f"{steps}  - {{GET: /1, expect: {{equals: {{n: $n}}}}}}\n")
    assert bank.asked[1:] == ["GET /1", "GET /2", "GET /3", "GET /4", "GET /1"]
    assert [(finding.word, finding.got) for finding in verdict.findings] == [("has", None), ("equals", 1)]


def test_a_list_is_walked_so_many_times(bank: Bank) -> None:
    """Each time from its start to its end."""
    bank.routes["GET /x"] = as_json({"rows": [1], "_links": {"next": {"href": "/y"}}})
    bank.routes["GET /y"] = as_json({"rows": [2]})
    verdict = bank.play("  - walk: /x\n    times: 2\n    expect: {count: {rows: 2}}\n")
    assert verdict.outcome is Outcome.PASSED
    assert bank.asked[1:] == ["GET /x", "GET /y"] * 2


def test_words_are_filled_in_each_time(bank: Bank) -> None:
    """A request repeated is another request, as if the step stood there twice."""
    bank.play("  - GET: /x\n    times: 2\n    headers: {X-Request-ID: $uuid}\n    expect: {status: 404}\n")
    first, second = (one.headers["x-request-id"] for one in bank.server.asked[-2:])
    assert first != second


def test_each_of_several_addresses_is_asked_with_the_same(bank: Bank) -> None:
    """In their order; each answer is checked, and each finding is shown by the answer of its own address."""
    bank.routes |= {"PUT /a": as_json({}), "PUT /c": as_json({}, 500)}
    steps = "  - PUT: [/a, /b, /c]\n    body: {x: 1}\n    query: {y: 2}\n    expect: {status: 200}\n"
    verdict = bank.play(steps)
    assert bank.asked[1:] == ["PUT /a?y=2", "PUT /b?y=2", "PUT /c?y=2"]
    assert {one.body for one in bank.server.asked[1:]} == {b'{"x":1}'}
    urls = [finding.exchange.call.url for finding in verdict.findings if finding.exchange]
    assert [url.removeprefix(bank.target.base_url) for url in urls] == ["/b?y=2", "/c?y=2"]
    assert {finding.step for finding in verdict.findings} == {0}


def test_the_addresses_that_can_be_asked_are_asked(bank: Bank) -> None:
    """A word that nothing has filled stops the step where it stands."""
    keeps = "  - {GET: /accounts, expect: {status: 200}, keep: {gone: _links.gone}}\n"
    verdict = bank.play(f"{keeps}  - {{GET: [/accounts, /$gone], expect: {{status: 200}}}}\n")
    assert verdict.outcome is Outcome.BLOCKED
    assert bank.asked[1:] == ["GET /accounts", "GET /accounts"]


def test_an_answer_204_stands_for_an_empty_list(bank: Bank) -> None:
    """There is nothing to list, and claims about the list hold."""
    bank.routes["GET /t"] = Reply(status=204)
    verdict = bank.play(
        "  - GET: /t\n    expect: {status: 204, count: {transactions: 0}, values: {'transactions[*].id': []}}\n"
    )
    assert said(verdict) == []
    bank.routes["GET /t"] = Reply(status=200)
    assert said(bank.play("  - GET: /t\n    expect: {count: {transactions: 0}}\n")) == ["6:21 count : there is no body"]
