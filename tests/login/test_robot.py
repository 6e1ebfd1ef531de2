"""No page keeps the form robot from coming to an end, whatever stands on it."""

# ruff: noqa: E501 - a form reads better on one line

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from conformance.login import robot, screens
from conformance.model import Call, Exchange
from tests.support.fakebank import page
from tests.support.logins import CODE, ID, Screen, log_in, reason, scripted


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "1e9", "²", "٣", "", "0x10", "12;"])
def test_a_length_that_is_no_number_is_none(number: str) -> None:
    """A maxlength of five thousand digits is no box for one digit, and nothing breaks."""
    html = f"<form method=post action=a><label>Identifiant <input name=i maxlength='{number}'></label><button>OK</button></form>"
    assert log_in(Screen(html=html, wants={"i": ID}), CODE).params["code"] == "C0DE-42"


def test_a_page_that_goes_on_in_a_thousand_years_does_not() -> None:
    """A refresh of five thousand digits only ends a session."""
    html = f"<meta http-equiv=refresh content='{'9' * 5000};url=/elsewhere'><h1>Bienvenue</h1>"
    assert 'the screen "Bienvenue"' in reason(scripted(oauth_authorize=page(html)))


def test_what_a_page_says_is_told_in_a_line() -> None:
    """However long it is, and whatever it would do to a terminal."""
    said = reason(scripted(oauth_authorize=page("<h1>\x9b31m" + "non " * 3000 + "</h1>", 403)))
    assert "\\u009b31mnon non" in said
    assert len(said) < 400


@pytest.mark.parametrize("deep", [300, 5000])
def test_a_page_of_many_levels_is_read(deep: int) -> None:
    """As far as the parser goes; a form inside of a few hundred levels is found or not, and nothing breaks."""
    html = "<div>" * deep + "<p>trop profond</p>" + "</div>" * deep
    assert "no form to fill in" in reason(scripted(oauth_authorize=page(html)))


def test_no_page_breaks_the_robot() -> None:
    """Ten thousand random pages made of what login pages are made of: each is read, and filled or not."""
    source = random.Random(13807)
    parts = (
        *(
            "<form",
            "<input",
            "<button",
            " name=",
            " type=",
            "'",
            '"',
            ">",
            "</form>",
            "<select>",
            "<option>",
            " maxlength=²",
        ),
        *(
            " href=http://[x",
            " action=//[",
            "<a",
            "<base",
            "é",
            "\x00",
            "<!--",
            "<![CDATA[",
            "&#x110000;",
            "x",
            "1",
            " id=a'b",
        ),
        *(
            "<textarea>",
            "<label for=a>",
            "<meta http-equiv=refresh content='0;url=http://['>",
            " form=a",
            "<style>.a{",
            "</p>",
        ),
    )
    for _ in range(10_000):
        content = "".join(source.choices(parts, k=source.randint(0, 30))).encode()
        exchange = Exchange(
            call=Call(method="GET", url="http://b/x"), status=200, content=content, at=datetime.now(UTC)
        )
        screen = screens.read(exchange)
        robot.fill(screen, "D0", "123456", identified=source.random() < 0.5, names={})
        robot.give_up(screen, {})
