"""Is a request the one that was recorded?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.model import Call
from conformance.verification.requests import Labels, differs, stand_in

CALL = Call(
    method="PUT",
    url="https://bank.example/consents?a=1&b=2",
    headers=(("X-Request-ID", "drawn"), ("Accept", "json"), ("Authorization", "Bearer Tok***17Nt")),
    content=b'{"x": 1}',
    persona="marc",
    scope="aisp",
)
TOLD = replace(CALL, headers=(("X-Request-ID", "anew"), ("Accept", "json"), ("Authorization", "Bearer ***17")))


def test_what_is_drawn_anew_each_time_does_not_count() -> None:
    """Nor a label, where it stands for the same each time, nor the order of parameters."""
    labels = Labels()
    assert differs(CALL, TOLD, labels) == ""
    assert differs(replace(CALL, url="https://bank.example/consents?b=2&a=1"), TOLD, labels) == ""


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"method": "POST"}, "it is a POST"),
        ({"url": "https://bank.example/consents?a=1&b=3"}, "its address is https://bank.example/consents?a=1&b=3"),
        ({"persona": "marie"}, "it carries the token of marie (aisp)"),
        ({"headers": TOLD.headers[:2]}, "it has no header authorization"),
        ({"headers": (*TOLD.headers, ("PSU-IP-Address", "1"))}, "its header psu-ip-address is 1"),
        ({"content": b'{"x": 2}'}, "its body is another"),
        ({"content": None}, "its body is another"),
    ],
    ids=["method", "address", "token", "header gone", "header more", "body", "no body"],
)
def test_what_differs_is_said(changed: dict[str, object], says: str) -> None:
    """In words about the recorded one."""
    assert differs(CALL, replace(TOLD, **changed), Labels()) == says  # type: ignore[arg-type]


def test_one_secret_has_one_label() -> None:
    """Whoever sends one token where two were recorded, has sent another."""
    labels = Labels()
    assert labels.agree("Bearer abc", "Bearer ***17")
    assert labels.agree("code=abc&x=1", "code=***17&x=1")
    assert not labels.agree("Bearer abc", "Bearer ***18")
    assert labels.agree(stand_in("marc"), "***1")
    assert labels.agree(stand_in("marc"), "***2")


def test_forms_are_compared_by_their_fields() -> None:
    """However a label is spelled in one."""
    form = replace(CALL, content=b"code=%2A%2A%2A17&grant_type=authorization_code")
    assert differs(form, replace(TOLD, content=b"code=***17&grant_type=authorization_code"), Labels()) == ""
    assert differs(form, replace(TOLD, content=b"code=***17&grant_type=password"), Labels()) == "its body is another"


def test_a_clock_is_set_to_the_moment_that_was_recorded() -> None:
    """But for what passed between the beginning of a step and its request."""
    asked = replace(CALL, content=b'{"now":"2026-03-29T21:30:00+02:00"}')
    told = replace(TOLD, content=b'{"now":"2026-03-29T21:30:00.7+02:00"}')
    assert differs(asked, told, Labels()) == ""
    a_day_later = replace(told, content=b'{"now":"2026-03-30T21:30:00+02:00"}')
    assert differs(asked, a_day_later, Labels()) == "its body is another"


def test_look_alikes_in_a_masked_ledger() -> None:
    """A value that a scenario names in clear has one look-alike, of its form."""
    labels = Labels(masked=True)
    assert labels.agree("NOBODY ELSE", "ESFVLO FEHC")
    assert not labels.agree("NOBODY ELSE", "ESFVLO ABCD")
    assert not labels.agree("NOBODY ELSE", "ESFVLO 1234")
    assert not Labels().agree("NOBODY ELSE", "ESFVLO FEHC")
