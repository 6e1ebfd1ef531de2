"""The endpoints by which a test sets the clock of the bank."""

import pytest


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
