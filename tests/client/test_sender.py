"""The sender: what goes out, what is recorded, what comes back, and how failures are told."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from conformance.errors import Blocked
from conformance.masking.secrets import Secrets
from conformance.model import NOT_JSON, Call, Exchange
from conformance.target.target import Limits
from tests.support.fakebank import Asked, FakeBank, Reply, as_json, moved
from tests.support.sending import TOKEN, ask, sending


def test_what_every_request_carries() -> None:
    """An X-Request-ID, what is accepted, and what shows that the customer is there."""
    with FakeBank(lambda _: as_json({"a": 1})) as bank:
        exchange = ask(bank)
        sent = bank.asked[0].headers
    assert len(sent["x-request-id"]) == 36
    assert sent["accept"] == "application/hal+json; charset=utf-8, application/json;q=0.9"
    assert sent["psu-ip-address"] == "192.168.0.1"
    assert "authorization" not in sent
    assert dict(exchange.call.headers)["X-Request-ID"] == sent["x-request-id"]


def test_a_batch_access_says_nothing_of_a_customer() -> None:
    """Without PSU headers, as the four accesses a day are."""
    with FakeBank(lambda _: as_json({})) as bank:
        ask(bank, batch=True)
        assert not any(name.startswith("psu-") for name in bank.asked[0].headers)


def test_what_the_call_says_itself_stays() -> None:
    """Headers of a scenario win over ours, whatever their case."""
    headers = (("x-request-id", "mine"), ("ACCEPT", "text/plain"), ("psu-ip-address", "10.0.0.1"))
    with FakeBank(lambda _: as_json({})) as bank:
        ask(bank, headers=headers)
        sent = bank.asked[0].headers
    assert (sent["x-request-id"], sent["accept"], sent["psu-ip-address"]) == ("mine", "text/plain", "10.0.0.1")


def test_the_token_goes_out_and_is_not_recorded() -> None:
    """The record has its label, and the mask knows the token from then on."""
    with FakeBank(lambda _: as_json({})) as bank, sending(bank.target()) as sender:
        exchange = sender.send(Call(method="GET", url=f"{bank.origin}/accounts", persona="marc", scope="aisp"), TOKEN)
        assert bank.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
        label = sender.secrets.label(TOKEN)
        assert sender.secrets.mask(f"x{TOKEN}x") == f"x{label}x"
    assert dict(exchange.call.headers)["Authorization"] == f"Bearer {label}"
    assert TOKEN not in repr(exchange)
    assert (exchange.call.persona, exchange.call.scope) == ("marc", "aisp")


def test_an_authorization_of_the_scenario_wins_and_is_not_recorded() -> None:
    """A garbled token is sent as it is."""
    with FakeBank(lambda _: as_json({})) as bank:
        exchange = ask(bank, headers=(("Authorization", "Bearer garbled-by-us"),), token=TOKEN)
        assert bank.asked[0].headers["authorization"] == "Bearer garbled-by-us"
    assert "garbled-by-us" not in repr(exchange)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1"])
def test_a_token_goes_nowhere_else(host: str) -> None:
    """Neither to another host nor to another port; nothing is sent at all."""
    with FakeBank(lambda _: as_json({})) as bank, sending(bank.target()) as sender:
        url = bank.origin.replace("127.0.0.1", host) if host == "localhost" else f"http://{host}"
        with pytest.raises(Blocked, match=r"links\.hosts"):
            sender.send(Call(method="GET", url=f"{url}/accounts"), TOKEN)
        assert bank.asked == []


def test_a_listed_host_may_be_sent_the_token() -> None:
    """That is what listing it means."""
    with FakeBank(lambda _: as_json({})) as bank, sending(bank.target(link_hosts=("localhost",))) as sender:
        url = bank.origin.replace("127.0.0.1", "localhost")
        assert sender.send(Call(method="GET", url=f"{url}/accounts"), TOKEN).status == 200


def test_redirects_are_answers() -> None:
    """They are never followed: a token would go along."""
    with FakeBank(lambda _: moved("/elsewhere")) as bank:
        exchange = ask(bank, token=TOKEN)
        assert (exchange.status, exchange.header("location"), len(bank.asked)) == (302, "/elsewhere", 1)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"])
def test_any_method(method: str) -> None:
    """The wrong verb is what some requirements are about."""
    with FakeBank(lambda _: as_json({}, 405)) as bank:
        assert ask(bank, method).status == 405
        assert bank.asked[0].method == method


@pytest.mark.parametrize(
    ("body", "data"),
    [
        (b'{"a": [1, 2.5, "\xc3\xa9"]}', {"a": [1, 2.5, "é"]}),
        (b"[]", []),
        (b"null", None),
        (b"", NOT_JSON),
        (b"<html>", NOT_JSON),
        (b'{"a": 1', NOT_JSON),
        (b"\xff\xfe", NOT_JSON),
        (b'{"a": NaN}', NOT_JSON),
    ],
)
@pytest.mark.parametrize("kind", ["application/hal+json;charset=UTF-8", "text/plain", ""])
def test_a_body_is_json_when_it_is(body: bytes, data: Any, kind: str) -> None:
    """Whatever its content type says; the bytes are kept as they came."""
    headers = (("Content-Type", kind),) if kind else ()
    with FakeBank(lambda _: Reply(headers=headers, body=body)) as bank:
        exchange = ask(bank)
    assert exchange.data is data if data is NOT_JSON else exchange.data == data
    assert exchange.content == body
    assert exchange.note == ""


def deflated(data: bytes) -> bytes:
    return zlib.compress(data)


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", deflated), ("identity", bytes)])
def test_packed_bodies_are_unpacked(coding: str, pack: Any) -> None:
    """Checks see what the bank meant."""
    with FakeBank(lambda _: Reply(headers=(("Content-Encoding", coding),), body=pack(b'{"a": 1}'))) as bank:
        assert ask(bank).data == {"a": 1}


@pytest.mark.parametrize(
    ("coding", "body", "says"),
    [("gzip", b"this is not gzip", "Content-Encoding"), ("br", b"\x01\x02", "not requested")],
)
def test_what_cannot_be_unpacked_is_told(coding: str, body: bytes, says: str) -> None:
    """A wrong Content-Encoding is the bank's mistake, not ours."""
    with FakeBank(lambda _: Reply(headers=(("Content-Encoding", coding),), body=body)) as bank:
        exchange = ask(bank)
    assert exchange.data is NOT_JSON
    assert says in exchange.note


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_is_never_longer_than_the_limit(packed: bool) -> None:
    """Neither as sent nor unpacked: a few kilobytes can stand for gigabytes."""
    body = b'"' + b"x" * 3_000_000 + b'"'
    headers = (("Content-Encoding", "gzip"),) if packed else ()
    with (
        FakeBank(lambda _: Reply(headers=headers, body=gzip.compress(body) if packed else body)) as bank,
        pytest.raises(Blocked, match=r"GET .*/accounts: the body is longer than 1 MiB.*limits\.body_mib"),
    ):
        ask(bank, limits=Limits(body_mib=1))


def test_headers_no_browser_would_send() -> None:
    """Text beyond ASCII goes out as UTF-8."""
    with FakeBank(lambda _: as_json({})) as bank:
        ask(bank, headers=(("X-Request-ID", "é-中"),))
        assert bank.asked[0].headers["x-request-id"].encode("latin-1").decode() == "é-中"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (Call(method="GET", url="{}/", headers=(("X", "a\r\nInjected: 1"),)), "the value of X has a line break"),
        (Call(method="GET", url="{}/", headers=(("X", " a"),)), "the value of X starts or ends with a space"),
        (Call(method="GET", url="{}/", headers=(("Bad Name", "a"),)), "`'Bad Name'` is not a valid header name"),
        (Call(method="G ET", url="{}/"), "cannot be sent"),
        (Call(method="GET", url="/accounts"), "cannot be sent"),
        (Call(method="GET", url="gopher://x/"), "cannot be sent"),
        (Call(method="GET", url="http://[::1"), "cannot be sent"),
        (Call(method="GET", url="{}/\x00"), "cannot be sent"),
        (Call(method="GET", url="{}/" + "a" * 70_000), "cannot be sent"),
    ],
)
def test_what_is_no_http_blocks(call: Call, says: str) -> None:
    """It never reaches the wire; what a bank gave us to send is no fault of ours."""
    with FakeBank(lambda _: as_json({})) as bank, sending(bank.target()) as sender:
        with pytest.raises(Blocked) as caught:
            sender.send(Call(method=call.method, url=call.url.replace("{}", bank.origin), headers=call.headers))
        assert says in str(caught.value)
        assert bank.asked == []


@pytest.mark.parametrize("token", ["abc\ndef-ghi", "abcdef ", "\tabcdef", "abc\x00def", "abc\x7fdef", " "])
def test_a_token_that_no_header_can_carry_blocks(token: str) -> None:
    """It is not told, cut or bent into shape."""
    with FakeBank(lambda _: as_json({})) as bank, sending(bank.target()) as sender:
        with pytest.raises(Blocked, match=r"the access token .*: no header can carry it") as caught:
            sender.send(Call(method="GET", url=f"{bank.origin}/accounts"), token)
        assert "abc" not in str(caught.value)
        assert bank.asked == []


@pytest.mark.parametrize("deep", [201, 900, 100_000])
def test_a_body_too_deep_is_not_read(deep: int) -> None:
    """It is no JSON to us; five levels are what STET needs."""
    body = b'{"a":' * deep + b"1" + b"}" * deep
    with FakeBank(lambda _: Reply(body=body)) as bank:
        exchange = ask(bank)
    assert (exchange.data is NOT_JSON, exchange.content) == (True, body)


def test_a_body_of_many_rows_is_not_deep() -> None:
    """Brackets that are closed again, and those in texts, do not count."""
    rows = [{"text": "[{[{" * 50} for _ in range(500)]
    with FakeBank(lambda _: as_json({"rows": rows})) as bank:
        assert ask(bank).data == {"rows": rows}


@pytest.mark.parametrize("body", [rb'{"a": "\ud83d"}', b'{"a": "\xed\xa0\xbd"}', rb'{"\udc00": 1}'])
def test_half_of_a_surrogate_pair_is_no_json(body: bytes) -> None:
    """No text could be made of it; its bytes stay as they came."""
    with FakeBank(lambda _: Reply(body=body)) as bank:
        exchange = ask(bank)
    assert (exchange.data is NOT_JSON, exchange.content) == (True, body)


def test_when_the_answer_came_is_told_in_paris() -> None:
    """By the clock of the run."""
    with FakeBank(lambda _: as_json({})) as bank:
        at = ask(bank).at
    assert str(at.tzinfo) == "Europe/Paris"


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy set for other programs must not see a bank's tokens."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with FakeBank(lambda _: as_json({})) as bank:
        assert ask(bank).status == 200


def test_one_connection_serves_many_calls() -> None:
    """Keep-alive: a new connection for each would double the time."""
    ports: set[int] = set()

    def answer(asked: Asked) -> Reply:
        ports.add(asked.port)
        return as_json({})

    with FakeBank(answer) as bank, sending(bank.target()) as sender:
        for _ in range(5):
            assert sender.send(Call(method="GET", url=f"{bank.origin}/")).status == 200
    assert len(ports) == 1


def test_numbers_and_moments_of_answers_have_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a thread has much to learn from its answer, and another one's comes meanwhile."""
    overtaken = threading.Event()

    def learn(_: Secrets, exchange: Exchange) -> None:
        if exchange.call.url.endswith("/slow"):
            assert overtaken.wait(10)

    monkeypatch.setattr(Secrets, "learn_from_answer", learn)
    with FakeBank(lambda _: as_json({})) as bank, sending(bank.target()) as sender, ThreadPoolExecutor() as threads:
        slow = threads.submit(sender.send, Call(method="GET", url=f"{bank.origin}/slow"))
        while not bank.asked:
            time.sleep(0)
        fast = sender.send(Call(method="GET", url=f"{bank.origin}/fast"))
        overtaken.set()
        answers = sorted((fast, slow.result()), key=lambda one: one.number)
    assert answers[0].at <= answers[1].at
