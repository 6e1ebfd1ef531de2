"""How an answer came about: what is plain to see of the request, of what was before, and of the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.model import Envelope, Exchange, Follow, Purpose, Request, Step
from conformance.report.circumstances import Listed, circumstances, listed
from tests.support import makers
from tests.support.defects import asked, failed

PSU = ("PSU-IP-Address", "192.168.0.1")


def request(**changed: Any) -> Request:
    return Request(**{"method": "GET", "addresses": ("/accounts",), "place": makers.place(9, 5), **changed})


def of(last: Exchange, *before: Exchange, step: Step | None = None) -> dict[str, str]:
    """What is told of the last of some exchanges, where it is told at all."""
    verdict = failed("a/b", exchanges=(*before, last), step=step or request())
    return {name: value for name, value in circumstances(verdict)[last.number].items() if value}


def sent(content: bytes, method: str = "PUT", number: int = 1, status: int = 201) -> Exchange:
    one = asked("/consents", number, status=status)
    return replace(one, call=replace(one.call, method=method, content=content))


def test_of_the_request() -> None:
    """Whose token, which account, which parameters, whether the customer is there."""
    one = asked("/accounts/id-7/transactions?page=2&dateTo=", 1)
    told = of(replace(one, call=replace(one.call, headers=(PSU,), scope="piisp")))
    assert told["account"], told["query"] == ("id-7", "dateTo page")
    assert (told["has page"], told["query page"], told["has dateTo"]) == ("yes", "2", "yes")
    assert (told["customer"], told["scope"], told["persona"]) == ("present", "piisp", "adam")
    assert of(one)["customer"] == "absent"


def test_of_what_the_scenario_means() -> None:
    """Which token, which headers, by which link."""
    envelope = Envelope(token="none", headers={"Accept": None}, signature="stale")
    told = of(asked("/accounts", 1), step=request(envelope=envelope, actor="marc"))
    assert (told["token"], told["headers"], told["signature"], told["actor"]) == ("none", "Accept", "stale", "marc")
    assert (
        of(asked("/accounts", 1), step=Follow(path="_links.next", place=makers.place(9, 5)))["followed"]
        == "_links.next"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [(b'{"balances": [{"iban": "FR7613807008063031966574122"}]}', ("own", "a list")),
     (b'{"balances": [{"iban": "FR76"}]}', ("other", "a list")), (b'{"balances": []}', (None, "an empty list"))],
)  # fmt: skip
def test_of_a_consent(content: bytes, said: tuple[str | None, str]) -> None:
    """Whose accounts it names, which members it has."""
    told = of(sent(content), step=request(actor="adam", method="PUT"))
    assert (told.get("ibans"), told["member balances"]) == said
    assert of(sent(b"{oh"), step=request(method="PUT"))["body"] == "broken"


def test_of_what_was_before() -> None:
    """The last change, whether the same had been asked, a refresh, a clock."""
    again = [asked("/accounts", 2), asked("/accounts", 4, status=403)]
    refreshed = replace(sent(b"grant_type=refresh_token&x=1", "POST", 3, 200))
    clock = sent(b"{}", "PUT", 5)
    clock = replace(clock, asker=replace(clock.asker, purpose=Purpose.CONTROL))
    told = of(asked("/accounts", 6), sent(b"{}", status=400), again[0], refreshed, again[1], clock)
    assert (told["after"], told["again"], told["refreshed"]) == ("PUT /consents refused", "refused", "yes")
    assert told["clock"] == f"{makers.MOMENT:%Y-%m-%d %H:%M}"
    assert of(asked("/accounts", 6), again[0])["again"] == "answered"


def test_of_a_consent_that_a_refresh_came_after() -> None:
    """The one that stands: a consent sent since is no older than the token."""
    refresh = sent(b"grant_type=refresh_token", "POST", 2, 200)
    consent, refused = sent(b"{}", number=1), sent(b"{}", number=3, status=400)
    assert of(asked("/accounts", 6), consent, refresh, refused)["outlives"] == "yes"
    assert "outlives" not in of(asked("/accounts", 6), refresh, consent)
    assert "outlives" not in of(asked("/accounts", 6), consent)


def test_of_the_consent_that_stands() -> None:
    """The last that was taken: whether it names accounts, what else it shares."""
    last = sent(b'{"balances": [], "psuIdentity": false, "trustedBeneficiaries": true}', number=2)
    refused = sent(b'{"balances": [{"iban": "FR76"}]}', number=3, status=400)
    told = of(asked("/accounts", 4), sent(b'{"balances": [{"iban": "FR76"}]}'), last, refused)
    assert (told["consent"], told["identity"], told["beneficiaries"]) == ("none", "false", "true")


def test_of_the_order_in_a_form() -> None:
    """Beside the names by themselves."""
    told = of(sent(b"grant_type=code&client_id=x", "POST"))
    assert (told["form"], told["order"]) == ("client_id grant_type", "grant_type client_id")


@pytest.mark.parametrize(
    ("data", "told"),
    [({"balances": [{"balanceAmount": {"amount": "0.00"}}]}, ("some", "zero", "none")),
     ({"balances": [], "_links": {"next": {"href": "/x"}}}, ("none", None, "there")),
     ({"transactions": [{"amount": "0"}, {"amount": "1"}]}, ("some", "other", "none"))],
)  # fmt: skip
def test_of_the_answer(data: Any, told: tuple[str | None, ...]) -> None:
    """Whether it holds anything, whether all amounts are zero, whether a page follows."""
    found = of(replace(asked("/accounts", 1), data=data))
    assert (found.get("rows"), found.get("amounts"), found.get("next")) == told


def test_an_answer_to_another_request_bears_its_id() -> None:
    """What came as X-Request-ID is not what was sent."""
    one = asked("/accounts", 1)
    ids = [replace(one, call=replace(one.call, headers=(("X-Request-ID", id_),))) for id_ in ("bank-1", "bank-0")]
    assert [of(each).get("reply") for each in ids] == [None, "other"]


def test_lists_of_accounts_tell_whose_they_are() -> None:
    """And which are cards; only lists that a persona was shown."""
    rows = [{"resourceId": "a", "cashAccountType": "CACC"}, {"resourceId": "c", "cashAccountType": "CARD"}, {}, 7]
    shown = replace(asked("/accounts", 1), data={"accounts": rows})
    refused = replace(shown, status=403, number=2)
    verdict = failed("a/b", exchanges=(shown, refused))
    assert set(listed(verdict)) == {Listed("a", "adam", card=False), Listed("c", "adam", card=True)}
