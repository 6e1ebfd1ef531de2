"""What a login page says, looked up; and that no page costs more than in proportion to its length."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from conformance.clock import PARIS
from conformance.login import robot, screens
from conformance.login.markup import Page
from conformance.login.screens import Screen
from conformance.model import Call, Exchange

LABELS = "".join(f"<p id=a{n}>{'w ' * 300}</p>" for n in range(8))
NAMED = " ".join(f"a{n}" for n in range(8))
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
    "labels of all": f"<p id=a>{'w ' * 50_000}</p><form>{'<input name=login aria-labelledby=a>' * 1000}</form>",
    "long labels of one id": "<form>" + f"<label for=u>{'w ' * 1000}</label>" * 50 + "<input id=u name=login>" * 1000,
    "choices in each other": f"<form><input name=login>{'<select name=a>' * 250}{'<option>x' * 25_000}",
    "complaints in each other": f"<form><input name=u></form>{('<b class=error>a ' * 150 + '</b>' * 150) * 50}",
    "links": f"<base href=https://bank.example/{'a' * 500_000}><form><input name=u></form>{'<a href=/x>y</a>' * 2000}",
}


@pytest.mark.parametrize("what", PAGES)
def test_no_page_costs_more_than_its_length(what: str) -> None:
    """And the form to log in with is found on each."""
    started = time.process_time()
    screen = shown(PAGES[what])
    assert robot.fill(screen, "someone", "", identified=False, names={}) is not None
    assert time.process_time() - started < PATIENCE_S


def test_what_is_said_by_a_label_is_gathered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many fields name it, and only so much of all of them as tells a field from another."""
    gathered: list[object] = []
    beginning = Page._beginning

    def counted(page: Page, element: object, most: int) -> str:
        gathered.append(element)
        return beginning(page, element, most)

    monkeypatch.setattr(Page, "_beginning", counted)
    screen = shown(f"{LABELS}<form>" + f"<input name=u aria-labelledby='{NAMED}'>" * 500)
    assert len(gathered) == 8
    assert {len(control.words) for control in screen.forms[0].controls} == {401}


def test_an_address_is_resolved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many links, forms and buttons lead there."""
    resolved: list[str] = []

    def counted(base: str, to: str) -> str:
        resolved.append(to)
        return f"{base}{to}"

    monkeypatch.setattr(screens, "joined", counted)
    screen = shown("<a href=/x>y</a>" * 500 + "<form action=/x><button formaction=/x>z</button></form>" * 500)
    assert resolved == ["", "/x"]
    assert len(screen.links) == len(screen.forms) == 500


def test_a_choice_has_the_option_that_is_selected() -> None:
    """The first that is, else the first, by its value, else by its text; one within another choice is that one's."""
    screen = shown(
        "<form><select name=a><option value=1>x<option value=2 selected>y<option selected>z</select>"
        "<select name=b><option>one <i>more</i></option><option>two</select><select name=c></select>"
        "<select name=d><option value=3>x</option><select name=e><option value=4 selected>y"
    )
    assert {control.name: control.value for control in screen.forms[0].controls} == {
        "a": "2", "b": "one more", "c": "", "d": "3", "e": "4",
    }  # fmt: skip


def test_of_more_fields_than_any_screen_has_only_the_first_are_read() -> None:
    """The others are sent as they are, and what is said of the screen says so."""
    screen = shown(f"<form>{'<input name=u value=v placeholder=login>' * 1001}</form>")
    assert [control.words for control in screen.forms[0].controls[-2:]] == ["u login", ""]
    assert screen.forms[0].controls[-1].value == "v"
    assert (
        str(screen)
        == "the screen https://bank.example/login (of its fields and buttons only the first 1,000 were read)"
    )
    assert "were read" not in str(shown(f"<form>{'<input name=u>' * 1000}</form>"))
