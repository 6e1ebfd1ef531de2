"""What a login page says, looked up; and that no page costs more than in proportion to its length."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from conformance.clock import PARIS
from conformance.login import robot, screens
from conformance.login.screens import Screen
from conformance.model import Call, Exchange

PATIENCE_S = 20
"""Of CPU; the pages below take a tenth of that, and took minutes."""


def shown(page: str) -> Screen:
    call = Call(method="GET", url="https://bank.example/login")
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    exchange = Exchange(call=call, status=200, headers=headers, content=page.encode(), at=datetime.now(PARIS))
    return screens.read(exchange)


def test_what_belongs_to_a_control() -> None:
    """Its labels, wherever they stand; the text before it, but no script; the form that it names."""
    screen = shown(
        "<label for=a>Identifiant</label><b id=x>abonné</b>"
        "<form id=f><script>var code</script>Your number <input id=a name=a aria-labelledby='x nobody'>"
        "<label>Code <input name=b></label><input name=c form=g><input name=d form=f></form>"
        "<form id=g></form><form id=g></form><input name=e form=f>"
    )
    own, other, twin = screen.forms
    assert [control.name for control in own.controls] == ["a", "b", "d", "e"]
    assert [control.name for control in other.controls] == ["c"]
    assert not twin.controls
    first, second = own.controls[:2]
    assert (first.words, first.near) == ("a a identifiant abonne", "your number")
    assert second.words == "b code"


def test_what_is_out_of_sight() -> None:
    """By itself, by what it stands in, or by the page's own style sheet, be it within a media rule."""
    screen = shown(
        "<style>@media all { .trap { display: none } } #pot{left:-999px}</style><form>"
        "<input name=a><input name=b class='x trap'><div style='visibility:hidden'><p><input name=c></div>"
        "<div id=pot><input name=d></div><input name=e></form>"
    )
    assert [control.name for control in screen.forms[0].controls if control.seen] == ["a", "e"]


PAGES = {
    "forms": "".join(f"<form id=f{n}><input name=u{n} id=u{n}></form>" for n in range(2000)),
    "fields": f"<form>{''.join(f'<label for=u{n}>x</label><input name=u{n} id=u{n}>' for n in range(5000))}</form>",
    "fields of one label": f"<form><label>{'<input name=u>user ' * 2000}</label></form>",
    "labels of one id": f"<form>{'<label for=x>user</label><input id=x name=u>' * 2000}</form>",
    "choices": f"<form><input name=u>{''.join(f'<input type=radio name=r{n}>' for n in range(5000))}</form>",
    "paragraphs": f"<form><input name=u></form>{'<p>hello there</p>' * 20000}",
    "rules": f"<style>{'.a{' * 100_000}</style><form><input name=u></form>",
    "a refresh": f"<meta http-equiv=refresh content={'1' * 200_000}><form><input name=u></form>",
    "links": f"<base href=https://bank.example/{'a' * 500_000}><form><input name=u></form>{'<a href=/x>y</a>' * 2000}",
}


@pytest.mark.parametrize("what", PAGES)
def test_no_page_costs_more_than_its_length(what: str) -> None:
    """And the form to log in with is found on each."""
    started = time.process_time()
    screen = shown(PAGES[what])
    assert robot.fill(screen, "someone", "", identified=False, names={}) is not None
    assert time.process_time() - started < PATIENCE_S
