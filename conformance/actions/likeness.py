"""Access tokens that were never issued, each like the right one in all but a part: nobody may get in with them.

A bank that compares a part of a token only, or not its case, lets them in. They are never the right one in another
spelling: the last character of a token in Base64 may carry bits that nobody reads (RFC 4648, 3.5), so that what stands
for it differs in the bits that count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final

_BASE64: Final = f"{ascii_uppercase}{ascii_lowercase}{digits}-_"
_INSTEAD: Final = "Aw9Q"
"""What stands for a character: of each quarter of the alphabet one."""


def _quarter(char: str) -> int:
    """The upper two bits of a character of Base64, which always count."""
    return _BASE64.find(char) // 16


def _other(char: str) -> str:
    """A character that means something else, whatever the case and however many of its bits count."""
    return next(one for one in _INSTEAD if one.lower() != char.lower() and _quarter(one) != _quarter(char))


def _altered_at(token: str, place: int) -> str:
    return f"{token[:place]}{_other(token[place : place + 1])}{token[place + 1 :]}"


def _altered(token: str) -> str:
    return _altered_at(token, len(token) // 2)


def _altered_at_its_end(token: str) -> str:
    """What pads a token is no part of it."""
    return _altered_at(token, max(len(token.rstrip("=")) - 1, 0))


def _in_other_case(token: str) -> str:
    """Where there are no letters, no other case: another character then."""
    return token.swapcase() if token.swapcase() != token else _altered(token)


LIKE: Mapping[str, Callable[[str], str]] = {
    "altered": _altered,
    "altered_start": lambda token: _altered_at(token, 0),
    "altered_end": _altered_at_its_end,
    "shortened": lambda token: token[:-1],
    "lengthened": lambda token: f"{token}Ab9Z",
    "other_case": _in_other_case,
}
"""By the words of scenarios."""
