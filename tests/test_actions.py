"""The verbs: what a step sends, and the answers it brings back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, quote

import pytest

from conformance.model import Outcome
from conformance.runner import play
from conformance.target.target import Features, Limits, OAuth
from tests.support.fakebank import Asked, FakeBank, Reply, as_json
from tests.support.played import ROOT, Bank, said, shown, written

ACCOUNTS: dict[str, Any] = {
    "accounts": [
        {"resourceId": name, "_links": {"balances": {"href": f"{ROOT}/accounts/{name}/balances"}}}
        for name in ("a", "b")
    ],
    "_links": {"self": {"href": f"{ROOT}/accounts"}},
}


@pytest.fixture(scope="module")
def server() -> Iterator[FakeBank]:
    """One server for all tests of this file."""
    with FakeBank(lambda _: Reply(status=500)) as running:
        yield running


@pytest.fixture
def bank(server: FakeBank) -> Bank:
    """A bank with two accounts and nothing else."""
    server.asked.clear()
    bank = Bank(server, {"GET /accounts": as_json(ACCOUNTS)})
    server.answer = bank.answer
    return bank


def linked(href: Any) -> Reply:
    """An answer with one link."""
    return as_json({"_links": {"next": href}})


# ---------------------------------------------------------------------------------------------------------- sending


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


# ----------------------------------------------------------------------------------------------------------- answers


def test_an_answer_204_stands_for_an_empty_list(bank: Bank) -> None:
    """There is nothing to list, and claims about the list hold."""
    bank.routes["GET /t"] = Reply(status=204)
    verdict = bank.play(
        "  - GET: /t\n    expect: {status: 204, count: {transactions: 0}, values: {'transactions[*].id': []}}\n"
    )
    assert said(verdict) == []
    bank.routes["GET /t"] = Reply(status=200)
    assert said(bank.play("  - GET: /t\n    expect: {count: {transactions: 0}}\n")) == ["6:21 count : there is no body"]


# ------------------------------------------------------------------------------------------------------------ follow


def balances(bank: Bank, *names: str) -> None:
    """Each account answers under its own name, or as Mallory."""
    for name in ("a", "b"):
        said_name = name if name in names else "mallory"
        bank.routes[f"GET /accounts/{name}/balances"] = as_json({"of": said_name})


def test_every_link_of_a_list_is_followed_and_it_is_the_item(bank: Bank) -> None:
    """Each answer is checked by itself, and $it is the object that held its link."""
    balances(bank, "a", "b")
    follow = "  - {GET: /accounts, expect: {status: 200}}\n  - follow: accounts[*]._links.balances\n"
    verdict = bank.play(
        f"{follow}    expect: {{status: 200, equals: {{of: $it.resourceId}}}}\n    keep: {{last: of}}\n"
    )
    assert verdict.outcome is Outcome.PASSED
    assert bank.asked[-2:] == ["GET /accounts/a/balances", "GET /accounts/b/balances"]
    balances(bank, "a")
    verdict = bank.play(f"{follow}    expect: {{status: 200, equals: {{of: $it.resourceId}}}}\n")
    assert said(verdict) == ["7:40 equals of: the value is different"]
    assert shown(verdict).call.url.endswith("/accounts/b/balances")


def test_a_link_found_by_a_word_is_followed(bank: Bank) -> None:
    """Words are filled in within the path of a follow, too."""
    balances(bank, "b")
    keeps = "  - {GET: /accounts, expect: {status: 200}, keep: {id: 'accounts[1].resourceId'}}\n"
    verdict = bank.play(
        f"{keeps}  - follow: accounts[resourceId=$id]._links.balances\n    expect: {{equals: {{of: b}}}}\n"
    )
    assert said(verdict) == []
    assert bank.asked[-1] == "GET /accounts/b/balances"


@pytest.mark.parametrize(
    ("body", "where", "says"),
    [
        ({"_links": {}}, "_links.next", "_links.next is missing, so it cannot be followed"),
        ({"_links": {"next": None}}, "_links.next", "_links.next is null, so it cannot be followed"),
        ({}, "_links", "_links is missing, so it cannot be followed"),
        ([], "", "the body is a list, not an object with `_links`, so it cannot be followed"),
        ({"_links": {"next": {}}}, "_links.next", "the link cannot be followed: it has no href"),
        ({"_links": {"next": {"href": None}}}, "_links.next", "the link cannot be followed: it has no href"),
        ({"_links": {"next": [{"href": "/accounts"}]}}, "_links.next", "the link cannot be followed: it has no href"),
        ({"_links": {"next": {"href": "/a\x00"}}}, "_links.next", "the link cannot be followed: its href is not a URL"),
        ({"_links": {"next": {"href": " "}}}, "_links.next", "the link cannot be followed: the link is empty"),
        (
            {"_links": {"next": {"href": "http://evil.test/away"}}},
            "_links.next",
            "the link cannot be followed: `evil.test` is not this bank's host and `/away` is not below its API root",
        ),
    ],
)
def test_a_link_that_cannot_be_followed_is_a_fault_of_the_answer_that_holds_it(
    bank: Bank, body: Any, where: str, says: str
) -> None:
    """Nothing is sent; the steps behind it are played."""
    bank.routes["GET /x"] = as_json(body)
    steps = "  - {GET: /x, expect: {status: 200}}\n  - {follow: _links.next, expect: {status: 200}}\n"
    verdict = bank.play(f"{steps}  - {{GET: /accounts, expect: {{status: 200}}}}\n")
    assert verdict.outcome is Outcome.FAILED
    assert said(verdict) == [f"6:6 follow {where}: {says}"]
    assert shown(verdict).call.url.endswith("/x")
    assert bank.asked == ["GET /accounts", "GET /x", "GET /accounts"]


@pytest.mark.parametrize(
    "href", ["http://[::1", "http://[x]/accounts", "http://x:port/accounts", "javascript:alert(1)", "//", "::"]
)
def test_a_link_that_is_no_address_is_the_banks_fault(bank: Bank, href: str) -> None:
    """However odd it is, it never looks like ours; neither does a check of where it leads."""
    bank.routes["GET /x"] = linked({"href": href})
    verdict = bank.play(
        "  - {GET: /x, expect: {link: {_links.next: /accounts}}}\n  - {follow: _links.next, expect: {status: 200}}\n"
    )
    assert verdict.outcome is Outcome.FAILED, verdict.reason
    assert verdict.findings[0].word == "link"


@pytest.mark.parametrize("body", [{"_links": {}}, {"_links": {"next": None}}, {}])
def test_an_optional_link_that_is_absent_is_no_fault(bank: Bank, body: Any) -> None:
    """Null is absent."""
    bank.routes["GET /x"] = as_json(body)
    follow = "  - {follow: _links.next, optional: true, expect: {status: 200}}\n"
    assert bank.play(f"  - {{GET: /x, expect: {{status: 200}}}}\n{follow}").outcome is Outcome.PASSED


def test_an_optional_link_that_leads_nowhere_is_a_fault(bank: Bank) -> None:
    """It is there, so it must be right."""
    bank.routes["GET /x"] = linked({"href": "http://evil.test/elsewhere"})
    follow = "  - {follow: _links.next, optional: true, expect: {status: 200}}\n"
    assert bank.play(f"  - {{GET: /x, expect: {{status: 200}}}}\n{follow}").outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "href",
    [
        {"href": f"{ROOT}/y"},
        f"{ROOT}/y",
        {"href": f"{ROOT}/y", "templated": True},
        {"href": "y"},
        {"href": "/accounts/1"},
    ],
)
def test_links_of_all_documented_forms_are_followed(bank: Bank, href: Any) -> None:
    """Absolute paths, relative ones, those without the API root; an object or a plain text."""
    bank.routes |= {"GET /x": linked(href), "GET /y": as_json({}), "GET /accounts/1": as_json({})}
    verdict = bank.play("  - {GET: /x, expect: {status: 200}}\n  - {follow: _links.next, expect: {status: 200}}\n")
    assert verdict.outcome in (Outcome.PASSED, Outcome.WARNED), said(verdict)


def test_a_foreign_host_is_followed_on_the_own_one_with_a_warning(bank: Bank) -> None:
    """Shown by the answer that holds the link, not by the one it leads to."""
    bank.routes |= {"GET /x": linked({"href": "https://other.test/stet/psd2/v1.4.2/y"}), "GET /y": as_json({})}
    verdict = bank.play("  - {GET: /x, expect: {status: 200}}\n  - {follow: _links.next, expect: {status: 200}}\n")
    assert verdict.outcome is Outcome.WARNED
    (line,) = said(verdict)
    assert line.startswith(
        "6:6 follow ?_links.next: the link points to https://other.test; it was followed on http://127.0.0.1"
    )
    assert shown(verdict).call.url.endswith("/x")
    assert bank.asked[-1] == "GET /y"


def test_a_follow_without_an_answer_before_it_blocks(bank: Bank) -> None:
    """There is nothing to follow from."""
    assert bank.play("  - {follow: _links.next, expect: {status: 200}}\n").outcome is Outcome.BLOCKED


# -------------------------------------------------------------------------------------------------------------- walk


def paged(bank: Bank, *rows: list[Any], **links: dict[str, int]) -> None:
    """Pages 1, 2, … of /t, each with links to its neighbours (or to those the test says)."""

    def page(asked: Asked) -> Reply:
        number = int(asked.query.get("page", 1))
        neighbours = {"prev": number - 1, "next": number + 1, "first": 1, "last": len(rows), "self": number}
        neighbours |= links.get(f"page{number}", {})
        shown = {name: {"href": f"{ROOT}/t?page={n}"} for name, n in neighbours.items() if 1 <= n <= len(rows)}
        return as_json({"t": rows[number - 1], "_links": shown})

    bank.routes["GET /t"] = page


def test_a_walk_reads_every_page_and_joins_their_lists(bank: Bank) -> None:
    """In the order of the pages; every one is an exchange of the verdict."""
    paged(bank, [1, 2], [3, 4], [5])
    verdict = bank.play(
        "  - walk: /t\n    expect: {status: 200, equals: {t: [1, 2, 3, 4, 5]}, pages: {count: 3, linked: true}}\n"
    )
    assert said(verdict) == []
    assert bank.asked[-3:] == ["GET /t", "GET /t?page=2", "GET /t?page=3"]
    assert [one.asker.step for one in verdict.exchanges] == [None, 0, 0, 0]


def test_a_walk_backwards_gives_the_pages_in_their_order(bank: Bank) -> None:
    """From the last page by its prev links, and from a link of the last answer."""
    paged(bank, [1, 2], [3, 4], [5])
    back = "  - walk: _links.last\n    by: prev\n    expect: {equals: {t: [1, 2, 3, 4, 5]}}\n"
    assert said(bank.play(f"  - {{GET: /t, expect: {{status: 200}}}}\n{back}")) == []
    assert bank.asked[-3:] == ["GET /t?page=3", "GET /t?page=2", "GET /t?page=1"]


def test_several_walks_are_joined(bank: Bank) -> None:
    """One after the other, each with its own query."""
    paged(bank, [1], [2])
    bank.routes["GET /u"] = as_json({"t": [9]})
    verdict = bank.play("  - walk: [/u, /t]\n    query: {x: 1}\n    expect: {equals: {t: [9, 1, 2]}}\n")
    assert said(verdict) == []
    assert bank.asked[1:3] == ["GET /u?x=1", "GET /t?x=1"]


@pytest.mark.parametrize(
    ("by", "start", "links", "says", "ends"),
    [
        ("next", "/t", {"page3": {"next": 2}}, "the next link leads back to a page already read", "page=3"),
        ("prev", "/t?page=3", {"page2": {"prev": 3}}, "the prev link leads back to a page already read", "page=2"),
        ("next", "/t?page=1", {"page1": {"next": 1}}, "the next link leads back to a page already read", "page=1"),
    ],
)
def test_a_walk_in_circles_ends_with_a_fault(  # noqa: PLR0917 - a row of the table
    bank: Bank, by: str, start: str, links: dict[str, dict[str, int]], says: str, ends: str
) -> None:
    """Shown by the page whose link leads back."""
    paged(bank, [1], [2], [3], **links)
    verdict = bank.play(f"  - walk: {start}\n    by: {by}\n    expect: {{status: 200}}\n")
    assert said(verdict) == [f"5:5 walk _links.{by}: {says}"]
    assert shown(verdict).call.url.endswith(ends)


def test_a_walk_that_never_ends_blocks(bank: Bank) -> None:
    """At the limit of the target file, which the reason names."""
    bank.routes["GET /t"] = lambda asked: as_json(
        {"t": [], "_links": {"next": {"href": f"{ROOT}/t?page={int(asked.query.get('page', 1)) + 1}"}}}
    )
    bank.changes = {"limits": Limits(timeout_s=5, page_cap=4)}
    verdict = bank.play("  - {walk: /t, expect: {status: 200}}\n")
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.reason.startswith("more than 4 pages: raise limits.page_cap")
    assert len(bank.asked) == 1 + 4


@pytest.mark.parametrize("strange", [None, 5, "text", {"a": 1}])
def test_a_later_page_of_another_kind_does_not_stop_the_walk(bank: Bank, strange: Any) -> None:
    """What is no list has no rows; the schema tells it."""
    paged(bank, [1], strange, [3])
    assert said(bank.play("  - walk: /t\n    expect: {status: 200, equals: {t: [1, 3]}}\n")) == []


def test_a_walk_ends_where_a_page_fails(bank: Bank) -> None:
    """The status tells it, with its page."""
    bank.routes["GET /t"] = lambda asked: (
        as_json({"message": "no"}, 500) if asked.query else as_json({"t": [1], "_links": {"next": f"{ROOT}/t?page=2"}})
    )
    verdict = bank.play("  - walk: /t\n    expect: {status: 200}\n")
    assert said(verdict) == ["6:22 status : the status of page 2 is wrong"]
    assert shown(verdict) is verdict.exchanges[2]


def test_a_walk_over_a_foreign_host_warns_once(bank: Bank) -> None:
    """Not once for every page."""
    bank.routes["GET /t"] = lambda asked: as_json(
        {"t": [], "_links": {"next": f"https://other.test{ROOT}/t?page={int(asked.query.get('page', 1)) + 1}"}}
        if int(asked.query.get("page", 1)) < 4
        else {"t": []}
    )
    verdict = bank.play("  - {walk: /t, expect: {status: 200}}\n")
    assert (verdict.outcome, len(verdict.findings), len(verdict.exchanges)) == (Outcome.WARNED, 1, 5)


@pytest.mark.parametrize(("optional", "outcome"), [("", Outcome.FAILED), ("optional: true, ", Outcome.PASSED)])
def test_a_walk_from_a_link_that_is_absent(bank: Bank, optional: str, outcome: Outcome) -> None:
    """Is a fault, unless the link is optional."""
    bank.routes["GET /x"] = as_json({"_links": {}})
    verdict = bank.play(
        f"  - {{GET: /x, expect: {{status: 200}}}}\n  - {{walk: _links.last, {optional}expect: {{status: 200}}}}\n"
    )
    assert verdict.outcome is outcome
    if outcome is Outcome.FAILED:
        assert said(verdict) == ["6:6 walk _links.last: _links.last is missing, so it cannot be followed"]
        assert shown(verdict) is verdict.exchanges[1]


# ------------------------------------------------------------------------------------- several times, several addresses


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
    keeps = "  - {GET: /accounts, expect: {status: 200}, keep: {gone: gone}}\n"
    verdict = bank.play(f"{keeps}  - {{GET: [/accounts, /$gone], expect: {{status: 200}}}}\n")
    assert verdict.outcome is Outcome.BLOCKED
    assert bank.asked[1:] == ["GET /accounts", "GET /accounts"]


def test_only_the_first_answer_of_all_can_tell_that_quotas_were_used_before(bank: Bank) -> None:
    """One access too few within a step is the bank's fault."""
    left = iter([200, 200, 429])
    bank.routes["GET /x"] = lambda _: as_json({"message": "TMRQ"}, next(left))
    bank.changes = {"features": Features(quotas=True)}
    steps = "  - GET: /x\n    times: 3\n    batch: true\n    expect: {status: 200}\n"
    assert bank.play(steps, "given: {quotas: fresh}\n").outcome is Outcome.FAILED


# --------------------------------------------------------------------------------------------------------------- login


def with_oauth(bank: Bank, callback: str, token: Reply) -> None:
    """A bank that redirects at once, with these parameters, and answers a code so."""
    root = f"{bank.server.origin}{ROOT}/oauth"
    back = "https://app.test/callback"
    bank.changes = {
        "oauth": OAuth(authorize_url=f"{root}/authorize", token_url=f"{root}/token", client_id="us", redirect_uri=back)
    }
    bank.routes["GET /oauth/authorize"] = Reply(status=302, headers=(("Location", f"{back}?{callback}"),))
    bank.routes["POST /oauth/token"] = token


ISSUED = as_json({"access_token": "an-access-token", "refresh_token": "a-refresh-token", "scope": "aisp"})
LOGIN = "  - login: {scope: aisp extended}\n    expect: {status: 200}\n    keep: {access: access_token}\n"
USES = "  - {GET: /accounts, token: $access, expect: {status: 200}}\n"
NO_TOKEN = "given: {token: none}\n"


def test_a_login_ends_with_a_token(bank: Bank) -> None:
    """Its answer is that of the token endpoint, and no claim is about the screens on the way."""
    with_oauth(bank, "code=the-code-of-marc", ISSUED)
    verdict = bank.play(LOGIN + USES, NO_TOKEN)
    assert said(verdict) == []
    shown_to_bank, exchanged, used = bank.server.asked
    assert (shown_to_bank.query["scope"], shown_to_bank.query["client_id"]) == ("aisp extended", "us")
    assert parse_qs(exchanged.body.decode()) == {
        "grant_type": ["authorization_code"],
        "code": ["the-code-of-marc"],
        "redirect_uri": ["https://app.test/callback"],
        "client_id": ["us"],
    }
    assert "authorization" not in exchanged.headers
    assert used.headers["authorization"] == "Bearer an-access-token"
    assert [one.asker.step for one in verdict.exchanges] == [0, 0, 1]


@pytest.mark.parametrize(
    ("callback", "token", "says", "got"),
    [
        ("error=access_denied", ISSUED, "the callback has no code", "access_denied"),
        ("state=x", ISSUED, "the callback has no code", "no code and no error"),
        ("code=c", as_json({"error": "invalid_grant"}, 400), "the code is not exchanged for an access token",
         "400 invalid_grant"),
        ("code=c", as_json({"refresh_token": "r"}), "the code is not exchanged for an access token", "200"),
        ("code=c", as_json([]), "the code is not exchanged for an access token", "200"),
    ],
)  # fmt: skip
def test_a_login_without_a_token_is_none(bank: Bank, callback: str, token: Reply, says: str, got: str) -> None:
    """A finding, shown by the last of what was exchanged; what needs the token is not played."""
    with_oauth(bank, callback, token)
    verdict = bank.play(LOGIN + USES, NO_TOKEN)
    assert verdict.outcome is Outcome.FAILED
    (finding,) = verdict.findings
    assert (finding.word, finding.says, finding.got) == ("login", says, got)
    assert finding.exchange is verdict.exchanges[-1]
    assert "GET /accounts" not in bank.asked


def test_a_parameter_that_is_left_out_is_left_out_of_both(bank: Bank) -> None:
    """RFC 6749, 4.1.3: redirect_uri goes with the code where it went with the authorize request."""
    with_oauth(bank, "code=c", ISSUED)
    bank.play("  - {login: {redirect_uri: null}}\n", NO_TOKEN)
    first, second = bank.server.asked
    assert "redirect_uri" not in first.query
    assert "redirect_uri" not in parse_qs(second.body.decode())
