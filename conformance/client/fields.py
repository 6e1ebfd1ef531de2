"""What a bank writes into headers, attributes and texts, read so that nothing it may write can do harm.

None of these functions raises, whatever the text: a number may have five thousand digits, a date no zone, a text the
control sequences of a terminal.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from conformance.late import pattern

_WHOLE: Final = pattern(r"\s*([0-9]+)\s*", re.ASCII)
_UNSENDABLE: Final = pattern(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSEEN: Final = pattern(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters, lone surrogates, and what turns the direction of a line or cannot be seen."""


def control_in(text: str) -> str:
    """The first control character (C0, DEL, C1) or half of a surrogate pair in a text, as `U+000A`; '' for none."""
    found = _UNSENDABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def as_utf8(value: str) -> str:
    """The value of a header whose octets are UTF-8, as browsers read addresses; as it is where they are not."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def whole_number(text: str | None, most: int) -> int | None:
    """A number in ASCII digits, `most` where it is larger; None where there is none."""
    found = _WHOLE.fullmatch(text or "")
    if found is None:
        return None
    digits = found[1].lstrip("0")
    return min(int(digits or "0"), most) if len(digits) <= len(str(most)) else most


def http_date(text: str | None) -> datetime | None:
    """A date of HTTP, aware, in UTC; None where it is none. One without a zone is in GMT (RFC 9110, 5.6.7)."""
    try:
        found = parsedate_to_datetime(text or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def excerpt(text: str, most: int = 200) -> str:
    """The beginning of a text on one line, at most so many characters of it; what cannot be seen is spelled out."""
    line = " ".join(text[: 4 * most].split())
    shown = _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", line)
    return shown if len(shown) <= most and len(text) <= 4 * most else f"{shown[: most - 1]}…"
