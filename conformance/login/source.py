"""The source of a page, decoded and tidied so that no parser can be kept busy by it.

A parser compares the attributes of a tag with each other, and knows where a tag ends only by what it makes of comments,
scripts and quotes before it. So the page is gone through once, by the rules of the HTML standard (section 13.2.5):
comments, scripts and frames are emptied, what stands within a title or a text field is escaped, and tags and their
attributes are counted. A page of more than any screen has is refused before it is parsed.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import Final

from conformance.client.fields import excerpt
from conformance.late import pattern

_BYTES: Final = 4_000_000
"""A screen with its scripts, fonts and pictures in it may have a few hundred kilobytes."""
_ATTRIBUTES: Final = 500
"""Of one tag; parsers take a time that grows with the square of their number."""
_MOST: Final = {"elements": 150_000, "fields and buttons": 25_000, "options": 25_000}
_KIND: Final = {"option": "options"} | dict.fromkeys(("input", "select", "textarea", "button"), "fields and buttons")
_MERGED: Final = ("html", "body")
"""Wherever they come again their attributes are added to those of the first."""
_LEGACY: Final = "cp1252"
"""What the Encoding standard means by ASCII and ISO 8859-1, and what is neither declared nor UTF-8."""
_CHARSETS: Final = pattern(
    r"utf-8(-sig)?|utf-16(-[lb]e)?|cp125[0-8]|iso8859-([2-9]|1[0-6])|koi8-[ru]|gbk|gb2312|gb18030|big5|euc_(jp|kr)|shift_jis"
)
"""Those of the Encoding standard, by Python's names; browsers know no others, and some of Python's are no charsets."""
_DECLARED: Final = pattern(r"charset\s*=\s*[\"']?([\w-]{1,40})", re.I | re.A)
_META: Final = pattern(r"<meta\b[^<>]{0,200}", re.I)
_DECLARED_WITHIN: Final = 4096
_OPENS: Final = pattern(r"<(?:(?P<comment>!--)|(?P<end>/?)(?P<name>[a-zA-Z][^ \t\n\f\r/>]*)|[!?/])")
_COMMENT_ENDS: Final = pattern(r"--!?>")
_BOGUS_ENDS: Final = pattern(r">")
_BETWEEN: Final = pattern(r"[ \t\n\f\r/]*")
_ATTRIBUTE: Final = pattern(
    r"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*"
    r"""(?:[ \t\n\f\r]*=[ \t\n\f\r]*(?:"[^"]*"?|'[^']*'?|[^ \t\n\f\r"'>][^ \t\n\f\r>]*)?)?"""
)
_EMPTIED: Final = ("script", "iframe", "xmp", "noembed", "noframes")
_ESCAPED: Final = ("title", "textarea")
_RAW: Final = {name: re.compile(f"</{name}(?=[ \t\n\f\r/>])", re.I) for name in (*_EMPTIED, *_ESCAPED, "style")}


class UnreadScreen(Exception):  # noqa: N818 - nobody is at fault yet
    """A page that is more than a screen; the message says what it has, as the predicate of a sentence."""


def tidied(content: bytes, content_type: str) -> bytes:
    """A page in UTF-8, with the same elements and texts, that costs a parser no more than in proportion to its length.

    Raises UnreadScreen where it has more of anything than a screen has.
    """
    if len(content) > _BYTES:
        raise UnreadScreen(f"is longer than {_BYTES:,} bytes")
    return "".join(_pieces(_decoded(content, content_type).replace("\0", "\ufffd"))).encode("utf-8", "replace")


def _decoded(content: bytes, content_type: str) -> str:
    """As browsers do: a byte order mark, the header, what the page says of itself, UTF-8, Windows-1252."""
    for mark, charset in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(charset, "replace")
    metas = _META.findall(content[:_DECLARED_WITHIN].decode("latin-1"))
    for charset in (_known(match[1]) for said in (content_type, *metas) if (match := _DECLARED.search(said))):
        if charset and not (charset.startswith("utf-16") and b"\0" not in content):
            return content.decode(charset, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_LEGACY, "replace")


def _known(charset: str) -> str:
    """Python's name of a charset that browsers know; '' for any other."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return ""
    if name in ("ascii", "iso8859-1"):
        return _LEGACY
    return name if _CHARSETS.fullmatch(name) else ""


def _pieces(text: str) -> list[str]:
    """The page in pieces, each tag as it was."""
    pieces: list[str] = []
    counts: Counter[str] = Counter()
    merged = 0
    at = 0
    while at < len(text) and (found := _OPENS.search(text, at)):
        pieces.append(text[at : found.start()])
        name = (found["name"] or "").lower()
        if not name:
            pieces.append("<!---->")  # texts before and behind a comment are two
            at = _comment_end(text, found.end(), proper=bool(found["comment"]))
            continue
        number, at, alone = _tag(text, found.end(), name)
        if at > len(text):
            break  # within its last tag a page has no more (end of file in tag)
        if found["end"]:
            pieces.append(f"</{name}>")
            continue
        merged += number if name in _MERGED else 0
        if merged > _ATTRIBUTES:
            raise _too_many_attributes(name)
        for what in ("elements", _KIND.get(name)):
            _count(counts, what)
        pieces.append(text[found.start() : at])
        if name in _RAW:
            raw, at = _raw(name, text, at, alone=alone)
            pieces.append(raw)
    else:
        pieces.append(text[at:])
    return pieces


def _comment_end(text: str, at: int, *, proper: bool) -> int:
    ends = _COMMENT_ENDS.search(text, at - 2) if proper else _BOGUS_ENDS.search(text, at)
    return ends.end() if ends else len(text)


def _tag(text: str, at: int, name: str) -> tuple[int, int, bool]:
    """How many attributes a tag has, where it ends (behind the page: nowhere), and whether it closes itself (`/>`)."""
    number = 0
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        if at >= len(text) or text[at] == ">":
            return number, at + 1, bool(between and between[0].endswith("/"))
        attribute = _ATTRIBUTE.match(text, at)
        at = attribute.end() if attribute else at + 1
        number += 1
        if number > _ATTRIBUTES:
            raise _too_many_attributes(name)


def _raw(name: str, text: str, at: int, *, alone: bool) -> tuple[str, int]:
    """What an element without elements in it is made to hold, with its end, and where the page goes on."""
    ends = None if alone else _RAW[name].search(text, at)
    till = at if alone else ends.start() if ends else len(text)
    content = "" if name in _EMPTIED else text[at:till]
    return content.replace("<", "&lt;" if name in _ESCAPED else " ") + ("" if ends else f"</{name}>"), till


def _count(counts: Counter[str], what: str | None) -> None:
    """Count one more. Raises UnreadScreen where there are too many."""
    if what is not None:
        counts[what] += 1
        if counts[what] > _MOST[what]:
            raise UnreadScreen(f"has more than {_MOST[what]:,} {what}")


def _too_many_attributes(name: str) -> UnreadScreen:
    return UnreadScreen(f"has more than {_ATTRIBUTES} attributes on one tag (<{excerpt(name, 20)}>)")
