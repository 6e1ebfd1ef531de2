"""A bank's login page as a customer sees it: its title, its forms with their controls, its links, its errors.

Reading only; what to type where is decided in robot.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import chain, islice
from typing import Any, Final

from lxml import etree, html

from conformance.client.fields import excerpt, whole_number
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.login.markup import Page
from conformance.login.source import UnreadScreen, tidied
from conformance.model import Exchange
from conformance.target.address import bare, joined

_TYPED: Final = ("text", "email", "tel", "number", "password", "url")
_ALARM: Final = pattern(r"error|erreur|alert|danger|invalid|warning|message", re.I)
_COMPLAINT: Final = pattern(r"incorrect|invalid|inconnu|errone|refus|echec|expire|bloque|unknown|wrong|denied", re.I)
_REFRESH: Final = pattern(r"\s*([0-9]+)(?![0-9])[^;,]*[;,]\s*(?:url\s*=)?\s*['\"]?([^'\"]+)", re.I)
_ADDRESS: Final = 4000
"""A longer address leads nowhere; one that all others are joined to would be copied for each."""
_ADDRESSES: Final = 3000
"""So many different ones may be on a screen, of forms, buttons and links together."""
_READ: Final = 1000
"""What is said of so many fields and buttons of a screen is read; all the others are sent as they are."""
_SAID: Final = 200
"""So many characters of an attribute say what a field is."""
_ACCUSED: Final = 5000
"""So many elements of a page are searched for a complaint."""
_LONGEST: Final = 1000
"""No length and no time above it makes a difference."""
_SENTENCE: Final = 300
"""What is longer is no complaint."""
_SOON_S: Final = 10
"""A page that goes on by itself after longer than this only ends a session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control of a form."""

    name: str
    id: str = ""
    kind: str = "text"
    value: str = ""
    words: str = ""
    """What is said of it: its name, id, label, placeholder, autocomplete; plain lower-case words."""
    near: str = ""
    """The text that stands before it."""
    seen: bool = True
    required: bool = False
    picked: bool = False
    """A box that is ticked, an option that is chosen."""
    length: int = 0
    """maxlength; 0 for none."""
    action: str = ""
    """Where a button sends its form, if elsewhere than the form says."""

    @property
    def typed(self) -> bool:
        """Whether a customer types into it."""
        return self.seen and self.kind in _TYPED

    @property
    def button(self) -> bool:
        """Whether it sends the form."""
        return self.seen and self.kind in ("submit", "image")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form and where it goes."""

    action: str
    method: str
    controls: tuple[Control, ...]
    words: str = ""
    """Its id, name, class and role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One page of a login."""

    url: str
    status: int
    title: str
    forms: tuple[Form, ...]
    links: tuple[tuple[str, str], ...]
    """(where, words) of each link."""
    refresh: str = ""
    """Where the page goes on by itself."""
    complaint: str = ""
    """The error it shows."""
    text: str = ""
    unread: int = 0
    """How many of its fields and buttons were not read, because there are so many of them."""

    @property
    def left_out(self) -> str:
        """What to say of it where it was not read to its end; '' where it was."""
        return f"of its fields and buttons only the first {_READ:,} were read" if self.unread else ""

    def __str__(self) -> str:
        where = excerpt(bare(self.url))
        shown = f'the screen "{excerpt(self.title)}" ({where})' if self.title else f"the screen {where}"
        return f"{shown} ({self.left_out})" if self.unread else shown


def read(exchange: Exchange) -> Screen:
    """The screen that an answer shows; one without anything on it where the answer is no HTML.

    Raises UnreadScreen where there is more on it than on any screen.
    """
    root = _parsed(exchange)
    url = exchange.call.url
    if root is None:
        text = exchange.content[:300].decode("utf-8", "replace")
        return Screen(url=url, status=exchange.status, title="", forms=(), links=(), text=text)
    page = Page(root)
    resolved = _Addresses(joined(url, next(iter(root.xpath("//base/@href")), "")[:_ADDRESS]))
    headings = (each for path in ("//h1", "//title", "//h2") for each in root.xpath(path))
    reader = _Reader(page, resolved)
    return Screen(
        url=url,
        status=exchange.status,
        title=next(filter(None, map(page.text, headings)), ""),
        forms=tuple(map(reader.form, root.iter("form"))),
        links=tuple(
            (resolved(a.get("href")), plain(f"{page.words(a)} {a.get('id', '')[:_SAID]}"))
            for a in root.xpath("//a[@href]")
        ),
        refresh=_refresh(root, resolved),
        complaint=_complaint(root, page),
        text=page.text(root),
        unread=max(reader.controls - _READ, 0),
    )


def plain(text: str) -> str:
    """Text in lower case, without accents, camelCase taken apart, anything but letters and digits made a blank."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    if apart.isascii():
        return re.sub(r"[^a-z0-9]+", " ", apart.lower()).strip()
    bare = "".join(char for char in unicodedata.normalize("NFD", apart) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", bare.lower()).strip()


def _parsed(exchange: Exchange) -> Any:
    if not exchange.content.strip() or b"<" not in exchange.content:
        return None
    source = tidied(exchange.content, exchange.header("Content-Type") or "")
    try:
        return html.document_fromstring(source, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return None


class _Addresses:
    """The addresses of a screen, each resolved once."""

    def __init__(self, base: str) -> None:
        if len(bare(base)) > 2 * _ADDRESS:
            raise UnreadScreen(f"has a path longer than {2 * _ADDRESS:,} characters")
        self._base = base
        self._found: dict[str, str] = {}

    def __call__(self, reference: str) -> str:
        if reference not in self._found:
            if len(self._found) == _ADDRESSES:
                raise UnreadScreen(f"leads to more than {_ADDRESSES:,} addresses")
            self._found[reference] = joined(self._base, reference)
        return self._found[reference]


class _Reader:
    """Reads forms and counts their controls: only of the first it tells what is said of them."""

    def __init__(self, page: Page, resolved: Callable[[str], str]) -> None:
        self._page, self._resolved = page, resolved
        self.controls = 0

    def form(self, form: Any) -> Form:
        return Form(
            action=self._resolved(form.get("action") or ""),
            method=(form.get("method") or "get").upper(),
            controls=tuple(self._control(each) for each in self._page.controls(form) if each.get("disabled") is None),
            words=_said(form, "id", "name", "class", "role", "action"),
        )

    def _control(self, element: Any) -> Control:
        self.controls += 1
        page = self._page
        kind = (element.get("type") or ("submit" if element.tag == "button" else "text")).lower()
        value = element.get("value") or ""
        if element.tag == "textarea":
            kind, value = "textarea", element.text or ""
        elif element.tag == "select":
            kind, value = "select", page.chosen(element)
        elif element.tag == "input" and kind not in _KNOWN:
            kind = "text"
        read = self.controls <= _READ
        return Control(
            name=element.get("name") or "",
            id=element.get("id") or "",
            kind=kind,
            value=value,
            words=self._words(element, value if kind in ("submit", "image") else "") if read else "",
            near=plain(page.before(element)) if read else "",
            seen=kind != "hidden" and element.get("readonly") is None and not page.is_hidden(element),
            required=element.get("required") is not None,
            picked=element.get("checked") is not None,
            length=whole_number(element.get("maxlength"), most=_LONGEST) or 0,
            action=self._resolved(element.get("formaction")) if element.get("formaction") else "",
        )

    def _words(self, element: Any, value: str) -> str:
        said = _said(element, "name", "id", "placeholder", "aria-label", "title", "autocomplete")
        inside = self._page.words(element) if element.tag == "button" else ""
        return " ".join(filter(None, (said, plain(f"{self._page.label(element)} {value[:_SAID]}"), plain(inside))))


def _said(element: Any, *attributes: str) -> str:
    return plain(" ".join(element.get(attribute, "")[:_SAID] for attribute in attributes))


_KNOWN: Final = (
    *_TYPED,
    *("hidden", "submit", "image", "button", "reset", "checkbox", "radio", "search", "file", "date", "range", "color"),
)


def _refresh(root: Any, resolved: Callable[[str], str]) -> str:
    """Where a meta refresh leads soon."""
    for content in root.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content"):
        match = _REFRESH.match(content)
        if match and (whole_number(match.group(1), most=_LONGEST) or 0) <= _SOON_S:
            return resolved(match.group(2).strip())
    return ""


def _complaint(root: Any, page: Page) -> str:
    """The error text a customer would see: what is marked as one, else the first sentence that complains."""
    marked = (each for each in root.xpath("//*[@class or @id]") if _ALARM.search(_names(each)))
    said = page.different(chain(marked, root.iter("p", "li", "span", "div", "td")))
    alerts = map(page.text, root.xpath("//*[@role='alert']"))
    sentences = islice((each for each in said if 0 < page.length(each) < _SENTENCE), _ACCUSED)
    complaints = filter(_complains, map(page.text, sentences))
    return next(filter(None, chain(alerts, complaints)), "")


def _names(element: Any) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _complains(text: str) -> bool:
    return bool(_COMPLAINT.search(plain(text)))
