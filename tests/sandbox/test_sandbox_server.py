"""The door, the harness's own addresses, the first page, the seam for faults, the cast."""

import socket

import httpx
import pytest

from conformance.sandbox import app as app_module
from conformance.sandbox import create_app, start
from conformance.sandbox.faults.fault import Fault, table
from conformance.sandbox.people import PEOPLE
from conformance.sandbox.rules import Rules


def test_a_bank_on_a_free_port():
    running = start()
    try:
        assert running.base_url == f"{running.origin}/stet/psd2/v1.4.2"
        with httpx.Client() as http:
            answer = http.get(f"{running.base_url}/accounts", headers={"X-Request-ID": "a b  c"})
            assert (answer.status_code, answer.headers["X-Request-ID"]) == (401, "a b  c")
            assert http.head(f"{running.base_url}/accounts").status_code == 405
            assert http.put(f"{running.base_url}/consents", content=iter([b"x" * 70_000] * 20)).status_code == 401
            assert http.get(f"{running.origin}/").status_code == 200
    finally:
        running.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(running.origin)


def test_a_port_that_is_taken_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        start(port=taken.getsockname()[1])


def test_the_clock_can_be_set_and_ticks_on(bank):
    answer = bank.http.put("/_sandbox/clock", json={"now": "2026-03-29T01:59:59+01:00"})
    assert answer.json()["set"] is True
    assert answer.json()["now"].startswith(("2026-03-29T01:59:59", "2026-03-29T03:00:00"))
    assert bank.http.get("/_sandbox").json()["clock"]["now"] >= answer.json()["now"]
    assert bank.http.delete("/_sandbox/clock").json()["set"] is False
    assert bank.http.post("/_sandbox/clock").status_code == 405


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"now": 1}', b'{"now": "soon"}', b'{"now": "9999-12-31T23:59:59-12:00"}']
)
def test_a_moment_that_is_none(bank, body):
    assert bank.http.put("/_sandbox/clock", content=body).status_code == 400
    assert bank.http.get("/").status_code == 200


def test_the_first_page_tells_all(bank):
    page = bank.http.get("/").text
    for person in PEOPLE:
        assert person.login in page
        assert all(account.resource_id in page and account.iban in page for account in person.accounts)
    assert all(word in page for word in ("12345678", "/consents", "/oauth/token", "curl"))


def test_a_fault_replaces_one_rule(bank, monkeypatch):
    class Generous(Rules):
        history_days = 100

    class Inclusive(Rules):
        def before(self, row, end):
            return super().before(row, end) or row.day == end

    monkeypatch.setattr(
        app_module,
        "FAULTS",
        table(
            (
                Fault("generous", "rows", ("TRX-01",), "more than 90 days", Generous),
                Fault("inclusive", "rows", ("FLT-05",), "dateTo is inclusive", Inclusive),
            )
        ),
    )
    app = create_app(faults=["generous", "inclusive"])
    rules = app.state.bank.rules
    assert rules.history_days == 100
    assert isinstance(rules, Inclusive)
    assert app.state.bank.faults == ("generous", "inclusive")
    assert bank.app.state.bank.rules.history_days == 90
    with pytest.raises(ValueError, match="unknown fault: nonsense"):
        create_app(faults=["nonsense"])


def test_the_ibans_are_right():
    ibans = [account.iban for person in PEOPLE for account in person.accounts]
    assert len(set(ibans)) == 19
    for iban in ibans:
        assert int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def test_an_account_is_called_by_its_number():
    for person in PEOPLE:
        for account in person.accounts:
            assert account.resource_id == f"038-CPT{account.iban[14:25]}"
        assert all(person.support(card) in person.accounts for card in person.cards)
