"""Access tokens that were never issued, each like the right one in all but a part: nobody may get in with them.

A bank that compares a part of a token only, or not its case, lets them in. They are never the right one itself: in the
text of a token the last characters may carry bits that nobody reads (RFC 4648, 3.5), so that more than one is replaced
there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

_MANY: Final = 4


def _other(text: str) -> str:
    """A text of the same length in which no character is the same."""
    return "".join("A" if char != "A" else "B" for char in text)


def _altered(token: str) -> str:
    middle = len(token) // 2
    return f"{token[:middle]}{_other(token[middle : middle + 1] or ' ')}{token[middle + 1 :]}"


def _in_other_case(token: str) -> str:
    """Where there are no letters, no other case: another character then."""
    return token.swapcase() if token.swapcase() != token else _altered(token)


LIKE: Mapping[str, Callable[[str], str]] = {
    "altered": _altered,
    "altered_start": lambda token: _other(token[:_MANY]) + token[_MANY:],
    "altered_end": lambda token: token[:-_MANY] + _other(token[-_MANY:]),
    "shortened": lambda token: token[:-_MANY],
    "lengthened": lambda token: f"{token}Ab9Z",
    "other_case": _in_other_case,
}
"""By the words of scenarios."""
