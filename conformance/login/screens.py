"""A bank's login page as a customer sees it: its title, its forms with their controls, its links, its errors.

Reading only; what to type where is decided in robot.py.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain
from typing import Any, Final

from lxml import etree, html

from conformance.client.fields import excerpt, whole_number
from conformance.frozen import dataclass
from conformance.login.markup import Page
from conformance.model import Exchange
from conformance.target.address import bare, joined

_TYPED: Final = ("text", "email", "tel", "number", "password", "url")
_ALARM: Final = re.compile(r"error|erreur|alert|danger|invalid|warning|message", re.I)
_COMPLAINT: Final = re.compile(r"incorrect|invalid|inconnu|errone|refus|echec|expire|bloque|unknown|wrong|denied", re.I)
_REFRESH: Final = re.compile(r"\s*([0-9]+)(?![0-9])[^;,]*[;,]\s*(?:url\s*=)?\s*['\"]?([^'\"]+)", re.I)
_ADDRESS: Final = 8000
"""A longer address leads nowhere; one that all others are joined to would be copied for each."""
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

    def __str__(self) -> str:
        where = excerpt(bare(self.url))
        return f'the screen "{excerpt(self.title)}" ({where})' if self.title else f"the screen {where}"


def read(exchange: Exchange) -> Screen:
    """The screen that an answer shows; one without anything on it where the answer is no HTML."""
    root = _parsed(exchange)
    url = exchange.call.url
    if root is None:
        text = exchange.content[:300].decode("utf-8", "replace")
        return Screen(url=url, status=exchange.status, title="", forms=(), links=(), text=text)
    page = Page(root)
    base = joined(url, next(iter(root.xpath("//base/@href")), "")[:_ADDRESS])
    headings = (each for path in ("//h1", "//title", "//h2") for each in root.xpath(path))
    return Screen(
        url=url,
        status=exchange.status,
        title=next(filter(None, map(page.text, headings)), ""),
        forms=tuple(_form(form, page, base) for form in root.iter("form")),
        links=tuple(
            (joined(base, a.get("href")), plain(f"{page.words(a)} {a.get('id', '')}")) for a in root.xpath("//a[@href]")
        ),
        refresh=_refresh(root, base),
        complaint=_complaint(root, page),
        text=page.text(root),
    )


def plain(text: str) -> str:
    """Text in lower case, without accents, camelCase taken apart, anything but letters and digits made a blank."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    bare = "".join(char for char in unicodedata.normalize("NFD", apart) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", bare.lower()).strip()


def _parsed(exchange: Exchange) -> Any:
    declared = re.search(r"charset=\"?([\w-]+)", exchange.header("Content-Type") or "", re.I)
    if not exchange.content.strip() or b"<" not in exchange.content:
        return None
    for encoding in (declared.group(1) if declared else None, None):
        try:
            return html.document_fromstring(exchange.content, parser=html.HTMLParser(encoding=encoding))
        except (etree.ParserError, LookupError, ValueError):
            continue
    return None


def _form(form: Any, page: Page, base: str) -> Form:
    controls = (_control(each, page, base) for each in page.controls(form) if each.get("disabled") is None)
    return Form(
        action=joined(base, form.get("action") or ""),
        method=(form.get("method") or "get").upper(),
        controls=tuple(controls),
        words=plain(" ".join(form.get(key, "") for key in ("id", "name", "class", "role", "action"))),
    )


def _control(element: Any, page: Page, base: str) -> Control:
    kind = (element.get("type") or ("submit" if element.tag == "button" else "text")).lower()
    value = element.get("value") or ""
    if element.tag == "textarea":
        kind, value = "textarea", element.text or ""
    elif element.tag == "select":
        kind, chosen = "select", element.xpath(".//option[@selected]") or element.xpath(".//option")[:1]
        value = (chosen[0].get("value") or page.text(chosen[0])) if chosen else ""
    elif element.tag == "input" and kind not in _KNOWN:
        kind = "text"
    said = (element.get(key, "") for key in ("name", "id", "placeholder", "aria-label", "title", "autocomplete"))
    words = plain(" ".join([*said, page.label(element), value if kind in ("submit", "image") else ""]))
    return Control(
        name=element.get("name") or "",
        id=element.get("id") or "",
        kind=kind,
        value=value,
        words=words + (" " + plain(page.words(element)) if element.tag == "button" else ""),
        near=plain(page.before(element)),
        seen=kind != "hidden" and element.get("readonly") is None and not page.is_hidden(element),
        required=element.get("required") is not None,
        picked=element.get("checked") is not None,
        length=whole_number(element.get("maxlength"), most=_LONGEST) or 0,
        action=joined(base, element.get("formaction")) if element.get("formaction") else "",
    )


_KNOWN: Final = (
    *_TYPED,
    *("hidden", "submit", "image", "button", "reset", "checkbox", "radio", "search", "file", "date", "range", "color"),
)


def _refresh(root: Any, base: str) -> str:
    """Where a meta refresh leads soon."""
    for content in root.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content"):
        match = _REFRESH.match(content)
        if match and (whole_number(match.group(1), most=_LONGEST) or 0) <= _SOON_S:
            return joined(base, match.group(2).strip())
    return ""


def _complaint(root: Any, page: Page) -> str:
    """The error text a customer would see: what is marked as one, else the first sentence that complains."""
    marked = (each for each in root.xpath("//*[@class or @id]") if _ALARM.search(_names(each)))
    said = (*marked, *root.iter("p", "li", "span", "div", "td"))
    alerts = map(page.text, root.xpath("//*[@role='alert']"))
    complaints = filter(_complains, (page.text(each) for each in said if page.length(each) < _SENTENCE))
    return next(filter(None, chain(alerts, complaints)), "")


def _names(element: Any) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _complains(text: str) -> bool:
    return bool(_COMPLAINT.search(plain(text)))
