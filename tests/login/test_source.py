"""A page before it is parsed: decoded, emptied of what is not read, and refused where it is more than a screen."""

from __future__ import annotations

from datetime import datetime

import pytest

from conformance.clock import PARIS
from conformance.login import screens
from conformance.login.source import UnreadScreen, tidied
from conformance.model import Call, Exchange

UTF_8 = "text/html; charset=utf-8"
MANY = "<input " + " ".join(f"a{n}" for n in range(501)) + ">"
FORM = "<form><input name=login></form>"


def controls(page: bytes, content_type: str = UTF_8, path: str = "login") -> list[str]:
    """The names of the controls that are read, whatever stands around them."""
    call = Call(method="GET", url=f"https://bank.example/{path}")
    headers = (("Content-Type", content_type),)
    exchange = Exchange(call=call, status=200, headers=headers, content=page, at=datetime.now(PARIS))
    return [control.name for form in screens.read(exchange).forms for control in form.controls]


HIDING = {
    "nowhere": MANY,
    "behind a quote in a comment": f"<!-- <a x=' -->{MANY}<!-- '> -->",
    "behind a comment that is none": f"<!-->{MANY}<!-- -->",
    "behind a quote in a script": f"<script>'<a x=\"'</script>{MANY}<script>'\">'</script>",
    "behind a script in a comment": f"<!-- <script> -->{MANY}<!-- </script> -->",
    "behind a script in a value": f"<a x='<script>'>{MANY}<a x='</script>'>",
    "behind a quote in a title": f"<title><a x='</title>{MANY}<a y='>",
    "behind a quote in a text field": f"<textarea><a x='</textarea>{MANY}<a y='>",
    "behind a quote in a name": f"<a '>{MANY}<a '>",
    "behind a quote in an end": f"</a '>{MANY}<a '>",
    "behind ends in values": MANY.replace("a0", "a0='>' a='<!--'"),
    "without blanks between them": MANY.replace(" ", "/"),
    "with values": MANY.replace(" ", " = 'x y' ", 1).replace(" a", " b='c d'a"),
    "in capitals and on many lines": MANY.upper().replace(" ", "\n"),
    "on several tags that are one": "".join(f"<body {' '.join(f'a{n}x{m}' for m in range(101))}>" for n in range(5)),
}


@pytest.mark.parametrize("how", HIDING)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_attributes_without_end_are_found_wherever_they_hide(how: str, charset: str) -> None:
    """In whatever charset."""
    page = f"<html>{HIDING[how]}{FORM}".encode(charset)
    with pytest.raises(UnreadScreen, match="has more than 500 attributes on one tag"):
        controls(page, f"text/html; charset={charset}")


SCREENS = {
    "words of a script": f"<script>for (i=0;i<n;i++) {{ {'var a = b; ' * 5000} }}</script>",
    "a comment": f"<!-- <a {'b ' * 5000}-->",
    "an end of a script in a script": "<script>document.write('<scr' + 'ipt>' + \"<\\/script>\")</script>",
    "a script that closes itself": "<script src=x />",
    "text that looks like tags": f"<p>a < b, 3 <4, <3 {'word ' * 5000}</p></><!x><?x?>",
    "a picture in a value": f"<img alt='' src='data:image/png;base64,{'iVBORw0K+/=>' * 50_000}'>",
    "tags in a text field": f"<textarea>{MANY}</textarea>",
    "fields in a frame that is not shown": "<iframe><input name=x></iframe>",
    "as many attributes as may be": MANY.replace("a500", ""),
}


@pytest.mark.parametrize("what", SCREENS)
def test_what_real_screens_have_is_no_reason(what: str) -> None:
    """The form behind it is read, and nothing else."""
    assert controls(f"<html><body>{SCREENS[what]}{FORM}".encode()) == ["login"]


MANY_OF = {
    "has more than 25,000 fields and buttons": "<input>" * 25_001,
    "has more than 25,000 options": "<select>" * 250 + "<option>x" * 25_001,
    "has more than 150,000 elements": "<p>" * 150_001,
    "is longer than 4,000,000 bytes": " " * 4_000_001,
    "leads to more than 3,000 addresses": "".join(f"<a href={n}>x</a>" for n in range(3_001)),
}


@pytest.mark.parametrize("says", MANY_OF)
def test_what_no_screen_has(says: str) -> None:
    """Is refused, and why."""
    with pytest.raises(UnreadScreen, match=says):
        controls(f"{FORM}{MANY_OF[says]}".encode())


def test_a_screen_at_an_endless_path() -> None:
    """Is refused, for all its addresses would be joined to it; what is asked for there may be as long as it is."""
    with pytest.raises(UnreadScreen, match="a path longer than 8,000 characters"):
        controls(FORM.encode(), path="a/" * 4_000)
    assert controls(FORM.encode(), path=f"login?request={'a/' * 4_000}") == ["login"]


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        ("<input name=é>".encode(), UTF_8),
        ("<input name=é>".encode(), "text/html"),
        ("<input name=é>".encode("cp1252"), "text/html"),
        ("<input name=é>".encode("cp1252"), "text/html; charset=ISO-8859-1"),
        ("<meta charset=iso-8859-15><input name=é>".encode("cp1252"), "text/html"),
        ("<input name=é>".encode("utf-16"), "text/html; charset=iso-8859-1"),
        ("<input name=é>".encode("utf-8-sig"), "text/html; charset=iso-8859-1"),
        ("<input name=é>".encode("utf-16-le"), "text/html; charset=utf-16le"),
        ("<meta charset=utf-16><input name=é>".encode(), "text/html"),
        ("<meta charset=utf-7><input name=é>".encode(), "text/html; charset=zip"),
    ],
)
def test_a_page_is_decoded_as_browsers_do(page: bytes, content_type: str) -> None:
    """A byte order mark before the header, the header before the page; no charset that browsers do not know."""
    assert "name=é>" in tidied(page, content_type).decode()


def test_what_is_parsed_cannot_be_taken_for_anything_else() -> None:
    """Comments and scripts are empty, texts hold no tags, a tag that has no end is none."""
    page = (
        "<!DOCTYPE html><TITLE>a<b></TITLE>x<!-- <p> -->y<script a=b>1<2</script><style>.a>b{}<p></style>"
        "<textarea/><p title='>'>z</p b><a href='"
    )
    assert tidied(page.encode(), UTF_8).decode() == (
        "<!----><TITLE>a&lt;b></title>x<!---->y<script a=b></script><style>.a>b{} p></style>"
        "<textarea/></textarea><p title='>'>z</p>"
    )
