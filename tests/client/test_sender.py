"""The sender: what goes out, what is recorded, what comes back, and how failures are told."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

import pytest

from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.errors import Blocked, Broken, Unreachable
from conformance.masking.secrets import Secrets
from conformance.model import NOT_JSON, Call, Exchange
from conformance.target.target import Limits, Target
from tests.support.fakebank import Asked, FakeBank, Reply, as_json, in_turn, moved

TOKEN = "KXZyspFBZ1R6NqWQdmsZhfdo1nbjK7MoI0Kr2rSi1mSCFNehAs6iLw"


@contextmanager
def sending(target: Target) -> Iterator[Sender]:
    with Sender(target, Clock(), Secrets()) as sender:
        yield sender


def ask(
    bank: FakeBank, method: str = "GET", path: str = "/accounts", token: str | None = None, **changes: Any
) -> Exchange:
    limits = changes.pop("limits", Limits(timeout_s=5))
    batch = changes.pop("batch", False)
    with sending(bank.target(limits=limits)) as sender:
        return sender.send(Call(method=method, url=f"{bank.origin}{path}", **changes), token, batch=batch)


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
    """The record says `Bearer ***`, and the mask knows the token from then on."""
    with FakeBank(lambda _: as_json({})) as bank, sending(bank.target()) as sender:
        exchange = sender.send(Call(method="GET", url=f"{bank.origin}/accounts", persona="marc", scope="aisp"), TOKEN)
        assert bank.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
        assert sender.secrets.mask(f"x{TOKEN}x") == "x***x"
    assert dict(exchange.call.headers)["Authorization"] == "Bearer ***"
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
    [("gzip", b"this is not gzip", "Content-Encoding"), ("br", b"\x01\x02", "not asked for")],
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
    "call",
    [
        Call(method="GET", url="http://127.0.0.1:1/", headers=(("X", "a\r\nInjected: 1"),)),
        Call(method="GET", url="http://127.0.0.1:1/", headers=(("Bad Name", "a"),)),
        Call(method="G ET", url="http://127.0.0.1:1/"),
        Call(method="GET", url="/accounts"),
        Call(method="GET", url="gopher://x/"),
        Call(method="GET", url="http://[::1"),
    ],
)
def test_what_is_no_http_is_our_own_fault(call: Call) -> None:
    """It never reaches the wire, and is not blamed on the bank."""
    with FakeBank(lambda _: as_json({})) as bank, sending(bank.target()) as sender:
        url = call.url.replace("http://127.0.0.1:1", bank.origin)
        with pytest.raises(Broken):
            sender.send(Call(method=call.method, url=url, headers=call.headers))
        assert bank.asked == []


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
    """After three calls without an answer nothing more is sent."""
    with FakeBank(lambda _: Reply(hang_up=True)) as bank, sending(bank.target()) as sender:
        for _ in range(3):
            with pytest.raises(Unreachable):
                sender.send(Call(method="GET", url=f"{bank.origin}/"))
        with pytest.raises(Unreachable, match="given up after 3"):
            sender.send(Call(method="GET", url=f"{bank.origin}/"))
        assert len(bank.asked) == 6


def test_another_host_of_the_bank_is_not_given_up_with_it() -> None:
    """Where the login does not answer, scenarios with given tokens still run."""
    with FakeBank(lambda _: as_json({})) as bank, sending(bank.target()) as sender:
        for _ in range(4):
            with pytest.raises(Unreachable):
                sender.send(Call(method="GET", url="http://127.0.0.1:1/login"))
        assert sender.send(Call(method="GET", url=f"{bank.origin}/")).status == 200


def test_an_answer_between_keeps_the_bank_up() -> None:
    """Three in a row, not three in all."""
    gone, fine = Reply(hang_up=True), as_json({})
    replies = [gone, gone, gone, gone, fine, gone, gone, gone, gone, fine]
    with FakeBank(in_turn(replies)) as bank, sending(bank.target()) as sender:
        for lost in (True, True, False, True, True, False):
            call = Call(method="GET", url=f"{bank.origin}/")
            if lost:
                with pytest.raises(Unreachable):
                    sender.send(call)
            else:
                assert sender.send(call).status == 200


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
        as_json({}, 429),
        as_json({}, 500, BUSY),
    ],
)
def test_an_answer_is_an_answer(reply: Reply) -> None:
    """A used-up quota, or no word of when to come back: that is what the bank says."""
    with FakeBank(lambda _: reply) as bank:
        assert ask(bank).status == reply.status
        assert len(bank.asked) == 1


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of them waited for."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    return pauses


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("header", [(), (("Retry-After", "soon"),)])
def test_a_bank_that_is_away_is_asked_again(status: int, header: tuple[Any, ...], slept: list[float]) -> None:
    """After a short pause, where it does not say how long."""
    with FakeBank(in_turn([as_json({}, status, *header), as_json({"a": 1})])) as bank:
        assert ask(bank).status == 200
        assert len(bank.asked) == 2
    assert slept == [1]


def test_a_bank_that_stays_away_is_not_judged(slept: list[float]) -> None:
    """Its 503 is no answer to what was asked; after three of them it is asked no more."""
    with FakeBank(lambda _: as_json({}, 503, ("Retry-After", "7"))) as bank, sending(bank.target()) as sender:
        for _ in range(3):
            with pytest.raises(Unreachable, match=r"answers 503 and asks to come back later \(Retry-After: 7\)"):
                sender.send(Call(method="GET", url=f"{bank.origin}/"))
        with pytest.raises(Unreachable, match="given up after 3 calls"):
            sender.send(Call(method="GET", url=f"{bank.origin}/"))
        assert len(bank.asked) == 6
    assert slept == [7, 7, 7]


def test_a_long_pause_is_not_cut_short(slept: list[float]) -> None:
    """Who asks for an hour is not asked again within it."""
    with (
        FakeBank(lambda _: as_json({}, 429, ("Retry-After", "3600"))) as bank,
        pytest.raises(Unreachable, match="Retry-After: 3600"),
    ):
        ask(bank)
    assert (len(bank.asked), slept) == (1, [])


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


def test_a_body_without_end_is_left() -> None:
    """One that drips for ever as well as one that is too long."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=dripping, args=(listener,), daemon=True).start()
        said = refusal(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout_s=0.1)
    assert "did not answer within 0.1 s" in said


def dripping(listener: socket.socket) -> None:
    for _ in range(2):
        connection, _address = listener.accept()
        with connection, suppress(OSError):
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                connection.sendall(b"1\r\nx\r\n")
                time.sleep(0.005)


def test_half_an_answer_is_none() -> None:
    """It is asked for again; half a body is not judged."""
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"

    def halves(listener: socket.socket) -> None:
        for _ in range(2):
            connection, _address = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(half)

    with silent() as listener:
        Thread(target=halves, args=(listener,), daemon=True).start()
        assert "broke off" in refusal(f"http://127.0.0.1:{listener.getsockname()[1]}")


def test_a_date_to_come_back_at() -> None:
    """One that is past means now."""
    busy = as_json({}, 503, ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"))
    with FakeBank(in_turn([busy, as_json({})])) as bank:
        assert ask(bank).status == 200


def test_when_the_answer_came_is_told_in_paris() -> None:
    """By the clock of the run."""
    with FakeBank(lambda _: as_json({})) as bank:
        at = ask(bank).at
    assert str(at.tzinfo) == "Europe/Paris"


# ------------------------------------------------------------------------------------------ causes in plain words


def refusal(url: str, **limits: Any) -> str:
    with sending(Target(name="t", base_url=url, limits=Limits(**limits))) as sender:
        with pytest.raises(Unreachable) as caught:
            sender.send(Call(method="GET", url=url))
        assert caught.value.__cause__ is None
    return str(caught.value)


def silent() -> socket.socket:
    """A port that takes connections and says nothing."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.listen(8)
    return listener


def test_a_name_that_is_not_known() -> None:
    """The DNS says so."""
    assert "the name no-such-bank.invalid is not known to the DNS" in refusal("https://no-such-bank.invalid/")


def test_a_port_that_is_closed() -> None:
    """Nobody listens there."""
    with silent() as listener:
        port = listener.getsockname()[1]
    assert f"127.0.0.1:{port} refuses the connection (is the server running" in refusal(f"http://127.0.0.1:{port}")


def test_a_bank_that_does_not_answer() -> None:
    """The limit is named, and where it is set."""
    with silent() as listener:
        said = refusal(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout_s=0.05)
    assert "did not answer within 0.05 s (limits.timeout_s" in said


def test_https_where_http_is_spoken() -> None:
    """And the other way round is told by the broken answer."""
    with FakeBank(lambda _: as_json({})) as bank:
        assert "http:// rather than https://" in refusal(bank.origin.replace("http", "https"))


def test_an_answer_that_is_no_http() -> None:
    """Something else listens there."""

    def chatter(listener: socket.socket) -> None:
        for _ in range(2):
            connection, _address = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")

    with silent() as listener:
        Thread(target=chatter, args=(listener,), daemon=True).start()
        assert "broke off" in refusal(f"http://127.0.0.1:{listener.getsockname()[1]}")


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy set for other programs must not see a bank's tokens."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with FakeBank(lambda _: as_json({})) as bank:
        assert ask(bank).status == 200


def test_one_connection_serves_many_calls() -> None:
    """Keep-alive: a new connection for each would double the time."""
    ports: set[Any] = set()

    def answer(asked: Asked) -> Reply:
        ports.add(asked.headers.get("connection", "keep-alive"))
        return as_json({})

    with FakeBank(answer) as bank, sending(bank.target()) as sender:
        for _ in range(5):
            assert sender.send(Call(method="GET", url=f"{bank.origin}/")).status == 200
    assert ports == {"keep-alive"}
