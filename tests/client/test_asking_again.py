"""A bank that is down, busy or away: what is asked once more, who is given up, and what is an answer all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conformance.client.sender import Sender
from conformance.errors import Unreachable
from conformance.model import Call
from tests.support.fakebank import Asked, FakeBank, Reply, as_json, in_turn
from tests.support.sending import TOKEN, ask, sending


def test_a_lost_connection_is_tried_once_more_and_told() -> None:
    """One failure on the wire is no verdict on the bank."""
    with FakeBank(in_turn([Reply(hang_up=True), as_json({"a": 1})])) as bank:
        exchange = ask(bank)
    assert exchange.data == {"a": 1}
    assert exchange.note.startswith("attempt 1: 127.0.0.1:")
    assert bank.asked[0].headers["x-request-id"] == bank.asked[1].headers["x-request-id"]


def test_no_answer_at_all_is_unreachable() -> None:
    """After the second attempt, with a hint."""
    with FakeBank(lambda _: Reply(hang_up=True)) as bank:
        with pytest.raises(Unreachable, match="https:// rather than http://"):
            ask(bank)
        assert len(bank.asked) == 2


def test_a_bank_that_is_down_is_given_up() -> None:
    """After three calls without an answer it is only tried now and then, once and without a pause."""
    with FakeBank(lambda _: Reply(hang_up=True)) as bank, sending(bank.target()) as sender:
        for _ in range(3):
            with pytest.raises(Unreachable):
                sender.send(Call(method="GET", url=f"{bank.origin}/"))
        with pytest.raises(Unreachable, match="gave up after 3"):
            sender.send(Call(method="GET", url=f"{bank.origin}/"))
        assert len(bank.asked) == 7


def test_a_bank_that_is_back_is_asked_again() -> None:
    """A host that was given up is one that answers, from its first good answer on."""
    replies = [*[Reply(hang_up=True)] * 6, as_json({"a": 1})]
    with FakeBank(in_turn(replies)) as bank, sending(bank.target()) as sender:
        for _ in range(3):
            with pytest.raises(Unreachable):
                sender.send(Call(method="GET", url=f"{bank.origin}/"))
        for _ in range(5):
            assert sender.send(Call(method="GET", url=f"{bank.origin}/")).data == {"a": 1}


def test_another_host_of_the_bank_is_not_given_up_with_it() -> None:
    """Where the login does not answer, scenarios with given tokens still run."""
    with FakeBank(lambda _: as_json({})) as bank, sending(bank.target()) as sender:
        for _ in range(4):
            with pytest.raises(Unreachable):
                sender.send(Call(method="GET", url="http://127.0.0.1:1/login"))
        assert sender.send(Call(method="GET", url=f"{bank.origin}/")).status == 200


def test_an_answer_between_keeps_the_bank_up() -> None:
    """Three in a row, not three in all."""
    gone, fine = Reply(hang_up=True), as_json({}, 200, ("Connection", "close"))
    replies = [gone, gone, gone, gone, fine, gone, gone, gone, gone, fine]
    with FakeBank(in_turn(replies)) as bank, sending(bank.target()) as sender:
        for answers in (False, False, True, False, False, True):
            call = Call(method="GET", url=f"{bank.origin}/")
            if answers:
                assert sender.send(call).status == 200
            else:
                with pytest.raises(Unreachable, match="closed the connection"):
                    sender.send(call)


def test_a_connection_that_died_while_idle_is_opened_anew() -> None:
    """No matter how many have died: the bank is no worse for closing what nobody uses."""
    served: list[int] = []

    def answer(asked: Asked) -> Reply:
        served.append(asked.port)
        return Reply(hang_up=True) if served.count(asked.port) > 1 else as_json({})

    with FakeBank(answer) as bank, sending(bank.target()) as sender:
        assert sender.send(Call(method="GET", url=f"{bank.origin}/")).note == ""
        exchange = sender.send(Call(method="GET", url=f"{bank.origin}/"))
    assert exchange.note == "the bank had closed the connection, a new one was opened"
    assert len(set(served)) == 2


@pytest.mark.parametrize(("method", "path"), [("POST", "/oauth/token"), ("GET", "/stet/psd2/v1.4.2/accounts")])
def test_what_must_not_come_twice_goes_over_a_connection_of_its_own(method: str, path: str) -> None:
    """Of an idle one that breaks nobody knows whether the bank has seen the request."""
    ports: list[int] = []

    def answer(asked: Asked) -> Reply:
        ports.append(asked.port)
        return as_json({})

    with FakeBank(answer) as bank, sending(bank.target()) as sender:
        for _ in range(3):
            sender.send(Call(method=method, url=f"{bank.origin}{path}"), batch=True)
    assert len(set(ports)) == 3


BUSY = ("Retry-After", "0")


@pytest.mark.parametrize("reply", [as_json({}, 503, BUSY), as_json({"message": "busy"}, 429, BUSY)])
def test_a_busy_bank_is_asked_again(reply: Reply) -> None:
    """As it asks for, once, and told."""
    with FakeBank(in_turn([reply, as_json({"a": 1})])) as bank:
        exchange = ask(bank)
        assert (exchange.status, len(bank.asked)) == (200, 2)
    assert exchange.note == f"sent again after {reply.status} and a pause of 0 s"


@pytest.mark.parametrize(
    "reply",
    [
        as_json({"message": "TMRQ"}, 429, BUSY),
        as_json({"message": "TQMR: trop de requêtes"}, 429, BUSY),
        as_json({"message": "TMRQ"}, 503),
        as_json({}, 500, BUSY),
    ],
)
def test_an_answer_is_an_answer(reply: Reply) -> None:
    """A used-up quota: that is what the bank says."""
    with FakeBank(lambda _: reply) as bank:
        assert ask(bank).status == reply.status
        assert len(bank.asked) == 1


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of them waited for."""
    pauses: list[float] = []
    monkeypatch.setattr(Sender, "rest", lambda _, seconds: pauses.append(seconds))
    return pauses


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("value", ["", "soon", "-1", "1e3", "\xb2", "99 bottles"])
def test_a_bank_that_is_away_is_asked_again(status: int, value: str, slept: list[float]) -> None:
    """After a short pause, where it does not say how long, or says what nobody understands."""
    header = (("Retry-After", value),) if value else ()
    with FakeBank(in_turn([as_json({}, status, *header), as_json({"a": 1})])) as bank:
        assert ask(bank).status == 200
        assert len(bank.asked) == 2
    assert slept == [1]


@pytest.mark.parametrize(
    "date",
    [
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "Wed, 21 Oct 2015 07:28:00",
        "Wed, 21 Oct 2015 07:28:00 -0000",
        "Wednesday, 21-Oct-15 07:28:00 GMT",
        "Wed Oct 21 07:28:00 2015",
    ],
)
def test_a_date_to_come_back_at(date: str, slept: list[float]) -> None:
    """With a zone or without, as all forms of RFC 9110; one that is past means now."""
    busy = as_json({}, 503, ("Retry-After", date))
    with FakeBank(in_turn([busy, as_json({})])) as bank:
        assert ask(bank).status == 200
    assert slept == [0]


def test_a_date_without_a_zone_is_one_of_greenwich(slept: list[float]) -> None:
    """As every date of HTTP."""
    later = (datetime.now(UTC) + timedelta(seconds=30)).strftime("%a, %d %b %Y %H:%M:%S")
    with FakeBank(in_turn([as_json({}, 503, ("Retry-After", later)), as_json({})])) as bank:
        assert ask(bank).status == 200
    assert [25 < pause <= 30 for pause in slept] == [True]


def test_a_bank_that_stays_away_is_not_judged(slept: list[float]) -> None:
    """Its 503 is no answer to what was asked; after three of them it is only tried now and then."""
    with FakeBank(lambda _: as_json({}, 503, ("Retry-After", "7"))) as bank, sending(bank.target()) as sender:
        for _ in range(3):
            with pytest.raises(Unreachable, match=r"answers 503 and asks to come back later \(Retry-After: 7\)"):
                sender.send(Call(method="GET", url=f"{bank.origin}/"))
        asked = len(bank.asked)
        with pytest.raises(Unreachable, match="gave up after 3 calls"):
            sender.send(Call(method="GET", url=f"{bank.origin}/"))
        assert len(bank.asked) - asked == 1
    assert slept == [7, 7, 7]


@pytest.mark.parametrize("value", ["61", "3600", "9" * 5000, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_long_pause_is_not_cut_short(value: str, slept: list[float]) -> None:
    """Who asks for an hour is not asked the same within it."""
    with (
        FakeBank(lambda _: as_json({}, 429, ("Retry-After", value))) as bank,
        pytest.raises(Unreachable, match="Retry-After: "),
    ):
        ask(bank)
    assert [one.path for one in bank.asked].count("/accounts") == 1
    assert slept == []


API = "/stet/psd2/v1.4.2"


def away(path: str, status: int = 503) -> Callable[[Asked], Reply]:
    """A bank that says at one address that it is away."""
    return lambda asked: as_json({"at": asked.path}, status if asked.path == path else 200)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("batch", [False, True])
def test_an_odd_status_is_judged_where_the_bank_answers_others(status: int, batch: bool, slept: list[float]) -> None:
    """What was answered well before is asked as if the customer were there; it is, so 503 was the answer."""
    with FakeBank(away(f"{API}/odd", status)) as bank, sending(bank.target()) as sender:
        good = Call(method="GET", url=f"{bank.origin}{API}/end-user-identity", persona="marc")
        sender.send(good, TOKEN)
        bank.asked.clear()
        exchange = sender.send(replace(good, url=f"{bank.origin}{API}/odd"), TOKEN, batch=batch)
        last = bank.asked[-1]
    assert exchange.status == status
    assert exchange.data == {"at": f"{API}/odd"}
    assert f"{status} is the answer to this request: GET {API}/end-user-identity is answered with 200" in exchange.note
    assert (last.path, last.headers["authorization"]) == (f"{API}/end-user-identity", f"Bearer {TOKEN}")
    assert "psu-ip-address" in last.headers
    once = batch and status in (502, 504)
    assert [one.path for one in bank.asked].count(f"{API}/odd") == (1 if once else 2)
    assert slept == [1]


@pytest.mark.parametrize(
    ("method", "path", "witness"),
    [
        ("GET", f"{API}/accounts/1/balances", f"{API}/accounts"),
        ("PUT", f"{API}/consents", f"{API}/accounts"),
        ("POST", "/oauth/token", "/oauth/authorize"),
        ("GET", "/_sandbox/clock", "/oauth/authorize"),
    ],
)
def test_who_bears_witness(method: str, path: str, witness: str, slept: list[float]) -> None:
    """The list of accounts for what is below the API root, the login for what stands beside it."""
    with FakeBank(away(path)) as bank, sending(bank.target()) as sender:
        token = TOKEN if path.startswith(API) else None
        exchange = sender.send(Call(method=method, url=f"{bank.origin}{path}"), token)
        assert (exchange.status, bank.asked[-1].path) == (503, witness)
    assert slept == [1]


def test_the_same_request_needs_no_other_witness(slept: list[float]) -> None:
    """The list of accounts itself, asked a third time, is answered: that is its answer."""
    replies = [as_json({}, 503), as_json({}, 503), as_json({"a": 1})]
    with FakeBank(in_turn(replies)) as bank, sending(bank.target()) as sender:
        exchange = sender.send(Call(method="GET", url=f"{bank.origin}{API}/accounts", persona="marc"), TOKEN)
    assert (exchange.status, exchange.data) == (200, {"a": 1})
    assert exchange.note == "sent again after 503 and a pause of 1 s; and once more"
    assert slept == [1]


def test_nobody_bears_witness_for_another_host(slept: list[float]) -> None:
    """That the API is there says nothing of the machine with the screens."""
    with FakeBank(away("/login")) as screens, FakeBank(lambda _: as_json({})) as bank:
        with sending(bank.target()) as sender, pytest.raises(Unreachable, match="answers 503"):
            sender.send(Call(method="GET", url=f"{screens.origin}/login"))
        assert bank.asked == []
    assert slept == [1]


@pytest.mark.parametrize(
    ("method", "path", "batch", "times"),
    [
        ("GET", "/stet/psd2/v1.4.2/accounts", False, 2),
        ("POST", "/stet/psd2/v1.4.2/accounts", False, 2),
        ("PUT", "/stet/psd2/v1.4.2/consents", False, 2),
        ("GET", "/stet/psd2/v1.4.2/accounts", True, 1),
        ("POST", "/oauth/token", True, 1),
        ("GET", "/oauth/authorize", True, 2),
    ],
)
def test_what_must_not_come_twice_is_sent_once(method: str, path: str, batch: bool, times: int) -> None:
    """A code is exchanged once and a batch access counted once, whether its answer arrives or not."""
    with FakeBank(lambda _: Reply(hang_up=True)) as bank:
        with pytest.raises(Unreachable):
            ask(bank, method, path, batch=batch)
        assert len(bank.asked) == times
