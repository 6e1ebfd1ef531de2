"""A bank's login page as a customer sees it: its title, its forms with their controls, its links, its errors.

Reading only; what to type where is decided in robot.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree, html

from conformance.client.fields import excerpt, whole_number
from conformance.model import Exchange
from conformance.target.address import bare, joined

_OUT_OF_SIGHT: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}", re.I
)
_RULE: Final = re.compile(r"([.#][\w-]+)\s*\{([^}]*)\}")
_TYPED: Final = ("text", "email", "tel", "number", "password", "url")
_ALARM: Final = re.compile(r"error|erreur|alert|danger|invalid|warning|message", re.I)
_COMPLAINT: Final = re.compile(r"incorrect|invalid|inconnu|errone|refus|echec|expire|bloque|unknown|wrong|denied", re.I)
_REFRESH: Final = re.compile(r"\s*([0-9]+)[^;,]*[;,]\s*(?:url\s*=)?\s*['\"]?([^'\"]+)", re.I)
_LONGEST: Final = 1000
"""No length and no time above it makes a difference."""
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
    page = _parsed(exchange)
    url = exchange.call.url
    if page is None:
        text = exchange.content[:300].decode("utf-8", "replace")
        return Screen(url=url, status=exchange.status, title="", forms=(), links=(), text=text)
    base = joined(url, next(iter(page.xpath("//base/@href")), ""))
    unseen = _unseen(page)
    text = _text(page)
    return Screen(
        url=url,
        status=exchange.status,
        title=next(
            (found for path in ("//h1", "//title", "//h2") for found in map(_text, page.xpath(path)) if found), ""
        ),
        forms=tuple(_form(form, page, base, unseen) for form in page.xpath("//form")),
        links=tuple(
            (joined(base, a.get("href")), plain(f"{_text(a)} {a.get('id', '')}")) for a in page.xpath("//a[@href]")
        ),
        refresh=_refresh(page, base),
        complaint=_complaint(page),
        text=text,
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


def _form(form: Any, page: Any, base: str, unseen: frozenset[str]) -> Form:
    own = list(form.iter("input", "button", "select", "textarea"))
    if form.get("id"):
        own += [each for each in page.xpath("//*[@form=$id]", id=form.get("id")) if each not in own]
    controls = (control for each in own for control in _controls(each, page, form, base, unseen))
    return Form(
        action=joined(base, form.get("action") or ""),
        method=(form.get("method") or "get").upper(),
        controls=tuple(controls),
        words=plain(" ".join(form.get(key, "") for key in ("id", "name", "class", "role", "action"))),
    )


def _controls(element: Any, page: Any, form: Any, base: str, unseen: frozenset[str]) -> Iterator[Control]:
    if element.get("disabled") is not None or element.get("form", form.get("id")) != form.get("id"):
        return
    kind = (element.get("type") or ("submit" if element.tag == "button" else "text")).lower()
    value = element.get("value") or ""
    if element.tag == "textarea":
        kind, value = "textarea", element.text or ""
    elif element.tag == "select":
        kind, chosen = "select", element.xpath(".//option[@selected]") or element.xpath(".//option")[:1]
        value = (chosen[0].get("value") or _text(chosen[0])) if chosen else ""
    elif element.tag == "input" and kind not in _KNOWN:
        kind = "text"
    label = _label(element, page)
    said = (element.get(key, "") for key in ("name", "id", "placeholder", "aria-label", "title", "autocomplete"))
    words = plain(" ".join([*said, label, value if kind in ("submit", "image") else ""]))
    yield Control(
        name=element.get("name") or "",
        id=element.get("id") or "",
        kind=kind,
        value=value,
        words=words + (" " + plain(_text(element)) if element.tag == "button" else ""),
        near=_before(element),
        seen=kind != "hidden" and element.get("readonly") is None and not _hidden(element, unseen),
        required=element.get("required") is not None,
        picked=element.get("checked") is not None,
        length=whole_number(element.get("maxlength"), most=_LONGEST) or 0,
        action=joined(base, element.get("formaction")) if element.get("formaction") else "",
    )


_KNOWN: Final = (
    *_TYPED,
    *("hidden", "submit", "image", "button", "reset", "checkbox", "radio", "search", "file", "date", "range", "color"),
)


def _label(element: Any, page: Any) -> str:
    found = list(element.iterancestors("label"))
    if element.get("id"):
        found += page.xpath("//label[@for=$id]", id=element.get("id"))
    for name in (element.get("aria-labelledby") or "").split():
        found += page.xpath("//*[@id=$id]", id=name)
    return " ".join(_text(each) for each in found)


def _before(element: Any) -> str:
    """The text next before a control: what tables and bare paragraphs have for a label."""
    said = element.xpath("preceding::text()[normalize-space()][not(ancestor::script or ancestor::style)][1]")
    return plain(said[-1]) if said else ""


def _unseen(page: Any) -> frozenset[str]:
    """The selectors that the page's own style sheet keeps out of sight."""
    rules = (rule for style in page.iter("style") for rule in _RULE.findall(style.text or ""))
    return frozenset(selector for selector, body in rules if _OUT_OF_SIGHT.search(body))


def _hidden(element: Any, unseen: frozenset[str]) -> bool:
    for each in (element, *element.iterancestors()):
        names = {f".{name}" for name in (each.get("class") or "").split()} | {f"#{each.get('id')}"}
        if each.get("hidden") is not None or each.get("aria-hidden") == "true" or names & unseen:
            return True
        if _OUT_OF_SIGHT.search(each.get("style") or ""):
            return True
    return False


def _refresh(page: Any, base: str) -> str:
    """Where a meta refresh leads soon."""
    for content in page.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content"):
        match = _REFRESH.match(content)
        if match and (whole_number(match.group(1), most=_LONGEST) or 0) <= _SOON_S:
            return joined(base, match.group(2).strip())
    return ""


def _complaint(page: Any) -> str:
    """The error text a customer would see: what is marked as one, else the first sentence that complains."""
    alerts = [_text(each) for each in page.xpath("//*[@role='alert']")]
    marked = [_text(each) for each in page.xpath("//*[@class or @id]") if _ALARM.search(_names(each))]
    said = [text for text in (*marked, *map(_text, page.iter("p", "li", "span", "div", "td"))) if len(text) < 300]
    return next((text for text in (*alerts, *filter(_complains, said)) if text), "")


def _names(element: Any) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _complains(text: str) -> bool:
    return bool(_COMPLAINT.search(plain(text)))


def _text(element: Any) -> str:
    """All the text inside an element, blanks made single; scripts, styles and the page's title are no text of it."""
    if element.tag == "title":
        return " ".join(str(element.text or "").split())
    texts: list[str] = element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::title)]")
    return " ".join(" ".join(texts).split())
