"""Signs that a reader would not see, or that a terminal or a browser would obey, written out. Pure.

A bank may send anything: control characters, escape sequences, marks that turn the reading direction, separators that
end a line. None of them is ever handed on as it is.
"""

from __future__ import annotations

import re
from typing import Final

from conformance.late import pattern

_UNSEEN: Final = pattern(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u00ad\u061c\u180e"  # soft hyphen, Arabic letter mark, Mongolian vowel separator
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f"  # zero width, reading direction, invisible operators
    "\u2028\u2029"  # separators of lines and paragraphs
    "\ufeff\ufff9-\ufffb"  # byte order mark, interlinear annotation
    "\ufffe\uffff"  # no characters at all: neither XML nor YAML takes them
    "\ud800-\udfff"  # half a character
    "\U000e0000-\U000e007f"  # tags
    "]"
)

_SEEN: Final = bytes(range(0x20, 0x7F)) + b"\t\n"
"""All of ASCII that stays as it is."""
_TO_A_TERMINAL: Final = pattern(rf"(?P<ours>\x1b\[[0-9;]*m|\r)|{_UNSEEN.pattern}")


def visible(text: str) -> str:
    r"""A text whose unseen signs are told by their numbers: `\u202e` for the mark that turns the reading direction.

    Tabs and line feeds stay.
    """
    # To look for what is not printable takes a tenth of what the expression takes, which most texts do not need.
    if text.isprintable() or _beyond_ascii(text).isprintable():
        return text
    return _UNSEEN.sub(_written_out, text)


def _beyond_ascii(text: str) -> str:
    """A text without the signs of ASCII that stay: little is left of a long one."""
    return text.encode("utf-8", "surrogatepass").translate(None, _SEEN).decode("utf-8", "surrogatepass")


def on_one_line(text: str) -> str:
    """The same, on one line: tabs and line feeds are written out as well."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def at_a_terminal(text: str) -> str:
    """The same for what goes to a terminal with our own marks in it: colours, and the line that is written anew."""
    if text.isprintable():
        return text
    return _TO_A_TERMINAL.sub(lambda found: found["ours"] or _written_out(found), text)


def _written_out(found: re.Match[str]) -> str:
    number = ord(found[0])
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
